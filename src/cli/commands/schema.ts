// `aispm schema`: the JSON Schemas of what aispm writes and reads.
import { nearest, UsageError } from '../../core/index.js'
import { schemaMakers } from '../../schemas.js'
import { print } from '../print.js'

export default async function schema(of: string): Promise<void> {
  const make = Object.entries(schemaMakers).find(([name]) => name === of)?.[1]
  if (make === undefined) {
    const meant = nearest(of, Object.keys(schemaMakers))
    throw new UsageError(`there is no schema "${of}"`, meant === undefined ? `one of: ${Object.keys(schemaMakers).join(', ')}` : `did you mean ${meant}?`)
  }
  await print(`${JSON.stringify(await make(), null, 2)}\n`)
}
