// Files that the build makes beside the code: the rules in one file, and the published schemas.
import { inventorySchema, reportSchema } from './core/report-schema.js'
import { precompileRules } from './engine/index.js'
import { frameworkIds, installed, readFrameworks } from './installed.js'

/** Text by file name, relative to dist/. */
export async function buildArtifacts(rulesFolder: string): Promise<Record<string, string>> {
  const { types } = await installed()
  const text = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`
  return {
    'rules.json': await precompileRules(rulesFolder, await frameworkIds()),
    'frameworks.json': JSON.stringify([...(await readFrameworks()).values()]),
    'schemas/report.schema.json': text(reportSchema()),
    'schemas/inventory.schema.json': text(inventorySchema(types)),
  }
}
