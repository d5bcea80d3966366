// What the reporter tells the page: the shapes of the packed parts. All text in them is already printable.

/** Index into one of the lists of the same part. */
type At = number

/** `0` a finding, `1` a suppressed one, `2` something that could not be judged. */
export type RowState = 0 | 1 | 2

/** What the list, its filters and its search need of one finding. The id of the asset is prefix + name. */
export type Row = [
  rule: At, severity: number, confidence: number, scope: At, type: At, prefix: At, name: string, message: string,
  state: RowState, baseline: 0 | 1 | 2, owners: At, fingerprint: string,
]

export interface RowPart {
  rules: string[]
  scopes: [provider: string, account: string, region: string][]
  types: [type: string, kind: string][]
  prefixes: string[]
  owners: string[][]
  rows: Row[]
}

export type HopWire = [from: string, fromKind: string, relation: string, to: string, toKind: string, inferred: 0 | 1, because: string]

/** The asset is node 0. */
export interface Surroundings {
  nodes: [name: string, kind: string][]
  edges: [from: number, to: number, relation: string, inferred: 0 | 1][]
  /** Relations that are not drawn. */
  more: number
}

/** The rest of a finding, read when it is opened. What is as in its rule is left out. */
export interface Detail {
  evidence?: string[]
  /** Values that are not told. */
  more?: number
  hops?: HopWire[]
  fix?: string
  command?: string
  terraform?: string
  source?: string
  console?: string
  also?: string[]
  usedBy?: { count: number; some: string[] }
  family?: [count: number, first: string, last: string]
  suppressed?: { by: string; reason: string; until?: string }
  ruleSeverity?: string
  frameworks?: Record<string, string[]>
  near?: Surroundings
  /** Surroundings were not drawn: the budget for them is spent. */
  nearLeft?: 1
  /** For what could not be judged: the reads that failed, in words. */
  gaps?: string[]
}

export interface RuleWire {
  id: string
  title: string
  phase: string
  category: string
  level: string
  why: string
  fix: string
  frameworks: Record<string, string[]>
  weaknesses: string[]
  /** Those that may be followed, marked 1. */
  references: [address: string, isLink: 0 | 1][]
}

export interface FrameworkWire {
  id: string
  name: string
  version: string
  citation: string
  verified: boolean
  /** Those that the rules told point at. */
  controls: Record<string, { title: string; mapping: string; verified: boolean }>
}

export interface RulePart {
  rules: RuleWire[]
  frameworks: FrameworkWire[]
}

export interface AssetPart {
  types: [type: string, kind: string][]
  scopes: string[]
  assets: [type: At, scope: At, name: string, id: string][]
  /** Assets there are in all: more than the list when the list was cut. */
  all: number
}
