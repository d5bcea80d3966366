// What may stand in `aispm.yaml`. Loaded only where there is one.
import { z } from 'zod'
import { severities } from '../core/index.js'

/** Account ids are easily written without quotes, and then read as numbers. */
function wantsText({ input }: { input?: unknown }): string {
  return typeof input === 'number' ? `${input} is read as a number: put it in quotes` : 'must be a text or a list of texts'
}

/** One word, or a list of them. */
const strings = z.union([z.string().transform((word) => [word]), z.array(z.string({ error: wantsText }))], { error: wantsText })
const json: z.ZodType<unknown> = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())], { error: 'must be a text, a number, true, false or a list of texts' })

const ownersOf = z.record(z.string(), strings, { error: 'must be a list of patterns, each with its owners' })

const ignore = z.strictObject({
  rule: strings.describe('Ids of rules, or patterns with *.'),
  asset: strings.default([]).describe('Ids or names of assets, or patterns with *.'),
  file: strings.default([]).describe('Patterns of paths as shown in reports, such as models/legacy/**.'),
  scope: strings.default([]).describe('Accounts, such as aws:111122223333 or aws:111122223333:us-east-1.'),
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/, 'must be the fingerprint of a finding: 32 hexadecimal digits').optional().describe('Exactly this finding.'),
  reason: z.string({ error: 'an ignore needs a reason' }).trim().min(1, 'an ignore needs a reason').describe('Why this is acceptable. Shown in reports.'),
  until: z.string({ error: 'must be a date such as 2026-12-31' }).regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-12-31')
    .refine((date) => !Number.isNaN(Date.parse(date)), 'is no date of the calendar').optional().meta({ format: 'date', description: 'The last day on which this is heeded, such as 2026-12-31.' }),
  by: z.string().optional().describe('Who decided.'),
})

export const fileSchema = z.strictObject({
  scope: strings.default([]).describe('What to scan: providers, accounts such as aws:111122223333, folders.'),
  regions: strings.default([]).describe('Only these regions or locations.'),
  rules: strings.default(['recommended']).describe('recommended, all, or ids of rules, or patterns with *.'),
  ruleDirs: strings.default([]).describe('Folders with rules of your own, as seen from this file.'),
  failOn: z.enum([...severities, 'never'], { error: 'must be critical, high, medium, low or never' }).optional().describe('Exit 1 for findings at or above this severity (default: high).'),
  minCoverage: z.number({ error: 'must be a number from 0 to 1' }).min(0, 'must be a number from 0 to 1').max(1, 'must be a number from 0 to 1').optional().describe('Exit 3 when less than this share could be judged.'),
  history: z.string().regex(/^\d{1,5}d$/, 'must be a number of days such as 90d').optional().describe('How far back finished jobs are read, such as 90d.'),
  with: strings.default([]).describe('Optional reads: activity, artifacts, data-plane, digests, directory, keys, last-accessed.'),
  params: z.record(z.string(), z.record(z.string(), json)).default({}).describe('Settings of rules, by the id of the rule.'),
  trust: z.strictObject({
    accounts: strings.default([]).describe('Accounts of others that are not outsiders.'),
    registries: strings.default([]).describe('Registries that images and models may come from.'),
    hosts: strings.default([]).describe('Hosts that data may go to.'),
    regions: strings.default([]).describe('Regions in which AI may live.'),
    models: strings.default([]).describe('Models that may be used.'),
    signers: strings.default([]).describe('Who may sign models: "identity issuer" (each exact, or a /pattern/), key:sha256:HEX, or the path of a PEM file.'),
  }).prefault({}).describe('Whom and what to trust.'),
  ignores: z.array(ignore).default([]).describe('Findings that are accepted, each with its reason.'),
  severity: z.record(z.string(), z.enum(severities, { error: 'must be critical, high, medium or low' })).default({}).describe('Other severities, by the id of the rule or a pattern with *; the last that matches counts.'),
  owners: z.strictObject({
    paths: ownersOf.default({}).describe('Owners by pattern of paths; the last that matches counts, as in CODEOWNERS.'),
    tags: strings.default([]).describe('Names of tags or labels whose value is an owner.'),
    scopes: ownersOf.default({}).describe('Owners by account, such as aws:111122223333.'),
  }).prefault({}).describe('Who looks after what.'),
  directories: strings.default([]).describe('Folders whose own aispm.yaml is heeded for what lies in them. A downloaded model must not say which of its findings count.'),
})

/** What a folder's own file may say: of the findings in it, and nothing of how the scan is run. */
export const folderSchema = z.strictObject({
  ignores: fileSchema.shape.ignores,
  severity: fileSchema.shape.severity,
  owners: z.strictObject({ paths: ownersOf.default({}) }).prefault({}),
})
