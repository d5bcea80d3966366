// The official CycloneDX schemas, as a check that names what is wrong: the form, and what no schema can say of references.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv, type ValidateFunction } from 'ajv'
import { default as addFormats } from 'ajv-formats'

const folder = createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json').replace('package.json', 'res/schema')
const read = (name: string): object => JSON.parse(readFileSync(`${folder}/${name}.SNAPSHOT.schema.json`, 'utf8')) as object

function compiled(specification: string): ValidateFunction {
  // The schemas carry words for people, such as `meta:enum`, that are no keywords: only those are let pass.
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
  ajv.addVocabulary(['meta:enum'])
  addFormats.default(ajv)
  // International addresses are a superset of those that are checked: ours are all plain ones.
  const uri = ajv.formats['uri-reference']
  if (uri === undefined) throw new Error('ajv-formats knows no uri-reference')
  ajv.addFormat('iri-reference', uri)
  ajv.addFormat('idn-email', true)
  for (const name of ['spdx', 'jsf-0.82', ...(specification === '1.7' ? ['cryptography-defs'] : [])]) ajv.addSchema(read(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`)
  // The items of long lists are compared pair by pair, which takes minutes: `twins` does it by their text.
  const schema = read(`bom-${specification}`) as { properties: Record<string, { uniqueItems?: boolean }> }
  for (const name of lists) {
    if (schema.properties[name]?.uniqueItems !== true) throw new Error(`the schema does not want ${name} unique`)
    delete schema.properties[name].uniqueItems
  }
  return ajv.compile(schema)
}
const lists = ['components', 'services', 'dependencies', 'compositions', 'vulnerabilities', 'annotations'] as const
const twins = (bill: Bill): string[] => lists.flatMap((name) => {
  const texts = bill[name].map((item) => JSON.stringify(item))
  return new Set(texts).size === texts.length ? [] : [`${name}: two that are alike`]
})
const validators = new Map(['1.6', '1.7'].map((specification) => [specification, compiled(specification)]))

interface Referrer { 'bom-ref'?: string }
export interface Bill {
  specVersion: string
  serialNumber: string
  metadata: { component: Referrer; properties: { name: string; value: string }[] }
  components: (Referrer & Record<string, unknown> & { type: string; name: string; properties: { name: string; value: string }[] })[]
  services: (Referrer & Record<string, unknown> & { name: string; properties: { name: string; value: string }[] })[]
  dependencies: { ref: string; dependsOn: string[] }[]
  compositions: { aggregate: string; assemblies?: string[]; dependencies?: string[] }[]
  vulnerabilities: (Record<string, unknown> & { id: string; affects: { ref: string }[]; analysis: { state: string; response?: string[]; detail?: string } })[]
  annotations: { subjects: string[]; text: string }[]
}

export function cyclonedxErrors(bill: Bill): string[] {
  const validate = validators.get(bill.specVersion)
  if (validate === undefined) return [`no schema for specVersion ${bill.specVersion}`]
  const form = validate(bill) ? [] : (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`)
  return [...form, ...twins(bill), ...referenceErrors(bill)]
}

function referenceErrors(bill: Bill): string[] {
  const made = [bill.metadata.component, ...bill.components, ...bill.services].flatMap((one) => one['bom-ref'] ?? ['(none)'])
  const known = new Set(made)
  const twice = (refs: readonly string[]): string[] => refs.filter((ref, i) => refs.indexOf(ref) !== i)
  const cards = bill.components.flatMap((one) => [...JSON.stringify(one['modelCard'] ?? {}).matchAll(/"ref":("(?:[^"\\]|\\.)*")/g)].map((match) => JSON.parse(match[1] ?? '""') as string))
  const used = [
    ...bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]), ...cards,
    ...bill.compositions.flatMap(({ assemblies = [], dependencies = [] }) => [...assemblies, ...dependencies]),
    ...bill.vulnerabilities.flatMap(({ affects }) => affects.map(({ ref }) => ref)), ...bill.annotations.flatMap(({ subjects }) => subjects),
  ]
  const starts = bill.dependencies.map(({ ref }) => ref)
  return [
    ...twice(made).map((ref) => `bom-ref twice: ${ref}`),
    ...used.filter((ref) => !known.has(ref)).map((ref) => `dangling: ${ref}`),
    ...twice(starts).map((ref) => `dependencies of ${ref} twice`),
    ...made.filter((ref) => !starts.includes(ref)).map((ref) => `no dependencies of ${ref}`),
  ]
}
