// The parts of GitLab's security report (schema 15.0.7, type sast) that this tool writes.

export interface Identifier {
  type: string
  name: string
  value: string
  url?: string
}

/** One typed value of `details`; each shows as what it is, so text in it needs no escaping. */
export type Detail =
  | { name: string; type: 'text'; value: string }
  | { name: string; type: 'value'; value: string | number | boolean }
  | { name: string; type: 'code'; value: string; lang: string }
  | { name: string; type: 'url'; text: string; href: string }
  | { name: string; type: 'list'; items: { type: 'text'; value: string }[] }
  | { name: string; type: 'table'; header: { type: 'text'; value: string }[]; rows: { type: 'text'; value: string }[][] }

export interface Vulnerability {
  id: string
  name: string
  description: string
  severity: 'Critical' | 'High' | 'Medium' | 'Low' | 'Unknown'
  solution?: string
  /** The first one is what GitLab tracks the vulnerability by. */
  identifiers: Identifier[]
  links?: { name?: string; url: string }[]
  location: { file: string; start_line: number; end_line: number }
  tracking: { type: 'source'; items: { file: string; start_line: number; end_line: number; signatures: { algorithm: string; value: string }[] }[] }
  details: Record<string, Detail>
}

export interface Message {
  level: 'info' | 'warn' | 'fatal'
  value: string
}

export const schemaVersion = '15.0.7'
export const schemaUrl = `https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v${schemaVersion}/dist/sast-report-format.json`

/** Limits of the schema. */
export const longestName = 255
export const longestSolution = 7000
/** The schema takes a mebibyte; nobody reads as much. */
export const longestDescription = 20_000
/** More are not saved (GitLab, security scanner integration). */
export const mostIdentifiers = 20
