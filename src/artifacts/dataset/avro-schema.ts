// Avro schemas in Parquet footers: readers in Java make classes of what they name, before any row is read.
import { Signs } from '../sign.js'

/** Keys that name a class to be made, with one text as its argument. */
const classKeys: ReadonlySet<string> = new Set(['java-class', 'java-element-class', 'java-key-class'])
/** Classes of values that Avro itself maps texts to. */
const plainClasses: readonly RegExp[] = [
  /^java\.lang\.(?:String|Integer|Long|Short|Byte|Float|Double|Boolean|Character|CharSequence)$/,
  /^java\.(?:math\.Big(?:Integer|Decimal)|time\.\w+|net\.UR[IL]|io\.File)$/,
  /^java\.util\.(?:UUID|Date|(?:Array|Linked)?List|(?:Linked)?Hash(?:Map|Set)|(?:Tree)?(?:Map|Set)|Collection)$/,
  /^(?:\[B|(?:org\.apache\.avro\.util\.)?Utf8)$/,
]
/** Namespaces of the platform and of libraries with known gadgets: no schema of data has its records there. */
const gadgets: readonly RegExp[] = [
  /^(?:java|javax|sun|com\.sun|jdk|jakarta|groovy|clojure|bsh)\./, /^org\.(?:springframework|hibernate|codehaus\.groovy|mozilla\.javascript)\./,
  /^org\.apache\.(?:commons|xalan|xbean|logging|tomcat|catalina|velocity)\./, /^(?:ch\.qos\.logback|com\.mchange|com\.zaxxer)\./,
]

export function avroClasses(schema: unknown, key: string): Signs {
  const signs = new Signs()
  const open: { value: unknown; namespace: string }[] = [{ value: schema, namespace: '' }]
  for (let next = open.pop(), seen = 0; next !== undefined && seen < 200_000; next = open.pop(), seen++) {
    const { value, namespace } = next
    if (Array.isArray(value)) {
      for (const item of value) open.push({ value: item, namespace })
      continue
    }
    if (typeof value !== 'object' || value === null) continue
    const fields = new Map<string, unknown>(Object.entries(value))
    const own = fields.get('namespace')
    const inner = typeof own === 'string' ? own : namespace
    for (const [name, item] of fields) {
      if (classKeys.has(name) && typeof item === 'string' && !plainClasses.some((known) => known.test(item))) signs.add(item, { member: key, detail: name })
      // Documentation and defaults are data, not schemas.
      if (name !== 'doc' && name !== 'default') open.push({ value: item, namespace: inner })
    }
    const type = fields.get('type')
    const named = fields.get('name')
    if (typeof named !== 'string' || (type !== 'record' && type !== 'enum' && type !== 'fixed' && type !== 'error')) continue
    const full = named.includes('.') || inner === '' ? named : `${inner}.${named}`
    if (gadgets.some((known) => known.test(full))) signs.add(full, { member: key, detail: `a ${type} that is named like a class` })
  }
  return signs
}
