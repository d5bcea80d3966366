// Runs the examples of a rule: each is a one-asset inventory with a known verdict.
import type { AccessModel } from '../access/model.js'
import type { Asset, AssetType, AssetTypes, Gap, GapReason, Inventory, Json, Kind, Props, Relation, RelationType, RuleDoc, Trust, Verdict } from '../core/index.js'
import { gapReasons, nearest, noTrust, relationTypes, scopeId } from '../core/index.js'
import type { ShapeNode } from '../core/shape.js'
import { indexInventory } from '../graph/index.js'
import type { CompiledRule } from './compile.js'
import { paramsOf } from './params.js'
import { fill } from './placeholders.js'
import { Frame } from './values.js'
import { judgeOne } from './verdict.js'
import type { Outcome } from './verdict.js'

export interface ExampleRun {
  /** `fail 2`: which example. */
  example: string
  expected: Verdict
  verdict: Verdict
  /** The finding's message, for what fails. */
  message?: string
  outcome: Outcome
  /** Why the example does not hold. */
  problem?: string
}

const groups = [['pass', 'pass'], ['fail', 'fail'], ['unknown', 'unknown'], ['notApplicable', 'not-applicable']] as const

/** Each example with what it gave; none with a `problem` means that all hold. */
export function runExamples(rule: CompiledRule, types: AssetTypes, access: readonly AccessModel[] = []): ExampleRun[] {
  const runs = groups.flatMap(([group, expected]) => rule.doc.examples[group].map((example, i) => runExample(rule, example, `${group} ${i + 1}`, expected, types, access)))
  const first = runs.find((run) => run.expected === 'fail')
  if (first !== undefined && !rule.doc.examples.fail.some((example) => isObject(example) && '$message' in example)) {
    first.problem ??= 'no fail example says which $message it expects'
  }
  return runs
}

function runExample(rule: CompiledRule, example: Json, name: string, expected: Verdict, types: AssetTypes, access: readonly AccessModel[]): ExampleRun {
  const written = isObject(example) ? example : {}
  const problems: string[] = []
  const made = inventoryOf(rule, written, types, problems)
  const graph = indexInventory(made.inventory, types, trustOf(written['$trust']))
  const frame = new Frame(graph, new Map(access.map((model) => [model.provider, model])))
  const params = paramsOf(rule.doc, isObject(written['$params']) ? written['$params'] : {})
  if ('missing' in params) problems.push(`parameter ${params.missing} has no default: set it under $params`)
  const outcome = judgeOne(rule, made.self, 'missing' in params ? {} : params.values, frame)
  const run: ExampleRun = { example: name, expected, verdict: outcome.verdict, outcome }
  if (outcome.verdict === 'fail') run.message = fill(rule.doc.message, made.self, 'text')
  if (outcome.fault !== undefined) problems.push(poisoned(outcome.fault))
  else if (outcome.verdict !== expected) problems.push(`is ${outcome.verdict}, not ${expected}${why(outcome)}`)
  const wanted = written['$message']
  if (wanted !== undefined && wanted !== run.message) problems.push(`says ${JSON.stringify(run.message ?? null)}, not ${JSON.stringify(wanted)}`)
  if (problems.length > 0) run.problem = problems.join('; ')
  return run
}

function poisoned(fault: string): string {
  return fault.includes('neither read nor gapped') ? `reads what the example does not set: ${fault}` : `breaks: ${fault}`
}

function why(outcome: Outcome): string {
  if (outcome.verdict === 'fail') return ` because ${outcome.evidence.map((e) => `${e.path} is ${JSON.stringify(e.saw)}, wanted ${e.wanted}`).join(', ')}`
  return outcome.gaps.length === 0 ? '' : ` because of ${outcome.gaps.join(', ')}`
}

