// The closed word lists that assets, rules and reports share: one place to add a word.

export const severities = ['critical', 'high', 'medium', 'low'] as const
export type Severity = (typeof severities)[number]

export const confidences = ['high', 'medium', 'low'] as const
export type Confidence = (typeof confidences)[number]

/** `recommended` runs by default; `strict` is for audits. */
export const levels = ['recommended', 'strict'] as const
export type Level = (typeof levels)[number]

export const phases = ['training', 'deployment', 'runtime', 'governance', 'supply-chain', 'data'] as const
export type Phase = (typeof phases)[number]

export const kinds = [
  'model', 'model-version', 'checkpoint', 'adapter', 'artifact', 'registry', 'dataset', 'dataset-version',
  'eval-dataset', 'reward-config', 'feature-store', 'feature-group', 'vector-store', 'index', 'embedding-job',
  'pipeline', 'training-job', 'experiment', 'notebook', 'endpoint', 'inference-server', 'batch-job',
  'provisioned-capacity', 'gateway', 'guardrail', 'prompt', 'agent', 'tool', 'mcp-server', 'skill', 'memory-store',
  'knowledge-base', 'retrieval-source', 'approval-flow', 'workflow', 'bucket', 'log-sink', 'key', 'secret',
  'identity', 'role', 'policy', 'network', 'repo', 'ci-job', 'image', 'cluster', 'workload', 'account', 'saas-ai',
  'governance-record',
] as const
export type Kind = (typeof kinds)[number]

/** Kinds that are AI in themselves, as opposed to what stands around AI (buckets, roles, keys, accounts ...). */
export const aiKinds: ReadonlySet<Kind> = new Set<Kind>([
  'model', 'model-version', 'checkpoint', 'adapter', 'artifact', 'registry', 'dataset', 'dataset-version',
  'eval-dataset', 'reward-config', 'feature-store', 'feature-group', 'vector-store', 'index', 'embedding-job',
  'pipeline', 'training-job', 'experiment', 'notebook', 'endpoint', 'inference-server', 'batch-job',
  'provisioned-capacity', 'gateway', 'guardrail', 'prompt', 'agent', 'tool', 'mcp-server', 'skill', 'memory-store',
  'knowledge-base', 'retrieval-source', 'workflow', 'saas-ai',
])

/** From which scopes an edge of a type may point at its target: decides which unread lists could hide one. */
export type Reach = 'same-scope' | 'same-account' | 'any'

/** Relation types; the subject (`from`) is the thing that acts or is exposed. */
export const relationReach = {
  'trained-on': 'any', 'derived-from': 'any', 'fine-tuned-from': 'any', 'evaluated-by': 'any', 'rewarded-by': 'any',
  'stored-in': 'any', 'published-to': 'any', 'deployed-as': 'same-account', serves: 'same-account',
  'retrieves-from': 'any', 'embedded-from': 'any', 'guarded-by': 'any', 'logged-to': 'any', 'encrypted-by': 'any',
  'runs-as': 'any', 'can-read': 'any', 'can-write': 'any', 'can-invoke': 'any', 'can-admin': 'any',
  'calls-tool': 'any', 'delegates-to': 'any', approves: 'any', 'exposed-to': 'any', 'built-by': 'any',
  'owned-by': 'any', 'governed-by': 'same-account',
  /** The container image a workload is started from. */
  'runs-image': 'any',
  /** A setting that is shared by reference: endpoint → endpoint config, notebook → lifecycle config. */
  'configured-by': 'same-scope',
  /** The network that something stands in: its subnets, its security groups, its VPC. */
  'placed-in': 'same-scope',
} as const satisfies Record<string, Reach>
export type RelationType = keyof typeof relationReach
export const relationTypes = Object.keys(relationReach) as RelationType[]

/** Why a read has no answer. */
export const gapReasons = [
  'denied', 'throttled', 'timeout', 'unsupported', 'invalid-answer', 'pagination-loop', 'not-requested', 'error',
] as const
export type GapReason = (typeof gapReasons)[number]

export const verdicts = ['pass', 'fail', 'unknown', 'not-applicable'] as const
export type Verdict = (typeof verdicts)[number]

/** Position in a word list; smaller is worse for severities. */
export function rank<T>(list: readonly T[], word: T): number {
  return list.indexOf(word)
}
