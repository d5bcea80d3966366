// The little of HCL that fixes are written in: resources, blocks, attributes, each on lines of their own.

/** Attributes are `true`, blocks their fields; so are values that are objects, with a field `=`. */
export interface Fields { readonly [name: string]: true | Fields }

export interface Block {
  name: string
  labels: string[]
  /** `name = {`: an object given as a value. */
  isObject: boolean
  attributes: string[]
  blocks: Block[]
}

/** The blocks of a text; throws where it is not of this form. */
export function blocksOf(text: string): Block[] {
  const top: Block = { name: '', labels: [], isObject: false, attributes: [], blocks: [] }
  const open = [top]
  let list = 0
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\s+#.*$|^\s*#.*$/, '').trim()
    const within = open.at(-1) ?? top
    if (line === '') continue
    // The items of a list that is written over several lines.
    if (list > 0) list += balance(line)
    else if (line === '}') {
      if (open.length === 1) throw new Error(`line ${i + 1}: nothing is open`)
      open.pop()
    } else {
      const found = /^(\w+)((?: "[^"]*")*) ?(=)? ?\{( \})?$/.exec(line)
      if (found !== null) {
        const block: Block = { name: found[1] ?? '', labels: [...(found[2] ?? '').matchAll(/"([^"]*)"/g)].map(([, label = '']) => label), isObject: found[3] !== undefined, attributes: [], blocks: [] }
        within.blocks.push(block)
        if (found[4] === undefined) open.push(block)
      } else {
        const attribute = /^("?[\w.:/-]+"?)\s*= (\S.*)$/.exec(line)
        if (attribute?.[1] === undefined) throw new Error(`line ${i + 1} is neither a block nor an attribute: ${line}`)
        within.attributes.push(attribute[1])
        list = balance(attribute[2] ?? '')
      }
    }
  }
  if (open.length > 1 || list !== 0) throw new Error(`${open.at(-1)?.name ?? 'a list'} is not closed`)
  return top.blocks
}

function balance(text: string): number {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"/g, '')
  return (bare.match(/[([{]/g) ?? []).length - (bare.match(/[)\]}]/g) ?? []).length
}

/** What a provider would refuse. */
export function misfitsOf(text: string, resources: Readonly<Record<string, Fields>>): string[] {
  return blocksOf(text).flatMap((block) => {
    const [type = ''] = block.labels
    // A look-up is not checked: it changes nothing.
    if (block.name === 'data') return []
    if (block.name !== 'resource') return [`${block.name} is no resource`]
    const fields = resources[type]
    return fields === undefined ? [`there is no resource ${type}`] : within(block, fields, type)
  })
}

/** Terraform's own, in any resource. */
const meta = new Set(['lifecycle', 'provider', 'depends_on', 'count', 'for_each'])

function within(block: Block, fields: Fields, path: string): string[] {
  return [
    ...block.attributes.filter((name) => !meta.has(name)).flatMap((name) => (fields[name] === undefined ? [`${path} has no ${name}`] : isValue(fields[name]) ? [] : [`${path}.${name} is a block: write ${name} { ... }`])),
    ...block.blocks.filter(({ name }) => !meta.has(name)).flatMap((inner) => {
      const known = fields[inner.name]
      if (known === undefined) return [`${path} has no ${inner.name}`]
      if (isValue(known) !== inner.isObject) return [inner.isObject ? `${path}.${inner.name} is a block: write ${inner.name} { ... }` : `${path}.${inner.name} is an attribute: write ${inner.name} = ...`]
      if (known === true) return []
      return within(inner, known, `${path}.${inner.name}`)
    }),
  ]
}

function isValue(field: true | Fields): boolean {
  return field === true || field['='] === true
}