/** The little inventory that an example describes. */
function inventoryOf(rule: CompiledRule, written: Props, types: AssetTypes, problems: string[]): { inventory: Inventory; self: Asset } {
  const account = text(written['$account']) ?? '111122223333'
  const region = written['$region'] === null ? undefined : (text(written['$region']) ?? 'us-east-1')
  const home: Home = { account, region, types, problems, gaps: new Map(), relations: [] }
  const type = text(written['$type']) ?? (rule.types.length === 1 ? rule.types[0] : undefined)
  if (type === undefined) problems.push('says no $type, although the rule judges several')
  else if (!rule.types.includes(type)) problems.push(`$type ${type} is not judged by this rule`)
  const self = assetOf(written, type ?? rule.types[0] ?? '', 'orchard-lab', home)
  const others = list(written['$assets']).flatMap((other) => {
    const id = isObject(other) ? text(other['$id']) : undefined
    const otherType = isObject(other) ? text(other['$type']) : undefined
    if (isObject(other) && id !== undefined && otherType !== undefined) return [assetOf(other, otherType, id.split(/[/:]/).at(-1) ?? id, home)]
    problems.push('each of $assets says its $id and $type')
    return []
  })
  const assets = [self, ...others]
  for (const triple of list(written['$relations'])) home.relations.push(...relationOf(triple, self, assets, home))
  const provider = self.scope.provider
  for (const [listed, reason] of Object.entries(isObject(written['$listGaps']) ? written['$listGaps'] : {})) {
    if (!types.has(listed)) problems.push(`$listGaps: no collector emits ${listed}`)
    gapOf(home, `list:${listed}`, [listed], true, reason, { provider, account })
  }
  const accounts = new Set(assets.map((asset) => asset.scope.account))
  return {
    self,
    inventory: {
      schema: 1, takenAt: text(written['$takenAt']) ?? '2026-06-01T00:00:00Z', finished: true, collected: [...types.keys()],
      scopes: [...accounts].map((id) => ({ scope: { provider, account: id }, state: 'read', services: {}, calls: 1, answered: 1, vanished: 0 })),
      assets, relations: home.relations, gaps: [...home.gaps.values()],
    },
  }
}

interface Home {
  account: string
  region: string | undefined
  types: AssetTypes
  problems: string[]
  gaps: Map<string, Gap>
  relations: Relation[]
}

function assetOf(written: Props, type: string, defaultName: string, home: Home): Asset {
  const declared = home.types.get(type)
  if (declared === undefined) home.problems.push(`no collector emits ${type}`)
  const name = text(written['$name']) ?? defaultName
  const account = text(written['$account']) ?? home.account
  const region = written['$region'] === null ? undefined : (text(written['$region']) ?? home.region)
  const scope = { provider: type.split('.', 1)[0] ?? '', account, ...(region === undefined ? {} : { region }) }
  const id = text(written['$id']) ?? `${type}/${account}/${region ?? 'global'}/${name}`
  const props: Props = {}
  for (const [key, value] of Object.entries(written)) {
    if (key.startsWith('$')) continue
    const wrong = declared === undefined ? null : misfit(declared.props, { [key]: value }, '')
    if (wrong !== null) home.problems.push(`${type}: ${wrong}`)
    props[key] = value
  }
  const gaps: Record<string, string> = {}
  for (const [path, reason] of Object.entries(isObject(written['$gaps']) ? written['$gaps'] : {})) {
    const first = path.split('.', 1)[0] ?? path
    if (path.startsWith('->')) {
      if (!relationTypes.some((relation) => `->${relation}` === path)) home.problems.push(`$gaps: unknown relation ${path}`)
    } else if (declared !== undefined && !Object.hasOwn(declared.props.fields, first)) {
      const meant = nearest(first, Object.keys(declared.props.fields))
      home.problems.push(`$gaps: ${type} has no property ${first}${meant === undefined ? '' : `, did you mean ${meant}?`}`)
    }
    gaps[path] = gapOf(home, `read:${path}`, [type], false, reason, scope)
  }
  return { id, type, kind: declared?.kind ?? 'workload', name, scope, props, gaps, ...aliasesOf(written), ...pastOf(written) }
}

function aliasesOf(written: Props): { aliases?: string[] } {
  const aliases = list(written['$aliases']).flatMap((alias) => text(alias) ?? [])
  return aliases.length === 0 ? {} : { aliases }
}

function pastOf(written: Props): { past?: { family: string; at: string } } {
  const past = written['$past']
  const [family, at] = isObject(past) ? [text(past['family']), text(past['at'])] : []
  return family === undefined || at === undefined ? {} : { past: { family, at } }
}

function gapOf(home: Home, call: string, types: string[], whole: boolean, reason: Json, scope: Gap['scope']): string {
  const known = gapReasons.find((word): word is GapReason => word === reason)
  if (known === undefined) home.problems.push(`${JSON.stringify(reason)} is no reason for a gap: ${gapReasons.join(', ')}`)
  const id = `${call}:${known ?? 'error'}:${scopeId(scope)}`
  home.gaps.set(id, { id, scope, call, types, list: whole, reason: known ?? 'error', message: `${call}: ${known ?? 'error'}`, count: 1 })
  return id
}

function relationOf(triple: Json, self: Asset, assets: readonly Asset[], home: Home): Relation[] {
  const [from, word, to] = list(triple).map((end) => (end === 'self' ? self.id : text(end)))
  const type = relationTypes.find((relation): relation is RelationType => relation === word)
  if (from === undefined || to === undefined || type === undefined) {
    home.problems.push(`$relations: [from, relation, to] with a known relation, not ${JSON.stringify(triple)}`)
    return []
  }
  const source = assets.find((asset) => asset.id === from)
  if (source === undefined) home.problems.push(`$relations: ${from} is none of $assets`)
  const declared = source === undefined ? [] : (home.types.get(source.type)?.relates[type] ?? [])
  const target = assets.find((asset) => asset.id === to || asset.aliases?.includes(to) === true)
  if (source !== undefined && target !== undefined && !declared.includes(target.type)) home.problems.push(`$relations: ${source.type} declares no ${type} to ${target.type}`)
  return [{ from, type, to, target: target?.type ?? declared[0] ?? '', basis: 'declared' }]
}

