// Takes what our events use out of a clone of the public OCSF schema, resolved: node extract.mjs CLONE.git v1.8.0
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const [repository, revision = 'v1.8.0'] = process.argv.slice(2)
if (repository === undefined) throw new Error('usage: node extract.mjs CLONE.git [REVISION]')
const git = (...args) => execFileSync('git', ['--git-dir', repository, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
const read = (path) => JSON.parse(git('show', `${revision}:${path}`))

const classes = ['compliance_finding', 'detection_finding']
/** Objects that our events hold; an attribute of another object is known by name, and refused by the validator when used. */
const objects = [
  'account', 'analytic', 'attack', 'check', 'cloud', 'compliance', 'edge', 'evidences', 'file', 'finding_info', 'fingerprint', 'graph', 'metadata', 'node', 'observable',
  'product', 'related_event', 'remediation', 'resource_details', 'sub_technique', 'tactic', 'technique', 'user',
]
const profiles = ['cloud']

const dictionary = read('dictionary.json')
const categories = read('categories.json').attributes
const files = git('ls-tree', '-r', '--name-only', revision, 'events', 'objects', 'profiles').trim().split('\n').filter((path) => path.endsWith('.json'))
const byName = new Map()
for (const path of files) {
  const item = read(path)
  if (item.name !== undefined) byName.set(`${path.split('/')[0]}/${item.name}`, item)
}

/** Attributes of an item, those of its parents and of the profiles it includes first. */
function attributesOf(room, name) {
  const item = byName.get(`${room}/${name}`)
  if (item === undefined) throw new Error(`${room} has no ${name}`)
  const all = item.extends === undefined ? {} : attributesOf(room, item.extends)
  const add = (attributes, profile) => {
    for (const [key, own] of Object.entries(attributes)) {
      if (key === '$include') continue
      const { enum: words, ...rest } = own
      const before = all[key]
      const merged = { ...before, ...rest, ...(words === undefined && before?.enum === undefined ? {} : { enum: { ...before?.enum, ...words } }) }
      if (profile !== undefined && own.profile === undefined && before === undefined) merged.profile = profile
      all[key] = merged
    }
  }
  for (const path of [item.attributes?.$include ?? []].flat()) {
    const included = read(path)
    add(included.attributes, included.name)
  }
  add(item.attributes ?? {})
  return all
}

function resolved(room, name) {
  const out = {}
  for (const [key, own] of Object.entries(attributesOf(room, name)).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const entry = dictionary.attributes[key] ?? {}
    const words = Object.keys({ ...entry.enum, ...own.enum })
    out[key] = {
      type: own.type ?? entry.type,
      ...((own.is_array ?? entry.is_array) === true ? { array: true } : {}),
      requirement: own.requirement ?? 'optional',
      ...(own.profile == null ? {} : { profile: own.profile }),
      ...(words.length === 0 ? {} : { enum: words }),
      ...(own['@deprecated'] === undefined ? {} : { deprecated: own['@deprecated'].since }),
    }
  }
  return out
}

function constraintsOf(name) {
  const item = byName.get(`objects/${name}`)
  return item.constraints ?? (item.extends === undefined ? {} : constraintsOf(item.extends))
}

// What may be an observable is said all over the schema: on types, on objects, and on attributes of objects.
const observables = new Set(['0', '99'])
for (const type of Object.values(dictionary.types.attributes)) if (type.observable !== undefined) observables.add(String(type.observable))
for (const [key, item] of byName) {
  if (key.startsWith('objects/') && item.observable !== undefined) observables.add(String(item.observable))
  for (const attribute of Object.values(item.attributes ?? {})) if (attribute.observable !== undefined) observables.add(String(attribute.observable))
}

const out = { version: read('version.json').version, commit: git('rev-parse', revision).trim(), profiles, classes: {}, objects: {}, types: {} }
for (const name of classes) {
  const item = byName.get(`events/${name}`)
  const category = categories.findings.uid
  const uid = category * 1000 + item.uid
  const attributes = resolved('events', name)
  // The compiled schema puts these numbers together from the category, the class and the activity.
  attributes.category_uid.enum = [String(category)]
  attributes.class_uid.enum = [String(uid)]
  attributes.type_uid.enum = attributes.activity_id.enum.map((activity) => String(uid * 100 + Number(activity)))
  out.classes[name] = { uid, attributes }
}
for (const name of objects) out.objects[name] = { constraints: constraintsOf(name), attributes: resolved('objects', name) }
out.objects.observable.attributes.type_id.enum = [...observables].sort((a, b) => a - b)
for (const [name, { type, regex, max_len: longest, range }] of Object.entries(dictionary.types.attributes)) {
  out.types[name] = { ...(type === undefined ? {} : { type }), ...(regex === undefined ? {} : { regex }), ...(longest === undefined ? {} : { longest }), ...(range === undefined ? {} : { range }) }
}
writeFileSync(new URL('schema.json', import.meta.url), `${JSON.stringify(out, null, 1)}\n`)
