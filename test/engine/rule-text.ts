// Small rules and inventories for engine tests.
import type { Asset, AssetType, AssetTypes, Gap, Inventory, Json, Props, Relation, RuleDoc, Ruling, Trust } from '../../src/core/index.js'
import { scopeId } from '../../src/core/index.js'
import { any, bool, listOf, mapOf, nullable, number, oneOf, shape, string, time } from '../../src/core/shape.js'
import { compileRule, frameFor, judgeOne } from '../../src/engine/index.js'
import type { CompiledRule, Outcome } from '../../src/engine/index.js'
import type { AccessModel } from '../../src/access/model.js'
import { indexInventory } from '../../src/graph/index.js'
import type { Graph } from '../../src/graph/index.js'

const secret = shape({ type: string, at: string, length: number })

export const notebook: AssetType = {
  type: 'aws.sagemaker.notebook_instance', kind: 'notebook',
  props: shape({
    rootAccess: oneOf('Enabled', 'Disabled'), subnetId: nullable(string), idle: nullable(bool), open: bool, volume: number, limit: nullable(number),
    createdAt: nullable(time), groups: listOf(string), tags: mapOf(string), network: nullable(shape({ open: bool, name: nullable(string) })),
    disks: listOf(shape({ image: nullable(string), size: number, encrypted: bool, labels: listOf(string), secrets: listOf(secret) })),
    doc: any, sizes: listOf(number), ['constructor']: nullable(string),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'stored-in': ['aws.s3.bucket'], 'configured-by': ['aws.sagemaker.config'] },
}
export const role: AssetType = { type: 'aws.iam.role', kind: 'role', props: shape({ path: string, trusted: listOf(string) }), relates: {} }
export const bucket: AssetType = { type: 'aws.s3.bucket', kind: 'bucket', listed: false, props: shape({ owner: oneOf('self', 'other', 'missing'), encryption: nullable(string) }), relates: {} }
export const config: AssetType = { type: 'aws.sagemaker.config', kind: 'endpoint', props: shape({ name: string }), relates: { serves: ['aws.sagemaker.model'] } }
export const model: AssetType = { type: 'aws.sagemaker.model', kind: 'model', props: shape({ name: string }), relates: { 'derived-from': ['aws.sagemaker.training_job'], 'runs-as': ['aws.iam.role'] } }
export const job: AssetType = { type: 'aws.sagemaker.training_job', kind: 'training-job', props: shape({ isolated: bool }), relates: { 'runs-as': ['aws.iam.role'] } }

export const types: AssetTypes = new Map([notebook, role, bucket, config, model, job].map((type) => [type.type, type]))

export const takenAt = '2026-06-01T00:00:00Z'

export const fullProps: Props = {
  rootAccess: 'Enabled', subnetId: null, idle: null, open: true, volume: 5, limit: null, createdAt: '2026-01-01T00:00:00Z', groups: ['a', 'b'],
  tags: { team: 'orchard' }, network: null, doc: { a: 1 }, sizes: [1, 2.5], constructor: null,
  disks: [{ image: 'x', size: 1, encrypted: true, labels: [], secrets: [] }, { image: null, size: 2, encrypted: false, labels: ['l'], secrets: [] }],
}

export function doc(assert: string, more: globalThis.Partial<RuleDoc> = {}): RuleDoc {
  return {
    id: 'orchard-rule', aliases: [], title: 'A rule', on: [notebook.type], let: {}, assert, severity: 'medium', confidence: 'high', phase: 'training', category: 'iam',
    level: 'recommended', message: '{name} is not as it should be', why: 'because', fix: { text: 'mend it' }, frameworks: {}, weaknesses: [], tags: ['house'],
    references: ['https://example.com'], supersedes: [], params: {}, since: '0.1.0', status: 'stable', needs: [],
    examples: { pass: [], fail: [], unknown: [], notApplicable: [] }, file: 'orchard-rule.yaml', ...more,
  }
}

/** Compiles or throws what is wrong. */
export function rule(assert: string, more: globalThis.Partial<RuleDoc> = {}): CompiledRule {
  const { rule: made, problems } = compileRule(doc(assert, more), { types })
  if (made === null) throw new Error(problems.map((p) => `${p.key.join('.')}:${p.offset} ${p.message}`).join('\n'))
  return made
}

/** What is wrong with a rule. */
export function mistakes(assert: string, more: globalThis.Partial<RuleDoc> = {}): string[] {
  return compileRule(doc(assert, more), { types }).problems.map((p) => `${p.key.join('.')}:${p.offset} ${p.message}`)
}

export const home = { provider: 'aws', account: '111122223333', region: 'us-east-1' }

export function asset(props: Props = fullProps, more: globalThis.Partial<Asset> = {}): Asset {
  return { id: 'arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/orchard-lab', type: notebook.type, kind: 'notebook', name: 'orchard-lab', scope: home, props, gaps: {}, ...more }
}

export function listGap(type: string, scope: Asset['scope'] = { provider: 'aws', account: '111122223333' }): Gap {
  return { id: `list-${type}:denied:${scopeId(scope)}`, scope, call: `list-${type}`, types: [type], list: true, reason: 'denied', message: 'denied', count: 1 }
}

export function itemGap(id: string, type: string, scope: Asset['scope'] = home): Gap {
  return { id, scope, call: id, types: [type], list: false, reason: 'denied', message: 'denied', count: 1 }
}

export function relation(from: string, type: Relation['type'], to: string, target: string, basis: Relation['basis'] = 'declared'): Relation {
  return { from, type, to, target, basis }
}

export function inventory(assets: Asset[], more: globalThis.Partial<Inventory> = {}): Inventory {
  return {
    schema: 1, takenAt, finished: true, collected: [...types.keys()], assets, relations: [], gaps: [],
    scopes: [{ scope: { provider: 'aws', account: '111122223333' }, state: 'read', services: {}, calls: 1, answered: 1, vanished: 0 }, { scope: home, state: 'read', services: {}, calls: 1, answered: 1, vanished: 0 }],
    ...more,
  }
}

export function graphOf(assets: Asset[], more: globalThis.Partial<Inventory> = {}, trust?: Trust): Graph {
  return indexInventory(inventory(assets, more), types, trust)
}

const no = (): Ruling => ({ value: false, gaps: [], doubts: [], confidence: 'high', because: [] })
/** An access model that knows nobody. */
export const noAccess: AccessModel = {
  provider: 'aws', needs: [], escalationPaths: [], can: no, exposed: no, admin: no, escalates: no, grants: no, grantsWithout: no, anyone: no, outsiders: no,
}

/** Judges the first asset of a graph. */
export function judged(made: CompiledRule, graph: Graph, access: AccessModel[] = [], params: Record<string, Json> = {}): Outcome {
  const first = graph.all[0]
  if (first === undefined) throw new Error('the graph is empty')
  return judgeOne(made, first, params, frameFor([made], graph, access))
}

/** The verdict of an expression on one notebook. */
export function verdict(assert: string, props: Props = fullProps, gaps: Record<string, string> = {}): Outcome {
  return judged(rule(assert), graphOf([asset(props, { gaps })]))
}
