// A rule as loaded from its file: what it judges, and everything said about it.
import type { Json } from './asset.js'
import type { Confidence, Kind, Level, Phase, Severity } from './vocabulary.js'

export interface RuleParam {
  type: 'int' | 'string' | 'bool' | 'strings'
  default?: Json
  doc: string
}

/** How to close a finding. */
export interface Fix {
  text: string
  /** One command of the provider's own tool. */
  command?: string
  /** The lines of a Terraform resource that would have closed it, where there are such. */
  terraform?: string
}

/** The rule file as written, after its schema was checked. */
export interface RuleDoc {
  /** File name without `.yaml`; the control's id everywhere, SARIF included. */
  id: string
  /** Earlier ids of this rule: ignores and baselines keep working. */
  aliases: string[]
  title: string
  /** Asset types judged, or one kind. */
  on: string[] | Kind
  /** Named graph look-ups, in order: `{ role: "related(asset, 'runs-as') as aws.iam.role" }`. */
  let: Record<string, string>
  when?: string
  assert: string
  severity: Severity
  confidence: Confidence
  phase: Phase
  category: string
  level: Level
  /** One sentence with `{name}`-style placeholders. */
  message: string
  /** Why an attacker cares, and the next move. */
  why: string
  fix: Fix
  frameworks: Record<string, string[]>
  /** CWE and CVE ids. */
  weaknesses: string[]
  tags: string[]
  references: string[]
  supersedes: string[]
  params: Record<string, RuleParam>
  since: string
  status: 'preview' | 'stable' | 'deprecated'
  /** Optional reads this rule needs, asked for by `--with`. */
  needs: string[]
  examples: { pass: Json[]; fail: Json[]; unknown: Json[]; notApplicable: Json[] }
  /** The file, for error messages. */
  file: string
}

/** What the user set in `aispm.yaml` that rules may read. */
export interface RuleSettings {
  params: Record<string, Record<string, Json>>
  trust: Trust
}

export interface Trust {
  accounts: string[]
  registries: string[]
  hosts: string[]
  /** Regions (locations) AI may live in; empty means the user did not say. */
  regions: string[]
  models: string[]
  signers: string[]
}

export const noTrust: Trust = { accounts: [], registries: [], hosts: [], regions: [], models: [], signers: [] }
