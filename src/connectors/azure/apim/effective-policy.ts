// Which policies work on every request to an API: its own, and where it lets them in those of its products and of the gateway.
import { GapMark, type Answer } from '../../kit/collector.js'
import type { Resource } from '../calls.js'
import { carriesKey, keySourceOf, refersToValues, type KeySource, type NamedValue } from './gateways.js'
import type { Element, Policy } from './policy-xml.js'

export interface Layers {
  own: Answer<Policy>
  products: Answer<Policy[]>
  global: Answer<Policy>
  fragments: Answer<ReadonlyMap<string, Policy>>
  values: Answer<Resource<NamedValue>[]>
}

/** Whether any of them includes a fragment. */
export function fragmentsIn({ own, products, global }: Layers): boolean {
  const all = [...(own.ok ? [own.value] : []), ...(products.ok ? products.value : []), ...(global.ok ? [global.value] : [])]
  return all.some(({ elements }) => elements.some(({ name }) => name === 'include-fragment'))
}

export interface Effective {
  policies: string[] | GapMark
  keys: { at: string; source: KeySource }[] | GapMark
}

/** `keyless`: requests come that belong to no product, so what products ask does not count. */
export function effective({ own, products, global, fragments, values }: Layers, keyless: boolean | GapMark): Effective {
  if (!own.ok) return both(own.gap)
  if (!fragments.ok) return both(fragments.gap)
  const inbound = (policy: Policy): Element[] => expanded(policy.elements.filter(({ section }) => section === 'inbound'), fragments.value)
  const elements = inbound(own.value)
  const names = new Set(elements.map(({ name }) => name))
  if (own.value.inherits) {
    if (!global.ok) return both(global.gap)
    if (!products.ok) return both(products.gap)
    if (keyless instanceof GapMark) return both(keyless)
    const outer = inbound(global.value)
    const ways = keyless || products.value.length === 0 ? [outer] : products.value.map((one) => [...inbound(one), ...(one.inherits ? outer : [])])
    elements.push(...ways.flat())
    // Only what stands on each of the ways in stops everybody.
    for (const name of new Set(ways.flat().map((one) => one.name))) if (ways.every((way) => way.some((one) => one.name === name))) names.add(name)
  }
  const headers = elements.filter(({ name, attributes }) => /^set-(?:header|query-parameter)$/.test(name) && carriesKey(attributes['name'] ?? ''))
  const written = headers.flatMap(({ name, attributes, texts }) => texts.filter((one) => one.name === 'value').map(({ text }) => ({ at: `${name} ${attributes['name'] ?? ''}`, text })))
  return { policies: [...names].toSorted(), keys: keysIn(written, values) }
}

function both(gap: GapMark): Effective {
  return { policies: gap, keys: gap }
}

function keysIn(written: readonly { at: string; text: string }[], values: Layers['values']): Effective['keys'] {
  if (!values.ok && written.some(({ text }) => refersToValues(text))) return values.gap
  const found = new Map<string, { at: string; source: KeySource }>()
  for (const { at, text } of written) {
    const source = keySourceOf(text, values.ok ? values.value : [])
    if (source !== null) found.set(`${at} ${source}`, { at, source })
  }
  return [...found.values()]
}

/** Fragments include no others; a fragment that is gone adds nothing. */
function expanded(elements: readonly Element[], fragments: ReadonlyMap<string, Policy>): Element[] {
  return elements.flatMap((one) => (one.name === 'include-fragment' ? fragments.get((one.attributes['fragment-id'] ?? '').toLowerCase())?.elements ?? [] : [one]))
}
