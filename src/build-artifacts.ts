// Files that the build makes beside the code: the rules in one file, and the published schemas.
import { precompileRules } from './engine/index.js'
import { frameworkIds, readFrameworks } from './installed.js'
import { schemaMakers } from './schemas.js'

/** Text by file name, relative to dist/. */
export async function buildArtifacts(rulesFolder: string): Promise<Record<string, string>> {
  const schemas = await Promise.all(Object.entries(schemaMakers).map(async ([name, make]) => [`schemas/${name}.schema.json`, `${JSON.stringify(await make(), null, 2)}\n`] as const))
  return {
    'rules.json': await precompileRules(rulesFolder, await frameworkIds()),
    'frameworks.json': JSON.stringify([...(await readFrameworks()).values()]),
    ...Object.fromEntries(schemas),
  }
}
