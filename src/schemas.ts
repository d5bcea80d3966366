// The published JSON Schemas: of what aispm writes, and of the files that people write for it.
import { kinds } from './core/index.js'
import { driftSchema, inventorySchema, reportSchema } from './core/report-schema.js'
import { frameworks, installed } from './installed.js'

/** By name, in the order of the help page. */
export const schemaMakers = {
  report: () => Promise.resolve(reportSchema()),
  inventory: async () => inventorySchema((await installed()).types),
  diff: () => Promise.resolve(driftSchema()),
  config: configSchema,
  rule: ruleFileSchema,
} as const satisfies Record<string, () => Promise<object>>

async function configSchema(): Promise<object> {
  const [{ z }, { fileSchema }] = await Promise.all([import('zod'), import('./config/schema.js')])
  return { ...z.toJSONSchema(fileSchema, { io: 'input' }), $id: 'urn:aispm:config:1', title: 'aispm.yaml', description: 'Settings of aispm. Flags and AISPM_ variables come before them.' }
}

/** With the words of this installation: asset types, kinds and frameworks. */
async function ruleFileSchema(): Promise<object> {
  const [zod, { ruleSchema }, { ruleKeyDocs }, { types }, known] = await Promise.all([import('zod'), import('./engine/index.js'), import('./engine/rule-keys.js'), installed(undefined, true), frameworks()])
  const made = zod.toJSONSchema(ruleSchema(zod), { io: 'input' })
  const one = { enum: [...[...types.keys()].toSorted(), ...kinds] }
  const own: Record<string, object> = {
    on: { anyOf: [one, { type: 'array', minItems: 1, items: one }] },
    frameworks: { type: 'object', properties: Object.fromEntries([...known.values()].map((framework) => [framework.id, controls(framework.name)])), additionalProperties: false },
  }
  const properties = Object.fromEntries(Object.entries(ruleKeyDocs).map(([key, description]) => [key, { ...(own[key] ?? object(made.properties?.[key])), description }]))
  return { ...made, properties, $id: 'urn:aispm:rule:1', title: 'A rule of aispm', description: 'One rule a file; the name of the file is its id.' }
}

function controls(framework: string): object {
  return { description: framework, type: 'array', minItems: 1, items: { type: 'string' } }
}

function object(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}
