// The official SARIF 2.1.0 schema, as a check that names what is wrong.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { default as addFormats } from 'ajv-formats'

const path = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/package.json').replace('package.json', 'lib/schemas/sarif-2.1.0-rtm.5.json')
// One pattern of the schema is not valid in unicode mode.
const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true })
addFormats.default(ajv)
// It calls itself draft-04, which ajv no longer reads, but says nothing that draft-07 understands otherwise.
const { $schema: _draft, id: _id, ...schema } = JSON.parse(readFileSync(path, 'utf8'))
const validate = ajv.compile(schema)

export function sarifErrors(log: unknown): string[] {
  if (validate(log)) return []
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`)
}
