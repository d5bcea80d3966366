// A list within a JSON document, one item a line, written as it comes.
import { jsonText } from '../../core/json-text.js'

/** `,\n"name": [...]`: after another field of the same object. */
export async function* jsonList<T extends object>(name: string, items: AsyncIterable<T> | Iterable<T>, written: (item: T) => object = (item) => item): AsyncGenerator<string> {
  yield `,\n${jsonText(name)}: [`
  let separator = '\n'
  for await (const item of items) {
    yield separator + jsonText(written(item))
    separator = ',\n'
  }
  yield separator === '\n' ? ']' : '\n]'
}