/** Like the inventory's own check, but what is not written is allowed: it is poisoned instead. */
function misfit(shape: ShapeNode, value: Json, path: string): string | null {
  const here = path === '' ? 'value' : path
  switch (shape.is) {
    case 'any': return null
    case 'nullable': return value === null ? null : misfit(shape.of, value, path)
    case 'string': case 'oneOf': return typeof value === 'string' ? null : `${here} is no string`
    case 'number': return typeof value === 'number' ? null : `${here} is no number`
    case 'bool': return typeof value === 'boolean' ? null : `${here} is neither true nor false`
    case 'list': return Array.isArray(value) ? firstOf(value.map((item, i) => misfit(shape.of, item, `${path}[${i}]`))) : `${here} is no list`
    case 'map': return isObject(value) ? firstOf(Object.entries(value).map(([key, item]) => misfit(shape.of, item, join(path, key)))) : `${here} is no map`
    case 'record': {
      if (!isObject(value)) return `${here} is no record`
      return firstOf(Object.entries(value).map(([key, item]) => {
        const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
        if (field !== undefined) return misfit(field, item, join(path, key))
        const meant = nearest(key, Object.keys(shape.fields))
        return `no property ${join(path, key)}${meant === undefined ? '' : `, did you mean ${join(path, meant)}?`}`
      }))
    }
  }
}

function firstOf(wrongs: readonly (string | null)[]): string | null {
  return wrongs.find((wrong) => wrong !== null) ?? null
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function trustOf(written: Json | undefined): Trust {
  if (!isObject(written)) return noTrust
  const of = (key: keyof Trust): string[] => list(written[key]).flatMap((word) => text(word) ?? [])
  return { accounts: of('accounts'), registries: of('registries'), hosts: of('hosts'), regions: of('regions'), models: of('models'), signers: of('signers') }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Types for what a rule names and no collector emits yet: their properties are those that the examples set, of any
 * shape. Lets a rule be tried before its collector exists; a rule of the package needs the real ones.
 */
export function stubTypes(doc: RuleDoc, types: AssetTypes): { types: AssetTypes; stubbed: string[] } {
  const all = new Map(types)
  const stubbed = new Map<string, Map<string, ShapeNode>>()
  const relates = new Map<string, Partial<Record<RelationType, string[]>>>()
  const stub = (type: string): void => void (types.has(type) || stubbed.has(type) || stubbed.set(type, new Map()))
  const judged = Array.isArray(doc.on) ? doc.on : []
  judged.forEach(stub)
  for (const source of Object.values(doc.let)) stub(/\sas\s+(\S+)\s*$/.exec(source)?.[1] ?? judged[0] ?? '')
  for (const example of Object.values(doc.examples).flat()) {
    if (!isObject(example)) continue
    const selfType = text(example['$type']) ?? judged[0] ?? ''
    const ids = new Map([['self', selfType]])
    for (const asset of [{ ...example, $type: selfType }, ...list(example['$assets'])]) {
      const type = isObject(asset) ? text(asset['$type']) : undefined
      if (!isObject(asset) || type === undefined) continue
      stub(type)
      ids.set(text(asset['$id']) ?? 'self', type)
      for (const key of [...Object.keys(asset), ...Object.keys(isObject(asset['$gaps']) ? asset['$gaps'] : {})]) if (!key.startsWith('$') && !key.startsWith('->')) stubbed.get(type)?.set(key, { is: 'any' })
    }
    for (const triple of list(example['$relations'])) {
      const [from, word, to] = list(triple).map((end) => text(end) ?? '')
      const source = ids.get(from ?? '')
      const relation = relationTypes.find((type) => type === word)
      if (source === undefined || relation === undefined) continue
      const of = relates.get(source) ?? {}
      of[relation] = [...new Set([...(of[relation] ?? []), ...(ids.get(to ?? '') === undefined ? [...stubbed.keys()] : [ids.get(to ?? '') ?? ''])])]
      relates.set(source, of)
    }
  }
  for (const [type, fields] of stubbed) {
    if (type === '') continue
    const made: AssetType = { type, kind: stubKind(doc), props: { is: 'record', fields: Object.fromEntries(fields) }, relates: relates.get(type) ?? {} }
    all.set(type, made)
  }
  return { types: all, stubbed: [...stubbed.keys()].filter((type) => type !== '').sort() }
}

function stubKind(doc: RuleDoc): Kind {
  return Array.isArray(doc.on) ? 'workload' : doc.on
}
