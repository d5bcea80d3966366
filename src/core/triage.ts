// What the user's settings make of findings: which are accepted, how bad they are here, and who looks after them.
import type { Severity } from './vocabulary.js'

/** One entry under `ignores`. All that is said must match. */
export interface Ignore {
  /** Ids of rules, or patterns with `*`. */
  rules: string[]
  /** Ids or names of assets, or patterns with `*`; empty = any. */
  assets: string[]
  /** Patterns of paths, as shown in reports; empty = any. */
  files: string[]
  /** `aws`, `aws:111122223333` or `aws:111122223333:us-east-1`; empty = any. */
  scopes: string[]
  fingerprint?: string
  reason: string
  /** ISO 8601 date: the last day on which it is heeded. */
  until?: string
  /** Who decided. */
  by?: string
  /** `aispm.yaml:12:5` */
  where: string
  /** A folder as seen from the working one: heeded for what lies in it alone, and its paths are meant from there. */
  within?: string
}

/** Who looks after what: the first that says something, in this order. */
export interface Owners {
  /** Patterns of paths; the last that matches counts, as in CODEOWNERS. */
  paths: { pattern: string; owners: string[]; within?: string }[]
  /** Names of tags or labels whose value is an owner; the first that an asset has counts. */
  tags: string[]
  /** Scopes as in `ignores`; the longest that matches counts. */
  scopes: { scope: string; owners: string[] }[]
}

export interface SeveritySetting {
  /** Id of a rule, or a pattern with `*`. */
  rule: string
  severity: Severity
  where: string
  /** As of an ignore. */
  within?: string
}

export interface Triage {
  ignores: Ignore[]
  /** The last that matches counts. */
  severities: SeveritySetting[]
  owners: Owners
  /** Folders below the working one whose own `aispm.yaml` is heeded for what lies in them; patterns with `*`. */
  directories: string[]
}

export const noTriage: Triage = { ignores: [], severities: [], owners: { paths: [], tags: [], scopes: [] }, directories: [] }
