// What the Terraform providers' resources take, out of the bindings that are generated from the providers' own schemas:
// `extract.mjs FOLDER OUT`, where FOLDER holds the unpacked npm packages @cdktf/provider-{aws,azurerm,google} as aws,
// azurerm, google. Writes attributes and blocks of the resources that fixes of rules name, and nothing else of them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [folder, out, ...more] = process.argv.slice(2)
if (folder === undefined || out === undefined) throw new Error('usage: extract.mjs FOLDER OUT [RESOURCE... | --all]')
const rules = fileURLToPath(new URL('../../../rules', import.meta.url))

/** Fields of a struct's or resource's mapper: `true` for an attribute, an object for a block. */
function fieldsOf(body, mappers, blocks, depth = 0) {
  const fields = {}
  for (const [, name, value, isBlock] of body.matchAll(/^\s{8,12}(\w+): \{\n\s+value: (.*),\n\s+isBlock: (true|false)/gm)) {
    const nested = [...value.matchAll(/(\w+)ToHclTerraform/g)].map(([, found]) => found).find((found) => mappers.has(found))
    fields[name] = nested === undefined ? isBlock === 'false' || {} : depth > 8 ? {} : fieldsOf(mappers.get(nested), mappers, blocks, depth + 1)
    // A value made of objects is written `name = ...`, a block without the sign.
    if (nested !== undefined && !blocks.has(name)) fields[name]['='] = true
  }
  return fields
}

/** Names that the documentation of a resource calls blocks: the mappers tell them from lists of objects nowhere. */
function blocksOf(home) {
  const docs = readdirSync(home).filter((file) => file.endsWith('.d.ts')).map((file) => readFileSync(join(home, file), 'utf8')).join('\n')
  return new Set([...docs.matchAll(/^\s+\* (\w+) block$/gm)].map(([, name]) => name))
}

function wanted() {
  const found = new Set(more)
  for (const file of readdirSync(rules, { recursive: true })) {
    if (!file.endsWith('.yaml')) continue
    for (const [, type] of readFileSync(join(rules, file), 'utf8').matchAll(/resource "((?:aws|azurerm|google)_\w+)"/g)) found.add(type)
  }
  return [...found].toSorted((a, b) => (a < b ? -1 : 1))
}

const schema = { providers: {}, resources: {} }
for (const provider of ['aws', 'azurerm', 'google']) {
  const { cdktf } = JSON.parse(readFileSync(join(folder, provider, 'package.json'), 'utf8'))
  schema.providers[provider] = cdktf?.provider?.version ?? ''
}
const all = more.includes('--all')
const types = all ? ['aws', 'azurerm', 'google'].flatMap((provider) => readdirSync(join(folder, provider, 'lib')).map((name) => `${provider}_${name.replaceAll('-', '_')}`)) : wanted()
for (const type of types) {
  const [provider = '', ...words] = type.split('_')
  const home = [words.join('-'), `${provider}-${words.join('-')}`].map((name) => join(folder, provider, 'lib', name)).find((path) => existsSync(join(path, 'index.js')))
  if (home === undefined) {
    if (!all) throw new Error(`there is no resource ${type}`)
    continue
  }
  const text = readdirSync(home, { recursive: true }).filter((file) => file.endsWith('.js')).map((file) => readFileSync(join(home, file), 'utf8')).join('\n')
  const mappers = new Map([...text.matchAll(/function (\w+)ToHclTerraform\([^)]*\) \{([^]*?)\n\}/g)].map(([, name, body]) => [name, body]))
  const own = /synthesizeHclAttributes\(\) \{([^]*?)\n {4}\}/.exec(text)?.[1]
  if (own !== undefined) schema.resources[type] = fieldsOf(own, mappers, blocksOf(home))
}
writeFileSync(out, `{"providers":${JSON.stringify(schema.providers)},"resources":{\n${Object.entries(schema.resources).map(([type, fields]) => `${JSON.stringify(type)}:${JSON.stringify(fields)}`).join(',\n')}\n}}\n`)
