import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { parseSync } from 'oxc-parser'
import { describe, expect, it } from 'vitest'

const src = resolve(import.meta.dirname, '../src')

/** Rooms and what each may import, itself apart. */
const allowed: Record<string, { from: string[]; why: string }> = {
  core: { from: [], why: 'the nouns import nothing of ours' },
  config: { from: ['core'], why: 'configuration knows the nouns only' },
  access: { from: ['core'], why: 'policy evaluation is pure' },
  graph: { from: ['core', 'access'], why: 'the graph is pure' },
  engine: { from: ['core', 'access', 'graph'], why: 'judging knows no cloud and no report format' },
  artifacts: { from: ['core'], why: 'reading model files is pure: bytes in, facts out' },
  'connectors/kit': { from: ['core', 'artifacts'], why: 'the kit knows no provider' },
  reporters: { from: ['core'], why: 'a report is all that a report format needs' },
  triage: { from: ['core'], why: 'what the settings make of findings is pure' },
  drift: { from: ['core', 'graph'], why: 'comparing is pure' },
  redact: { from: ['core'], why: 'pseudonyms are pure' },
  compliance: { from: ['core'], why: 'requirements and verdicts are all it takes' },
  scan: { from: ['core', 'config', 'access', 'graph', 'engine', 'artifacts', 'connectors/kit', 'reporters', 'triage', 'drift', 'redact', 'compliance'], why: 'the pipeline joins the rooms' },
  docs: { from: ['core', 'config', 'connectors/kit', 'reporters', 'scan', 'cli'], why: 'the documentation tells what the others declare' },
  cli: { from: ['core', 'config', 'access', 'graph', 'engine', 'artifacts', 'connectors/kit', 'reporters', 'triage', 'drift', 'redact', 'compliance', 'scan', 'build'], why: 'the command line is on top' },
}
/** May touch files, network, environment and clock. */
const impure = ['connectors/', 'config/', 'engine/load.ts', 'cli/', 'scan.ts', 'compare.ts', 'build-artifacts.ts', 'installed.ts', 'docs/', 'reporters/html/assets.ts']
const io = /^node:(fs|net|http|https|dns|child_process|process|timers|os|tls|worker_threads)(\/|$)/

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : entry.name.endsWith('.ts') ? [path] : []
  })
}

function room(file: string): string {
  const path = relative(src, file).split(sep)
  if (path[0] === 'connectors') return `connectors/${path[1] ?? ''}`
  return path.length === 1 ? 'scan' : path[0] ?? ''
}

interface Import { file: string; target: string; typeOnly: boolean }

const files = walk(src)
const imports: Import[] = files.flatMap((file) => {
  const { module, program, errors } = parseSync(file, readFileSync(file, 'utf8'))
  expect(errors, file).toEqual([])
  void program
  const statics = module.staticImports.map((i) => ({ file, target: i.moduleRequest.value, typeOnly: i.entries.length > 0 && i.entries.every((e) => e.isType) }))
  const exports = module.staticExports.flatMap((e) => e.entries.flatMap((entry) => (entry.moduleRequest === null || entry.moduleRequest === undefined ? [] : [{ file, target: entry.moduleRequest.value, typeOnly: entry.isType }])))
  const text = readFileSync(file, 'utf8')
  const dynamic = module.dynamicImports.map((i) => ({ file, target: text.slice(i.moduleRequest.start, i.moduleRequest.end).replaceAll(/['"]/g, ''), typeOnly: false }))
  return [...statics, ...exports, ...dynamic]
})

describe('layers', () => {
  it('sees every file', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(imports.length).toBeGreaterThan(300)
  })

  it('imports one way only', () => {
    const wrong = imports.flatMap(({ file, target }) => {
      if (!target.startsWith('.')) return []
      const from = room(file)
      const to = room(resolve(dirname(file), target))
      if (from === to) return []
      const rule = allowed[from] ?? { from: ['core', 'artifacts', 'connectors/kit'], why: 'a provider knows the kit and no other provider' }
      return rule.from.includes(to) ? [] : [`${relative(src, file)} imports ${to}: ${rule.why}`]
    })
    expect(wrong).toEqual([])
  })

  it('has no cycles', () => {
    const graph = new Map<string, string[]>()
    for (const { file, target, typeOnly } of imports) {
      if (!target.startsWith('.') || typeOnly) continue
      const to = resolve(dirname(file), target.replace(/\.js$/, '.ts'))
      graph.set(file, [...(graph.get(file) ?? []), to])
    }
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === 'done') return
      if (state.get(file) === 'open') {
        cycles.push([...path.slice(path.indexOf(file)), file].map((f) => relative(src, f)).join(' → '))
        return
      }
      state.set(file, 'open')
      for (const next of graph.get(file) ?? []) visit(next, [...path, file])
      state.set(file, 'done')
    }
    for (const file of files) visit(file, [])
    expect(cycles).toEqual([])
  })

  it('keeps files, network, environment and clock out of the pure rooms', () => {
    const wrong = imports.filter(({ file, target }) => io.test(target) && !impure.some((place) => relative(src, file).startsWith(place)))
    expect(wrong.map(({ file, target }) => `${relative(src, file)} imports ${target}`)).toEqual([])
    const reading = files.filter((file) => !impure.some((place) => relative(src, file).startsWith(place)) && /\bprocess\.(env|cwd|argv|stdout)|Date\.now\(\)|new Date\(\)|Math\.random\(\)/.test(readFileSync(file, 'utf8')))
    expect(reading.map((file) => relative(src, file))).toEqual([])
  })

  it('imports cloud SDKs only in their own folder, and never at start-up', () => {
    const own: Readonly<Record<string, RegExp>> = { 'connectors/aws/': /^@(?:aws-sdk|smithy)\//, 'connectors/azure/': /^@azure\//, 'connectors/gcp/': /^@google-cloud\// }
    const sdk = imports.filter(({ target }) => /^@(?:aws-sdk|smithy|azure|google-cloud)\//.test(target))
    const outside = sdk.filter(({ file, target }) => !Object.entries(own).some(([folder, packages]) => relative(src, file).startsWith(folder) && packages.test(target)))
    expect(outside.map(({ file, target }) => `${relative(src, file)} imports ${target}`)).toEqual([])
  })

  it('begins every file with what it is for', () => {
    const mute = files.filter((file) => !/^(#!.*\n)?(\/\/|\/\*\*?) ?\S/.test(readFileSync(file, 'utf8')))
    expect(mute.map((file) => relative(src, file))).toEqual([])
  })
})
