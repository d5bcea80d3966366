// The one S3 answer that is no document: a range of an object's bytes.
import { NotAnAnswer } from '../answer-body.js'
import { contentRange } from '../../kit/range-bytes.js'

interface Streamed {
  transformToByteArray(): Promise<Uint8Array>
}

/** What comes back of `GetObject`, its bytes at hand. */
export interface ObjectRange {
  bytes: Uint8Array
  from: number
  size: number
  tag: string | null
}

/** The answer to a ranged `GetObject` with its bytes in place of the stream; throws where they are not those asked for. */
export async function objectRange(answer: unknown): Promise<ObjectRange> {
  const at = (name: string): unknown => (typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined)
  const [range, tag, body] = [at('ContentRange'), at('ETag'), at('Body')]
  const told = contentRange(typeof range === 'string' ? range : null)
  // A page of a proxy, or a store that knows no ranges and hands out the whole.
  if (told === null || !isStreamed(body)) throw new NotAnAnswer('the answer is no range of the object')
  const bytes = await body.transformToByteArray()
  if (bytes.length !== told.to - told.from + 1) throw new NotAnAnswer(`the answer has ${bytes.length} bytes and says that it has ${told.to - told.from + 1}`)
  return { bytes, from: told.from, size: told.size, tag: typeof tag === 'string' ? tag : null }
}

function isStreamed(body: unknown): body is Streamed {
  return typeof body === 'object' && body !== null && 'transformToByteArray' in body && typeof body.transformToByteArray === 'function'
}
