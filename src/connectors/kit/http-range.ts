// A range of an object's bytes, as an answer over plain HTTP.
import type { HttpAnswer } from './http.js'
import { NotAnAnswer } from './http-failure.js'
import { contentRange, type Range } from './range-bytes.js'

/** The range in a success; throws for what is no range, or not as long as it says. `tag`: the header that names the version. */
export function rangeOf(answer: HttpAnswer, tag: string): Range {
  const told = contentRange(answer.headers['content-range'])
  // A page of a proxy, or a store that knows no ranges and hands out the whole.
  if (answer.status !== 206 || told === null) throw new NotAnAnswer('the answer is no range of the object')
  const { body } = answer
  if (body.length !== told.to - told.from + 1) throw new NotAnAnswer(`the answer has ${body.length} bytes and says that it has ${told.to - told.from + 1}`)
  return { bytes: body, from: told.from, size: told.size, tag: answer.headers[tag] ?? null }
}
