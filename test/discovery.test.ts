// Loads everything that is found by walking folders, and asks of each what its name and its neighbours promise.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { buildArtifacts } from '../src/build-artifacts.js'
import type { AnyCollector, Call, SharedRead } from '../src/connectors/kit/collector.js'
import type { Connector } from '../src/connectors/kit/connector.js'
import { confidences, kinds, levels, phases, relationTypes, severities, type Reporter } from '../src/core/index.js'
import { loadRules, type LoadedRule } from '../src/engine/index.js'
import { frameworkIds, installed, reporters as foundReporters } from '../src/installed.js'
import { optionalReads } from '../src/scan.js'
import { localCollectors } from '../src/connectors/local/collectors.js'
import { aispm } from './cli/run.js'

const root = resolve(import.meta.dirname, '..')
const src = join(root, 'src')
/** Types that edges point at and whose connectors come later. */
const later: string[] = []

interface Loaded {
  file: string
  exported: unknown
  names: string[]
}

function codeBelow(folder: string, depth: number): string[] {
  return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return depth > 0 ? codeBelow(path, depth - 1) : []
    return entry.name.endsWith('.ts') ? [path] : []
  })
}

async function loaded(file: string): Promise<Loaded> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>
  return { file, exported: module['default'], names: Object.keys(module) }
}

const providers = readdirSync(join(src, 'connectors')).filter((name) => name !== 'kit')
const isCollector = (value: unknown): value is AnyCollector => typeof value === 'object' && value !== null && 'type' in value && 'props' in value && 'calls' in value

let collectors: { provider: string; file: string; collector: AnyCollector }[] = []
let rules: LoadedRule[] = []
let frameworks: ReadonlyMap<string, ReadonlySet<string>> = new Map()
beforeAll(async () => {
  for (const provider of providers) {
    const folder = join(src, 'connectors', provider)
    for (const service of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
      for (const file of codeBelow(join(folder, service.name), 0)) {
        const { exported } = await loaded(file)
        if (isCollector(exported)) collectors.push({ provider, file, collector: exported })
        // A file without a collector helps those beside it, by named exports only.
        else expect(exported, relative(root, file)).toBeUndefined()
      }
    }
  }
  // Formats of files are declared where they are read, and made collectors by whoever keeps files.
  for (const collector of await localCollectors()) {
    if (!collectors.some((one) => one.collector === collector)) collectors.push({ provider: 'local', file: `artifacts/formats (${collector.type})`, collector })
  }
  frameworks = await frameworkIds()
  const read = await loadRules([join(root, 'rules')], await frameworkIds())
  expect(read.problems).toEqual([])
  rules = read.rules
}, 120_000)

const callsOf = ({ calls, reads }: AnyCollector): Call[] => [...Object.values<Call>(calls), ...((reads ?? []) as SharedRead[]).flatMap((read) => Object.values<Call>(read.calls))]

describe('connectors', () => {
  it('have one index each, and it exports one connector named like its folder', async () => {
    expect(providers).toEqual(['aws', 'azure', 'gcp', 'local'])
    for (const provider of providers) {
      const { exported } = await loaded(join(src, 'connectors', provider, 'index.ts'))
      const connector = exported as Connector
      expect(connector.id).toBe(provider)
      expect(connector.summary).toMatch(/\S/)
      for (const name of ['collectors', 'leastPrivilege', 'rightsByService', 'open'] as const) expect(connector[name]).toBeTypeOf('function')
    }
  })
})

