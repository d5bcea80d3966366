// `aispm schema`: the JSON Schemas of what aispm writes.
import { UsageError } from '../../core/index.js'
import { inventorySchema, reportSchema } from '../../core/report-schema.js'
import { installed } from '../../installed.js'

export default async function schema(of: string): Promise<void> {
  const schemas: Record<string, () => Promise<object>> = {
    report: () => Promise.resolve(reportSchema()),
    inventory: async () => inventorySchema((await installed()).types),
  }
  const make = Object.hasOwn(schemas, of) ? schemas[of] : undefined
  if (make === undefined) throw new UsageError(`there is no schema "${of}"`, `one of: ${Object.keys(schemas).join(', ')}`)
  process.stdout.write(`${JSON.stringify(await make(), null, 2)}\n`)
}
