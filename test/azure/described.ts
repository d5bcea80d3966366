// Addresses that Microsoft's own SDKs for Python go to, read out of their source.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folder of the installed packages (test/azure/requirements.txt); empty where they are not installed. */
export const sdks = process.env['AISPM_AZURE_SDKS'] ?? ''

/** Addresses in one spelling: names of variables differ from one generator to the next. */
export function spelling(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, '{}').replaceAll(/\('\{\}'\)/g, '/{}').replace(/\/+$/, '').toLowerCase()
}

/** Every address, and the versions that stand in the same file. */
export function addresses(root = sdks): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  for (const file of readdirSync(join(root, 'azure'), { recursive: true, encoding: 'utf8' })) {
    if (!/operations?\.py$/.test(file) || /[/\\]aio[/\\]/.test(file)) continue
    const text = readFileSync(join(root, 'azure', file), 'utf8')
    const versions = [...text.matchAll(/"(20\d\d-\d\d-\d\d(?:-preview)?)"/g)].map(([, version = '']) => version)
    const [, year, month, day, preview] = /v(20\d\d)_(\d\d)_(\d\d)(_preview)?/.exec(file) ?? []
    if (year !== undefined) versions.push(`${year}-${month}-${day}${preview === undefined ? '' : '-preview'}`)
    for (const [, path = ''] of text.matchAll(/"(\/(?:subscriptions|providers|\{)[^"\n]*)"/g)) {
      const known = found.get(spelling(path)) ?? new Set<string>()
      for (const version of versions) known.add(version)
      found.set(spelling(path), known)
    }
  }
  return found
}
