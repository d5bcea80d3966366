// Gives tests the grammar of Python, which the connector kit gives a real scan.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createPythonReader, usePython } from '../../src/artifacts/text/python.js'

export async function withPython(): Promise<void> {
  const require = createRequire(import.meta.url)
  usePython(await createPythonReader(readFileSync(require.resolve('tree-sitter-python/tree-sitter-python.wasm'))))
}
