// floor.json: what was caught and what was left in peace the last time; UPDATE_GOLDEN=1 writes it anew.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Floor {
  /** By class: hostile files made, and those of which a rule says what they do. */
  hostile: Record<string, { files: number; caught: number }>
  /** By folder of samples: files, findings that nobody expects, and rules that are expected to fail on some. */
  benign: Record<string, { files: number; falseAlarms: number; expected: string[] }>
}

const file = fileURLToPath(new URL('floor.json', import.meta.url))
const updating = process.env['UPDATE_GOLDEN'] === '1'

export function floor(): Floor {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Floor) : { hostile: {}, benign: {} }
}

/** Nothing where rows are kept as they are. */
export function keep(rows: Partial<Floor>): void {
  if (!updating) return
  const now = floor()
  const benign = { ...now.benign, ...rows.benign }
  const lines = (of: object): string => Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, row]) => `    ${JSON.stringify(name)}: ${JSON.stringify(row)}`).join(',\n')
  writeFileSync(file, `{\n  "hostile": {\n${lines(rows.hostile ?? now.hostile)}\n  },\n  "benign": {\n${lines(benign)}\n  }\n}\n`)
}
