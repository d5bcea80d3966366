// The configuration file, `aispm.yaml`.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { z } from 'zod'
import { severities, UsageError } from '../core/index.js'
import { parseYaml } from './yaml.js'

const strings = z.union([z.string().transform((word) => [word]), z.array(z.string())])
const json: z.ZodType<unknown> = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])

export const fileSchema = z.strictObject({
  /** Providers or accounts to scan, such as `aws:111122223333`. */
  scope: strings.default([]),
  regions: strings.default([]),
  rules: strings.default(['recommended']),
  /** Folders with rules of your own. */
  ruleDirs: strings.default([]),
  failOn: z.enum([...severities, 'never']).optional(),
  minCoverage: z.number().min(0).max(1).optional(),
  /** How far back finished jobs are read, such as `90d`. */
  history: z.string().regex(/^\d+d$/, 'a number of days such as 90d').optional(),
  /** Optional reads: artifacts, last-accessed. */
  with: strings.default([]),
  /** Settings of rules: `params: { <rule id>: { maxAgeDays: 30 } }`. */
  params: z.record(z.string(), z.record(z.string(), json)).default({}),
  trust: z.strictObject({
    accounts: strings.default([]), registries: strings.default([]), hosts: strings.default([]),
    regions: strings.default([]), models: strings.default([]), signers: strings.default([]),
  }).prefault({}),
})
export type ConfigFile = z.infer<typeof fileSchema>

/** Reads the named file; without a name, `aispm.yaml` if it is there. */
export async function readConfigFile(named: string | undefined, cwd: string): Promise<ConfigFile> {
  const file = named ?? 'aispm.yaml'
  let text: string
  try {
    text = await readFile(resolve(cwd, file), 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (missing && named === undefined) return fileSchema.parse({})
    throw new UsageError(missing ? `there is no configuration file ${file}` : `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  return parseYaml(text, file, fileSchema)
}