describe('collectors', () => {
  it('are all found by the program that walks the built folders', async () => {
    const found = [...(await installed()).types.keys()].toSorted()
    expect(found).toEqual(collectors.map(({ collector }) => collector.type).toSorted())
    expect(found.length).toBeGreaterThanOrEqual(17)
  })

  it('emit a type named <provider>.<service>.<noun>, after their folder and file', () => {
    for (const { collector } of collectors.filter(({ provider }) => provider === 'local')) expect(collector.type).toMatch(/^(?:artifact|dataset|notebook|code|hub)\.[a-z0-9]+(_[a-z0-9]+)*$/)
    for (const { provider, file, collector } of collectors.filter((one) => one.provider !== 'local')) {
      const folder = basename(dirname(file))
      // A noun that would be no file name of its own, such as an index, has the service before it.
      const noun = basename(file, '.ts').replaceAll('-', '_').replace(new RegExp(`^${folder}_(?=index$)`), '')
      expect(collector.type, file).toBe([provider, folder, noun].join('.'))
      expect(collector.type).toMatch(/^[a-z]+\.[a-z0-9_]+\.[a-z0-9]+(_[a-z0-9]+)*$/)
    }
  })

  it('emit no type twice', () => {
    const types = collectors.map(({ collector }) => collector.type)
    expect(types.filter((type, i) => types.indexOf(type) !== i)).toEqual([])
  })

  it('have a kind, a place, properties, calls, and a way in', () => {
    for (const { file, collector } of collectors) {
      expect(kinds, file).toContain(collector.kind)
      expect(['account', 'region'], file).toContain(collector.per)
      expect(collector.service, file).toMatch(/^[a-z0-9-]+$/)
      expect(Object.keys(collector.props.fields as object).length, file).toBeGreaterThan(0)
      expect(callsOf(collector).length, file).toBeGreaterThan(0)
      expect(['list', 'resolve'].some((way) => typeof Reflect.get(collector, way) === 'function'), file).toBe(true)
    }
  })

  it('relate by words that exist to types that exist', () => {
    const types = new Set([...collectors.map(({ collector }) => collector.type), ...later])
    for (const { file, collector } of collectors) {
      for (const [relation, targets] of Object.entries(collector.relates as Record<string, readonly string[]>)) {
        expect(relationTypes, file).toContain(relation)
        expect(targets.filter((target) => !types.has(target)), `${file} ${relation}`).toEqual([])
      }
    }
  })

  it('leave nothing on the list of later types that has come since', () => {
    expect(later.filter((type) => collectors.some(({ collector }) => collector.type === type))).toEqual([])
  })

  it('declare calls that read, with permissions that look like IAM actions', () => {
    for (const { file, collector } of collectors.filter(({ provider }) => provider === 'aws')) {
      for (const call of callsOf(collector)) {
        expect(call.action, file).toMatch(/^[a-z0-9-]+:(Get|List|Describe|BatchGet|Head|Search|Generate|Lookup)[A-Za-z0-9]*$/)
        expect(['account', 'region', 'item'], `${file} ${call.action}`).toContain(call.per)
        for (const need of call.needs) expect(need, `${file} ${call.action}`).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/)
      }
    }
  })

  it('declare a call the same wherever they share it', () => {
    const seen = new Map<string, string>()
    for (const call of collectors.flatMap(({ collector }) => callsOf(collector))) {
      const facts = JSON.stringify([call.needs, call.with])
      expect(seen.get(call.action) ?? facts, call.action).toBe(facts)
      seen.set(call.action, facts)
    }
  })
})

describe('report formats', () => {
  it('are the files of their folder, one default export each, named like the file', async () => {
    const files = codeBelow(join(src, 'reporters'), 0).filter((file) => basename(file) !== 'index.ts')
    for (const file of files) {
      const { exported } = await loaded(file)
      const reporter = exported as Reporter
      expect(reporter.id).toBe(basename(file, '.ts'))
      expect(reporter.summary, file).toMatch(/\S/)
      expect(reporter.extension, file).toMatch(/^[a-z.]+$/)
      expect(Reflect.get(reporter, 'render'), file).toBeTypeOf('function')
    }
    expect([...(await foundReporters()).keys()]).toEqual(files.map((file) => basename(file, '.ts')))
  })

  it('are named in the help', async () => {
    const { stdout } = await aispm(['scan', '--help'])
    const named = /--output <format\[=file\]> ([^;]*);/.exec(stdout.replaceAll(/\s+/g, ' '))?.[1]?.split(', ') ?? []
    expect(named.toSorted()).toEqual([...(await foundReporters()).keys()].toSorted())
  })
})

