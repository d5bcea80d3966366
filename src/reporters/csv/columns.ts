// The columns of the table. Their names and meanings are a contract: new ones are added at the end, none is ever renamed.

/**
 * - `state`: what the row is about.
 *   `open` a finding; `suppressed` one that the settings accept; `unknown` a rule that could not be judged;
 *   `unread` a read that failed; `not-reached` an account or region that gave no answer; `incomplete` the whole report, first of all
 *   rows, if anything is missing in it; with a baseline also `fixed`, found then and known to be gone, and `unconfirmed`, found
 *   then and neither found nor known to be gone. Whoever counts findings counts `open`.
 * - `severity` critical, high, medium or low; `confidence` high, medium or low; `rule_severity` where the settings say another.
 * - `message` one sentence; for what is unknown, why.
 * - `asset` the provider's id, `asset_name` what people call it, `asset_type` such as `aws.s3.bucket`.
 * - `evidence`, `path` (the steps of an attack), `frameworks` (`owasp-llm-2025 LLM03:2025`), `owners`, `also_violates`,
 *   `used_by`, `gaps`, `missing_permissions`: several values in one cell, with ` | ` between them.
 * - `count` how many a finding stands for, `first_seen` and `last_seen` of these; for a failed read, how many items it hit.
 * - `suppressed_until` the last day, ISO 8601.
 * - `fingerprint` the same in every run.
 */
export const columns = [
  'state', 'severity', 'confidence', 'rule', 'title', 'message',
  'asset_name', 'asset_type', 'asset', 'provider', 'account', 'region', 'file', 'line',
  'evidence', 'path', 'fix', 'command', 'terraform', 'console', 'frameworks', 'owners', 'baseline',
  'suppressed_by', 'suppressed_reason', 'suppressed_until', 'rule_severity', 'also_violates', 'used_by',
  'count', 'first_seen', 'last_seen', 'gaps', 'missing_permissions', 'fingerprint',
] as const
export type Column = (typeof columns)[number]
