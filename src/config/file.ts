// The configuration file, `aispm.yaml`.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { severities, UsageError } from '../core/index.js'
import { parseYaml } from './yaml.js'

function wantsText({ input }: { input?: unknown }): string {
  return typeof input === 'number' ? `${input} is read as a number: put it in quotes` : 'must be a text'
}

/** One word, or a list of them. Account ids are easily written without quotes, and then read as numbers. */
const strings = z.union([z.string().transform((word) => [word]), z.array(z.string({ error: wantsText }))], { error: 'must be a text or a list of texts' })
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
  /** Optional reads: artifacts, last-accessed. */
  with: strings.default([]),
  /** Settings of rules: `params: { <rule id>: { maxAgeDays: 30 } }`. */
  params: z.record(z.string(), z.record(z.string(), json)).default({}),
  trust: z.strictObject({
    accounts: strings.default([]), registries: strings.default([]), hosts: strings.default([]),
    regions: strings.default([]), models: strings.default([]), signers: strings.default([]),
  }).prefault({}),
})
export type ConfigFile = z.infer<typeof fileSchema> & {
  /** The file that was read; undefined when there is none. */
  file?: string
  /** `aispm.yaml:3:5`, where the value at a path stands. */
  at: (path: readonly string[]) => string
}

/** Reads the named file; without a name, `aispm.yaml` if it is there. */
export async function readConfigFile(named: string | undefined, cwd: string): Promise<ConfigFile> {
  const file = named ?? 'aispm.yaml'
  let text: string
  try {
    text = await readFile(resolve(cwd, file), 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (missing && named === undefined) return { ...fileSchema.parse({}), at: () => file }
    throw new UsageError(`${missing ? `there is no configuration file ${file}` : `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`}; nothing was scanned`)
  }
  const { value, at } = parseYaml(text, file, fileSchema)
  return { ...value, file, at }
}