describe('commands', () => {
  it('are a file each, with one default export that runs', async () => {
    for (const file of codeBelow(join(src, 'cli', 'commands'), 0)) {
      const { exported, names } = await loaded(file)
      expect(exported, file).toBeTypeOf('function')
      expect(names, file).toEqual(['default'])
    }
  })

  it('name every optional read in the help', async () => {
    const words = optionalReads(collectors.map(({ collector }) => collector))
    const { stdout } = await aispm(['scan', '--help'])
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`optional reads: ${words.join(', ')}`)
  })
})

describe('rules', () => {
  it('are named like their files, each name once, aliases included', () => {
    const names = rules.flatMap(({ doc }) => [doc.id, ...doc.aliases])
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    for (const { doc } of rules) {
      expect(basename(doc.file, '.yaml')).toBe(doc.id)
      expect(doc.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/)
      expect(doc.id).not.toMatch(/^(ensure|check)-/)
    }
    expect(rules.length).toBeGreaterThan(80)
  })

  it('judge types and kinds that exist, with words that exist', () => {
    const types = new Set(collectors.map(({ collector }) => collector.type))
    const words = optionalReads(collectors.map(({ collector }) => collector))
    const ids = new Set(rules.map(({ doc }) => doc.id))
    for (const { doc } of rules) {
      if (Array.isArray(doc.on)) expect(doc.on.filter((type) => !types.has(type)), doc.id).toEqual([])
      else expect(kinds, doc.id).toContain(doc.on)
      expect(doc.needs.filter((need) => !words.includes(need)), doc.id).toEqual([])
      expect(doc.supersedes.filter((id) => !ids.has(id)), doc.id).toEqual([])
      expect(severities, doc.id).toContain(doc.severity)
      expect(confidences, doc.id).toContain(doc.confidence)
      expect(levels, doc.id).toContain(doc.level)
      expect(phases, doc.id).toContain(doc.phase)
    }
  })

  it('stand in a framework that has the control, or are of the house', () => {
    for (const { doc } of rules) {
      const named = Object.entries(doc.frameworks)
      if (named.length === 0) expect(doc.tags, doc.id).toContain('house')
      for (const [framework, controls] of named) for (const control of controls) expect(frameworks.get(framework)?.has(control), `${doc.id}: ${framework} ${control}`).toBe(true)
    }
  })

  it('are listed for programs', async () => {
    const { status, stdout } = await aispm(['rules', '-o', 'json'])
    const listed = JSON.parse(stdout) as Record<string, unknown>[]
    expect(status).toBe(0)
    expect(listed.map((rule) => String(rule['id'])).toSorted()).toEqual(rules.map(({ doc }) => doc.id).toSorted())
    for (const rule of listed) {
      for (const key of ['id', 'title', 'severity', 'level']) expect(rule[key], `${String(rule['id'])} ${key}`).toBeTypeOf('string')
      expect(Array.isArray(rule['on']) || typeof rule['on'] === 'string').toBe(true)
    }
  })
})

describe('frameworks', () => {
  it('have a name, and controls with an id and a title, each once', () => {
    for (const file of readdirSync(join(root, 'rules', 'frameworks'))) {
      expect(file).toMatch(/\.yaml$/)
      const framework = parse(readFileSync(join(root, 'rules', 'frameworks', file), 'utf8')) as { name: string; controls: { id: string | number; title: string }[] }
      expect(framework.name, file).toMatch(/\S/)
      const ids = framework.controls.map(({ id }) => String(id))
      expect(ids.length, file).toBeGreaterThan(0)
      expect(ids.filter((id, i) => ids.indexOf(id) !== i), file).toEqual([])
      expect(framework.controls.filter(({ title }) => typeof title !== 'string' || title.trim() === ''), file).toEqual([])
    }
  })
})

