// A recorded account: replayed through the real connector, judged by the real rules, compared with what it expects.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import picomatch from 'picomatch'
import { parse, stringify } from 'yaml'
import aws from '../../src/connectors/aws/index.js'
import azure from '../../src/connectors/azure/index.js'
import gcp from '../../src/connectors/gcp/index.js'
import { collect, type Collected } from '../../src/connectors/kit/collect.js'
import type { Connector } from '../../src/connectors/kit/connector.js'
import { noTrust, type Inventory, type Trust } from '../../src/core/index.js'
import { judge, loadRules, neededTypes, prepareRules, selectRules, type CompiledRule, type Judgement } from '../../src/engine/index.js'
import { Graph } from '../../src/graph/index.js'
import { builtInRules, installed } from '../../src/installed.js'

const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url))
export const providers: readonly Connector[] = [aws, azure, gcp]
const day = 24 * 60 * 60 * 1000

export interface Expectation {
  /** `rule-id asset-name`, with `×n` for a family of n. */
  findings: string[]
  /** `rule-id asset-name`, or `rule-id *@scope` where a whole list is unread. */
  unknowns: string[]
}

export interface Scenario {
  /** Its folder below `fixtures/<provider>`, such as `tidy` or `bedrock/tidy`. */
  name: string
  provider: Connector
  folder: string
  about: string
  /** Twelve digits, `projects/orchard-ml`, or `sub/` and the id of a subscription. */
  account: string
  takenAt: string
  /** Asset types that are recorded there, as patterns; all when left out. */
  types?: string[]
  /** Optional reads. */
  with: string[]
  trust: Trust
  /** Under the recommended rules; `strict` is what the strict ones add. */
  expect: Expectation & { strict: Expectation }
}

type Written = Omit<Partial<Scenario>, 'trust' | 'provider'> & { trust?: Partial<Trust> }

export function scenarios(): Scenario[] {
  return providers.flatMap((provider) => {
    const root = join(fixtures, provider.id)
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => basename(file) === 'scenario.yaml').map(dirname).toSorted().map((name) => scenario(provider, root, name))
  })
}

function scenario(provider: Connector, root: string, name: string): Scenario {
  const folder = join(root, name)
  const written: Written = parse(readFileSync(join(folder, 'scenario.yaml'), 'utf8'))
  const { about = '', account = '', takenAt = '2026-06-01T00:00:00Z', trust = {}, expect } = written
  const none = { findings: [], unknowns: [] }
  return { name, provider, folder, about, account, takenAt, ...(written.types && { types: written.types }), with: written.with ?? [], trust: { ...noTrust, ...trust }, expect: { ...none, strict: none, ...expect } }
}

/** Of all asset types, those that the scenario has recorded. */
export async function recordedTypes(scenario: Scenario): Promise<ReadonlySet<string>> {
  const isRecorded = scenario.types === undefined ? () => true : picomatch(scenario.types)
  return new Set((await scenario.provider.collectors()).map((collector) => collector.type).filter((type) => isRecorded(type)))
}

/** Collects what is recorded, or what is wanted of it. */
export async function replay(scenario: Scenario, wanted?: ReadonlySet<string>): Promise<Collected> {
  const recorded = await recordedTypes(scenario)
  const types = wanted === undefined ? recorded : new Set([...wanted].filter((type) => recorded.has(type)))
  const planted = plantSecrets(scenario.folder)
  const takenAt = new Date(scenario.takenAt)
  try {
    return await collect({
      connectors: [{ connector: scenario.provider, settings: { scopes: [scenario.account], regions: [], replay: planted, maxRate: 1000 } }],
      types, takenAt, historySince: new Date(takenAt.getTime() - 90 * day), with: new Set(scenario.with),
      concurrency: 16, requestTimeout: 20_000, signal: new AbortController().signal, random: () => 0.5, env: {},
    }, { scope: () => undefined, skipped: () => undefined, bug: (error, where) => console.error(where, error) })
  } finally {
    if (planted !== scenario.folder) rmSync(planted, { recursive: true })
  }
}

// No recording holds a secret. `<planted password>` is replaced by one on the way, and `base64:` encodes what follows it,
// so that scripts can be read in the recording.
function plantSecrets(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))
  const marked = files.filter((file) => /"base64:|<planted password>/.test(readFileSync(join(folder, file), 'utf8')))
  if (marked.length === 0) return folder
  const copy = mkdtempSync(join(tmpdir(), 'aispm-scenario-'))
  cpSync(folder, copy, { recursive: true })
  const password = [7, 3, 9, 1, 5].map((n) => `${String.fromCharCode(96 + n)}${n * 11}X`).join('')
  for (const file of marked) {
    const text = readFileSync(join(copy, file), 'utf8').replaceAll('<planted password>', password)
    writeFileSync(join(copy, file), text.replace(/"base64:((?:[^"\\]|\\.)*)"/g, (_, script: string) => {
      const plain: string = JSON.parse(`"${script}"`)
      return JSON.stringify(Buffer.from(plain).toString('base64'))
    }))
  }
  return copy
}

let compiled: Promise<CompiledRule[]> | undefined

/** The rules as they stand in their files, not as the last build left them; what is wrong with any of them the tests of rules tell. */
export function rules(): Promise<CompiledRule[]> {
  return (compiled ??= compile())
}

async function compile(): Promise<CompiledRule[]> {
  const [loaded, { types, access }] = await Promise.all([loadRules([builtInRules]), installed()])
  return loaded.rules.flatMap((rule) => {
    try {
      return prepareRules({ rules: [rule], problems: [] }, types, access)
    } catch (error) {
      console.error(error instanceof Error ? error.message : error)
      return []
    }
  })
}

export async function judged(scenario: Scenario, inventory: Inventory, level: 'recommended' | 'all'): Promise<Judgement> {
  const { types, access } = await installed()
  const graph = new Graph(inventory, types, scenario.trust)
  const recorded = await recordedTypes(scenario)
  const selected = selectRules(await rules(), [level]).filter((rule) => rule.types.some((type) => recorded.has(type)))
  return judge(selected, graph, access, { with: new Set(scenario.with) })
}

/** The types of a provider that a scan with the recommended rules would collect. */
export async function recommendedTypes({ id }: Connector): Promise<ReadonlySet<string>> {
  const { types, access } = await installed()
  return new Set([...neededTypes(selectRules(await rules(), ['recommended']), access, types)].filter((type) => type.startsWith(`${id}.`)))
}

export function told({ findings, unknowns }: Pick<Judgement, 'findings' | 'unknowns'>): Expectation {
  return {
    findings: findings.map((f) => `${f.rule} ${f.assetName}${f.family === undefined || f.family.count < 2 ? '' : ` ×${f.family.count}`}`).toSorted(),
    unknowns: unknowns.map((u) => `${u.rule} ${u.asset === null ? `*@${u.scope.region ?? 'account'}` : u.assetName ?? u.asset}`).toSorted(),
  }
}

export function without(all: Expectation, part: Expectation): Expectation {
  const beyond = (list: string[], known: string[]): string[] => list.filter((line) => !known.includes(line))
  return { findings: beyond(all.findings, part.findings), unknowns: beyond(all.unknowns, part.unknowns) }
}

/** Rewrites `expect` and leaves the rest of the file as it is. */
export function rewrite(scenario: Scenario, expectation: Scenario['expect']): void {
  const file = join(scenario.folder, 'scenario.yaml')
  const [written = ''] = readFileSync(file, 'utf8').split(/^expect:/m)
  writeFileSync(file, written + stringify({ expect: expectation }, { lineWidth: 0 }))
}
