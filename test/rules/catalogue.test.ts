// The rules and the catalogue of controls agree one to one, but for those that were dropped for a reason.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

describe.each([
  { of: 'aws', folders: ['aws'], ids: 'aws' }, { of: 'azure', folders: ['azure'], ids: 'azure' }, { of: 'gcp', folders: ['gcp'], ids: 'gcp' },
  { of: 'artifacts', folders: ['artifact', 'dataset', 'notebook', 'code'], ids: '(?:artifact|model|dataset|notebook)' },
])('rules for $of', ({ of, folders, ids }) => {
  const catalogue = `${root}../shared/catalogue/${of}.yaml`
  const notes = readFileSync(`${root}rules/${folders[0]}/catalogue-notes.md`, 'utf8')
  const dropped = [...notes.matchAll(new RegExp(`^- \`(${ids}-[a-z0-9-]+)\`: (.+)$`, 'gm'))].map(([, id = '', reason = '']) => ({ id, reason }))
  const inFolder = (folder: string): string[] => readdirSync(`${root}rules/${folder}`, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).map((file) => file.replace(/^.*\//, '').replace(/\.yaml$/, ''))
  // Rules on artifacts in the stores of a cloud stand with the types of that cloud.
  const isOnArtifacts = (id: string): boolean => id.startsWith('artifact-')
  const rules = of === 'artifacts' ? [...folders.flatMap(inFolder), ...['aws', 'azure', 'gcp'].flatMap(inFolder).filter(isOnArtifacts)] : folders.flatMap(inFolder).filter((id) => !isOnArtifacts(id))

  // Beside the catalogue's, those that it lacks, each with its reason.
  const added = [...notes.matchAll(/^- `([a-z0-9-]+)` \(added\): .{30,}$/gm)].map(([, id = '']) => id)

  it('are dropped with a reason, once, and then are not there', () => {
    expect(dropped.filter(({ reason }) => reason.length < 30)).toEqual([])
    expect(dropped.map(({ id }) => id).filter((id, i, all) => all.indexOf(id) !== i || rules.includes(id))).toEqual([])
  })

  it.runIf(existsSync(catalogue))('are those of the catalogue', () => {
    const controls = (parse(readFileSync(catalogue, 'utf8')) as { id: string }[]).map(({ id }) => id)
    const done = new Set([...rules, ...dropped.map(({ id }) => id)])
    expect(controls.filter((id) => !done.has(id))).toEqual([])
    const known = new Set(controls)
    expect([...done].filter((id) => !known.has(id)).toSorted()).toEqual(added.toSorted())
  })
})
