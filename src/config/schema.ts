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

export const fileSchema = z.strictObject({
  /** Providers or accounts to scan, such as `aws:111122223333`. */
  scope: strings.default([]),
  regions: strings.default([]),
  rules: strings.default(['recommended']),
  /** Folders with rules of your own. */
  ruleDirs: strings.default([]),
  failOn: z.enum([...severities, 'never'], { error: 'must be critical, high, medium, low or never' }).optional(),
  minCoverage: z.number({ error: 'must be a number from 0 to 1' }).min(0, 'must be a number from 0 to 1').max(1, 'must be a number from 0 to 1').optional(),
  /** How far back finished jobs are read, such as `90d`. */
  history: z.string().regex(/^\d{1,5}d$/, 'must be a number of days such as 90d').optional(),
  /** Optional reads: activity, artifacts, last-accessed. */
  with: strings.default([]),
  /** Settings of rules: `params: { <rule id>: { maxAgeDays: 30 } }`. */
  params: z.record(z.string(), z.record(z.string(), json)).default({}),
  trust: z.strictObject({
    accounts: strings.default([]), registries: strings.default([]), hosts: strings.default([]),
    regions: strings.default([]), models: strings.default([]),
    /**
     * Who may sign models: `<identity> <issuer>` (each exact, or a /pattern/), `key:sha256:<hex>` for a key by its
     * fingerprint, or the path of a PEM file with a public key or certificates.
     */
    signers: strings.default([]),
  }).prefault({}),
})
