// The public OCSF schema, as a check that names what is wrong: types, what is required, enumerations, profiles; nothing unknown.
import { readFileSync } from 'node:fs'

interface Attribute { type: string; array?: true; requirement: string; profile?: string; enum?: string[]; deprecated?: string }
type Attributes = Record<string, Attribute>
interface Schema {
  version: string
  profiles: string[]
  classes: Record<string, { uid: number; attributes: Attributes }>
  objects: Record<string, { constraints: { at_least_one?: string[]; just_one?: string[] }; attributes: Attributes }>
  types: Record<string, { type?: string; regex?: string; longest?: number; range?: [number, number] }>
}

export const schema = JSON.parse(readFileSync(new URL('../schemas/ocsf-1.8.0/schema.json', import.meta.url), 'utf8')) as Schema

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Empty when the event is one of the schema's. */
export function ocsfErrors(event: unknown): string[] {
  if (!isFields(event)) return ['is no object']
  const of = Object.values(schema.classes).find(({ uid }) => uid === event['class_uid'])
  if (of === undefined) return [`class_uid: ${String(event['class_uid'])} is no class of the extract`]
  const metadata = isFields(event['metadata']) ? event['metadata'] : {}
  const profiles = Array.isArray(metadata['profiles']) ? metadata['profiles'].map(String) : []
  const consistent = [
    ...(metadata['version'] === schema.version ? [] : ['metadata.version: another version']),
    ...(event['type_uid'] === Number(event['class_uid']) * 100 + Number(event['activity_id']) ? [] : ['type_uid: not class and activity']),
    ...profiles.filter((profile) => !schema.profiles.includes(profile)).map((profile) => `metadata.profiles: ${profile} is not in the extract`),
  ]
  return [...consistent, ...attributeErrors(event, of.attributes, profiles, '')]
}

function attributeErrors(value: Fields, attributes: Attributes, profiles: readonly string[], path: string): string[] {
  const applies = ({ profile }: Attribute): boolean => profile === undefined || profiles.includes(profile)
  const missing = Object.entries(attributes).filter(([key, one]) => one.requirement === 'required' && applies(one) && value[key] === undefined).map(([key]) => `${path}${key}: required`)
  const wrong = Object.entries(value).flatMap(([key, item]) => {
    const attribute = Object.hasOwn(attributes, key) ? attributes[key] : undefined
    const here = `${path}${key}`
    if (attribute === undefined) return [`${here}: no such attribute`]
    if (!applies(attribute)) return [`${here}: only with the profile ${attribute.profile}`]
    if (attribute.deprecated !== undefined) return [`${here}: deprecated since ${attribute.deprecated}`]
    if (attribute.array !== true) return valueErrors(item, attribute, profiles, here)
    if (!Array.isArray(item)) return [`${here}: wants a list`]
    return item.length === 0 ? [`${here}: an empty list says nothing`] : item.flatMap((one, i) => valueErrors(one, attribute, profiles, `${here}[${i}]`))
  })
  return [...missing, ...wrong]
}

function valueErrors(value: unknown, attribute: Attribute, profiles: readonly string[], path: string): string[] {
  const { type } = attribute
  if (attribute.enum !== undefined && !attribute.enum.includes(String(value))) return [`${path}: ${String(value)} is not one of ${attribute.enum.join(', ')}`]
  // Of these the schema says nothing more.
  if (type === 'json_t') return value === undefined ? [`${path}: nothing`] : []
  if (type === 'object') return isFields(value) ? [] : [`${path}: wants an object`]
  const object = schema.objects[type]
  if (object !== undefined) {
    if (!isFields(value)) return [`${path}: wants a ${type}`]
    const has = (keys: readonly string[]): number => keys.filter((key) => value[key] !== undefined).length
    const { at_least_one: some, just_one: one } = object.constraints
    return [
      ...(some !== undefined && has(some) === 0 ? [`${path}: wants one of ${some.join(', ')}`] : []),
      ...(one !== undefined && has(one) !== 1 ? [`${path}: wants just one of ${one.join(', ')}`] : []),
      ...attributeErrors(value, object.attributes, profiles, `${path}.`),
    ]
  }
  if (schema.types[type] === undefined) return [`${path}: ${type} is not in the extract`]
  return plainErrors(value, type, path)
}

function plainErrors(value: unknown, type: string, path: string): string[] {
  const { type: base, regex, longest, range } = schema.types[type] ?? {}
  const basic = base ?? type
  const fits = basic === 'string_t' ? typeof value === 'string'
    : basic === 'boolean_t' ? typeof value === 'boolean'
      : basic === 'integer_t' || basic === 'long_t' ? Number.isSafeInteger(value)
        : basic === 'float_t' ? typeof value === 'number' : false
  if (!fits) return [`${path}: wants ${type}, has ${JSON.stringify(value)}`]
  const bad = [
    ...(regex !== undefined && !new RegExp(regex).test(String(value)) ? [`${path}: ${String(value)} does not look like ${type}`] : []),
    ...(longest !== undefined && String(value).length > longest ? [`${path}: longer than ${longest}`] : []),
    ...(range !== undefined && (Number(value) < range[0] || Number(value) > range[1]) ? [`${path}: out of range`] : []),
  ]
  // Milliseconds since 1970: a time in seconds would be of that January.
  if (type === 'timestamp_t' && Number(value) < 1e12) bad.push(`${path}: ${String(value)} are no milliseconds`)
  return bad
}
