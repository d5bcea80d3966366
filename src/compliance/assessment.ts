// How the requirements of a framework stand after a scan: the words and the shape that every form is made from.
import type { FrameworkControl, FrameworkInfo, GapReason, Level, Scope, Severity, Verdict } from '../core/index.js'

/**
 * `passes` is said only where the control asks for the very settings that were judged; `supported` where the checks that
 * pass can show a part at most. Neither says that a requirement is met. In the order in which they want attention.
 */
export const statuses = ['fails', 'unknown', 'accepted', 'supported', 'passes', 'nothing-to-judge', 'no-check'] as const
export type Status = (typeof statuses)[number]

/** Why a rule gave no verdict: a setting or an optional read is wanting, `--rules` left it out, or nothing of its provider was read. */
export type RuleState = 'judged' | 'not-configured' | 'not-chosen' | 'not-in-scope'

export interface RuleStanding {
  id: string
  title: string
  severity: Severity
  level: Level
  state: RuleState
  /** What it waits for, where it is not configured. */
  wants?: string
  verdicts: Record<Verdict, number>
  /** Its failures are all accepted as risks. */
  accepted: boolean
}

/** A finding against a requirement. */
export interface Failure {
  /** The rule that maps to the requirement. */
  rule: string
  /** The rule that the finding is told under, where that says more and speaks for this one. */
  toldBy?: string
  severity: Severity
  asset: string
  assetName: string
  assetType: string
  scope: Scope
  message: string
  fingerprint: string
}

export interface AcceptedRisk extends Failure {
  by: string
  reason: string
  until?: string
}

/** A read that failed, and the rules that it leaves without a verdict here. */
export interface Blindness {
  reason: GapReason
  call: string
  missing: string[]
  message: string
  scopes: Scope[]
  rules: string[]
}

/** As many as are kept, and how many there are. */
export interface Some<T> {
  count: number
  some: T[]
}

export interface Requirement {
  control: FrameworkControl
  status: Status
  rules: RuleStanding[]
  /** Sums over the rules. */
  verdicts: Record<Verdict, number>
  /** Of the findings that are not accepted. */
  worst?: Severity
  failures: Some<Failure>
  accepted: Some<AcceptedRisk>
  blindness: Some<Blindness>
}

export interface Assessment {
  framework: FrameworkInfo
  requirements: Requirement[]
  counts: Record<Status, number>
  /** Requirements that any rule maps to. */
  checked: number
  /** Rules that map to the framework, and those of them that were run. */
  rules: { mapped: number; run: number }
}