describe('the package', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { files: string[]; bin: Record<string, string>; exports: Record<string, string | Record<string, string>>; dependencies: Record<string, string> }

  it('has an executable binary, in the repository, too', () => {
    const file = manifest.bin['aispm'] ?? ''
    expect(statSync(join(root, file)).mode & 0o111).not.toBe(0)
    if (existsSync(join(root, '.git'))) expect(execFileSync('git', ['ls-files', '-s', file], { cwd: root, encoding: 'utf8' })).toMatch(/^100755 /)
  })

  it('contains what the program reads while it runs', () => {
    const read = ['bin/aispm.js', 'dist/cli/main.js', 'dist/rules.json', 'dist/schemas/report.schema.json', 'dist/schemas/inventory.schema.json', 'rules/frameworks', 'fixtures/aws/orchard', 'fixtures/gcp/orchard']
    for (const path of read) {
      expect(existsSync(join(root, path)), path).toBe(true)
      expect(manifest.files.some((entry) => path === entry || path.startsWith(`${entry}/`)), path).toBe(true)
    }
  })

  it('exports files that are there', () => {
    for (const [name, target] of Object.entries(manifest.exports)) {
      for (const file of typeof target === 'string' ? [target] : Object.values(target)) if (!file.includes('*')) expect(existsSync(join(root, file)), name).toBe(true)
    }
  })

  it('depends on what it imports, in exact versions', () => {
    for (const version of Object.values(manifest.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    // The documentation is made in the repository, and does not come with the package.
    const shipped = codeBelow(src, 9).filter((file) => !file.startsWith(join(src, 'docs')))
    const imported = shipped.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/(?:^(?:import|export) (?!type )[^'\n]*from |import\()'((?:@[^/']+\/)?[^./'][^/']*)[^']*'/gm)].map((match) => match[1] ?? ''))
    // AWS clients are loaded by the service word of a declared call.
    imported.push(...collectors.filter(({ provider }) => provider === 'aws').flatMap(({ collector }) => callsOf(collector).map((call) => `@aws-sdk/client-${call.action.split(':', 1)[0]}`)))
    const packages = [...new Set(imported)].filter((name) => !name.startsWith('node:')).toSorted()
    expect(packages.filter((name) => manifest.dependencies[name] === undefined)).toEqual([])
    // Microsoft's libraries ask for each other in ranges whose newest versions need Node 22: these are the last ones for Node 20.
    const held = ['@azure/abort-controller', '@azure/core-auth', '@azure/core-client', '@azure/core-paging', '@azure/core-tracing', '@azure/core-util', '@azure/logger', '@typespec/ts-http-runtime']
    expect(Object.keys(manifest.dependencies).filter((name) => !packages.includes(name))).toEqual(held)
  })

  it('installs nothing that needs a newer Node than it says', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { engines?: { node?: string }; dev?: boolean }> }
    const wrong = Object.entries(lock.packages).filter(([name, { engines, dev }]) => name !== '' && dev !== true && /^>=\s*2[1-9]/.test(engines?.node ?? '')).map(([name]) => name)
    expect(wrong).toEqual([])
  })

  it('was built from these sources', async () => {
    for (const [file, text] of Object.entries(await buildArtifacts(join(root, 'rules')))) expect(readFileSync(join(root, 'dist', file), 'utf8') === text, file.split(sep).join('/')).toBe(true)
  })

  it('publishes the schemas that the command prints', async () => {
    for (const of of ['report', 'inventory']) {
      const { status, stdout } = await aispm(['schema', of])
      expect(status).toBe(0)
      expect(stdout === readFileSync(join(root, `dist/schemas/${of}.schema.json`), 'utf8'), of).toBe(true)
    }
  })
})
