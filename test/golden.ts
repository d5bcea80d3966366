// Compares output with a golden file under test/golden; UPDATE_GOLDEN=1 writes it anew.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

export function expectGolden(name: string, output: string): void {
  const file = fileURLToPath(new URL(`golden/${name}`, import.meta.url))
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, output)
  }
  expect(output).toBe(readFileSync(file, 'utf8'))
}
