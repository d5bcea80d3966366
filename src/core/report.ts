// What judging gives: verdicts, findings dressed for people, and how much could be judged at all.
import type { Gap, GapId, Inventory, Json, Path, Scope, ScopeStatus, SourceLocation } from './asset.js'
import type { FrameworkInfo } from './framework.js'
import type { Fix, RuleDoc } from './rule.js'
import type { Confidence, Severity, Verdict } from './vocabulary.js'

/** One value that decided a verdict. */
export interface Evidence {
  /** Asset id the value was read from. */
  asset: string
  path: Path
  saw: Json
  /** What would have passed, in words: `"Disabled"`, `not null`. Empty when the value speaks for itself. */
  wanted: string
}

/** One step of an attack path. */
export interface Hop {
  from: string
  relation: string
  to: string
  basis: 'declared' | 'inferred'
  /** The evidence that makes the step true. */
  because: string
}

export interface Result {
  rule: string
  /** Null when a whole list is unread: the rule is unknown for the scope. */
  asset: string | null
  scope: Scope
  verdict: Verdict
  evidence: Evidence[]
  hops?: Hop[]
  /** Gaps that made it unknown; empty otherwise. */
  gaps: GapId[]
  /** Gaps that did not blind but lowered the confidence, such as unread SCPs. */
  doubts: GapId[]
  confidence: Confidence
}

/** A failed result, dressed for people. */
export interface Finding {
  /** Hash of rule, asset and discriminator: survives re-runs and changes of wording. */
  fingerprint: string
  rule: string
  title: string
  severity: Severity
  confidence: Confidence
  message: string
  asset: string
  assetType: string
  assetName: string
  scope: Scope
  evidence: Evidence[]
  hops?: Hop[]
  source?: SourceLocation
  frameworks: Record<string, string[]>
  fix: Fix
  /** The asset's page in the provider's console. */
  console?: string
  /** The severity that the rule itself gives, where the user's settings give another. */
  ruleSeverity?: Severity
  /** Who looks after it, by the user's settings. */
  owners?: string[]
  /** Against a baseline: whether it was found then. */
  baseline?: 'new' | 'known'
  /** Rules that fail too on this asset and say less. */
  alsoViolates: string[]
  /** For what stands around AI: the assets that refer to it, a few by name. */
  usedBy?: { count: number; some: { asset: string; name: string; type: string }[] }
  /** For what has ended: how many of the family, and when first and last. */
  family?: { count: number; firstSeen: string; lastSeen: string }
  suppressed?: { by: string; reason: string; until?: string }
}

export interface Unknown {
  rule: string
  title: string
  severity: Severity
  asset: string | null
  assetName: string | null
  assetType: string | null
  scope: Scope
  gaps: GapId[]
}

/** What a baseline knows of a finding that is not found now. */
export interface PastFinding {
  fingerprint: string
  rule: string
  title: string
  severity: Severity
  message: string
  asset: string
  assetType: string
  assetName: string
  scope: Scope
}

/** A report against an earlier one. */
export interface Since {
  /** The baseline's file, as the user named it. */
  file: string
  /** When the baseline was made, where it says so. */
  takenAt?: string
  counts: { new: number; known: number; fixed: number; open: number }
  /** Not found now, and known to be gone: the rule passes or no longer applies, or the asset is absent without a gap. */
  fixed: (PastFinding & { how?: 'passes' | 'not-applicable' | 'gone' })[]
  /** Not found now, and not known to be gone: a gap hides it, or nobody looked. Why, in words. */
  open: (PastFinding & { why: string })[]
}

/** One ignore of the user's settings, and what became of it. */
export interface IgnoreUse {
  /** `aispm.yaml:12:5` */
  where: string
  /** What it names, in one line: `aws-s3-* on orchard-logs`. */
  what: string
  reason: string
  /** ISO 8601 date: its last day. */
  until?: string
  /**
   * `stale`: matches nothing that is there. `unjudged`: matches nothing, but what it names could not be judged, or was
   * not looked at in this run. `expired`: no longer heeded.
   */
  state: 'used' | 'stale' | 'unjudged' | 'expired'
  /** Findings it suppresses; for an expired one, would have suppressed. */
  findings: number
}

export interface Coverage {
  /** Verdicts pass or fail. */
  decided: number
  unknown: number
  /** decided / (decided + unknown); 1 when there was nothing to judge. */
  ratio: number
  rules: Record<string, Record<Verdict, number>>
  /** Rules that had no asset to judge and no gap in the way. */
  nothingToJudge: string[]
  /** Rules that wait for a setting or an optional read, and for which. */
  notConfigured: { rule: string; wants: string }[]
}

export interface InventorySummary {
  assets: number
  relations: number
  types: Record<string, number>
  kinds: Record<string, number>
}

export interface ToolInfo {
  name: 'aispm'
  version: string
}

/** Everything about a report but its long lists. */
export interface ReportSummary {
  schema: 1
  tool: ToolInfo
  startedAt: string
  finishedAt: string
  /** No gap, every scope reached, collection finished. */
  complete: boolean
  /** Set when the run was cut short: the signal or reason. */
  interrupted?: string
  scopes: ScopeStatus[]
  gaps: (Gap & { blinds: string[] })[]
  coverage: Coverage
  inventory: InventorySummary
  /** The rules that ran, sorted by id. */
  rules: RuleDoc[]
  /** `findings` without the suppressed ones. */
  counts: { findings: Record<Severity, number>; suppressed: number; unknowns: number }
  ignores: IgnoreUse[]
  since?: Since
  /** The frameworks that the rules point at, by id. */
  frameworks: ReadonlyMap<string, FrameworkInfo>
  /** Names and account ids are pseudonyms. */
  redacted?: true
}

/** What a reporter gets: the summary, the long lists as sorted iterables, and the inventory to look names up in. */
export interface ReportSource extends ReportSummary {
  /** Suppressed ones among them. Each iteration starts afresh: several formats, and some formats twice, read them. */
  findings: AsyncIterable<Finding> | Iterable<Finding>
  unknowns: AsyncIterable<Unknown> | Iterable<Unknown>
  inventoryOf: () => Inventory
}
