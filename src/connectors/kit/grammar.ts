// The grammar of Python, made ready once: readers of code are pure and are handed it.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createPythonReader, usePython } from '../../artifacts/text/python.js'

/** Beside the compiled code; the sources use that of the last build. */
const places = ['../../tree-sitter-python.wasm', '../../../dist/tree-sitter-python.wasm'].map((place) => new URL(place, import.meta.url))

let ready: Promise<void> | undefined

export function readyForPython(): Promise<void> {
  return (ready ??= load())
}

/** Without the grammar, whatever Python says is told as unread. */
async function load(): Promise<void> {
  const place = places.find((one) => existsSync(one))
  if (place !== undefined) usePython(await createPythonReader(await readFile(place)))
}
