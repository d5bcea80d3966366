// `aispm schema`: the JSON Schemas of what aispm writes.
import { nearest, UsageError } from '../../core/index.js'
import { inventorySchema, reportSchema } from '../../core/report-schema.js'
import { installed } from '../../installed.js'
import { print } from '../print.js'

const schemas: ReadonlyMap<string, () => Promise<object>> = new Map([
  ['report', () => Promise.resolve(reportSchema())],
  ['inventory', async () => inventorySchema((await installed()).types)],
])

export default async function schema(of: string): Promise<void> {
  const make = schemas.get(of)
  if (make === undefined) {
    const meant = nearest(of, schemas.keys())
    throw new UsageError(`there is no schema "${of}"`, meant === undefined ? `one of: ${[...schemas.keys()].join(', ')}` : `did you mean ${meant}?`)
  }
  await print(`${JSON.stringify(await make(), null, 2)}\n`)
}
