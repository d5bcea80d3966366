// The types that rule expressions are checked against, made from the properties that collectors declare.
import type { AssetType } from '../core/index.js'
import type { ShapeNode } from '../core/shape.js'

export type CelType =
  | { is: 'any' } | { is: 'null' } | { is: 'bool' } | { is: 'int' }
  /** A JSON number: whole or not. */
  | { is: 'number' }
  /** `words`: the only ones the provider documents. */
  | { is: 'string'; words?: readonly string[] }
  | { is: 'list'; of: CelType }
  | { is: 'map'; of: CelType }
  | { is: 'record'; fields: ReadonlyMap<string, CelType>; what: string }
  /** `props` is what all of its possible types declare alike; null for an asset whose type is not known. */
  | AssetCelType
  | { is: 'nullable'; of: CelType }

export interface AssetCelType {
  is: 'asset'
  props: CelType | null
  types: readonly string[]
  /** The properties of each possible type. */
  variants: ReadonlyMap<string, CelType>
}

export const any: CelType = { is: 'any' }
export const bool: CelType = { is: 'bool' }
export const int: CelType = { is: 'int' }
export const string: CelType = { is: 'string' }
export const strings: CelType = { is: 'list', of: string }

export const scopeType: CelType = {
  is: 'record', what: 'a scope',
  fields: new Map<string, CelType>([['provider', string], ['account', string], ['region', { is: 'nullable', of: string }]]),
}

/** The type of a declared property. */
export function fromShape(node: ShapeNode, what: string): CelType {
  switch (node.is) {
    case 'string': return string
    case 'oneOf': return { is: 'string', words: node.values }
    case 'number': return { is: 'number' }
    case 'bool': return bool
    case 'any': return any
    case 'nullable': return { is: 'nullable', of: fromShape(node.of, what) }
    case 'list': return { is: 'list', of: fromShape(node.of, what) }
    case 'map': return { is: 'map', of: fromShape(node.of, what) }
    case 'record': return {
      is: 'record', what,
      fields: new Map(Object.entries(node.fields).map(([name, field]) => [name, fromShape(field, `${what}.${name}`)])),
    }
  }
}

/** An asset of one of several types: only properties that all of them declare alike can be read without asking which it is. */
export function assetOf(types: readonly AssetType[]): AssetCelType {
  return assetOfVariants(new Map(types.map((type) => [type.type, fromShape(type.props, type.type)])))
}

function assetOfVariants(variants: ReadonlyMap<string, CelType>): AssetCelType {
  const [first, ...rest] = variants.values()
  let props = first ?? null
  for (const other of rest) props = props === null ? null : common(props, other)
  return { is: 'asset', props, types: [...variants.keys()], variants }
}

/** The asset type where only some of its types are possible. */
export function assetAmong(type: AssetCelType, possible: (type: string) => boolean): AssetCelType {
  const left = [...type.variants].filter(([name]) => possible(name))
  return left.length === 0 || left.length === type.variants.size ? type : assetOfVariants(new Map(left))
}

export const untypedAsset: AssetCelType = { is: 'asset', props: null, types: [], variants: new Map() }

/** A type that values of both fit, or null. Records keep only what both have. */
export function common(a: CelType, b: CelType): CelType | null {
  if (a.is === 'any' || b.is === 'any') return any
  if (a.is === 'null') return b.is === 'null' || b.is === 'nullable' ? b : { is: 'nullable', of: b }
  if (b.is === 'null') return common(b, a)
  if (a.is === 'nullable' || b.is === 'nullable') {
    const of = common(bare(a), bare(b))
    return of === null ? null : { is: 'nullable', of }
  }
  if (a.is === 'string' && b.is === 'string') {
    return a.words === undefined || b.words === undefined ? string : { is: 'string', words: [...new Set([...a.words, ...b.words])] }
  }
  if (isNumber(a) && isNumber(b)) return a.is === 'int' && b.is === 'int' ? a : { is: 'number' }
  if ((a.is === 'list' && b.is === 'list') || (a.is === 'map' && b.is === 'map')) {
    const of = common(a.of, b.of)
    return of === null ? null : { is: a.is, of }
  }
  if (a.is === 'record' && b.is === 'record') {
    const fields = new Map<string, CelType>()
    for (const [name, type] of a.fields) {
      const other = b.fields.get(name)
      const both = other === undefined ? null : common(type, other)
      if (both !== null) fields.set(name, both)
    }
    return { is: 'record', fields, what: a.what === b.what ? a.what : `${a.what} and ${b.what}` }
  }
  if (a.is === 'asset' && b.is === 'asset') {
    return a.props === null || b.props === null ? untypedAsset : assetOfVariants(new Map([...a.variants, ...b.variants]))
  }
  return a.is === b.is ? a : null
}

/** The type without null. */
export function bare(type: CelType): CelType {
  return type.is === 'nullable' ? type.of : type
}

export function isNumber(type: CelType): boolean {
  return type.is === 'int' || type.is === 'number'
}

/** The type in words, for error messages. */
export function words(type: CelType): string {
  switch (type.is) {
    case 'any': return 'anything'
    case 'bool': return 'a bool'
    case 'int': return 'an int'
    case 'number': return 'a number'
    case 'string': return 'a string'
    case 'null': return 'null'
    case 'list': return `a list of ${plural(type.of)}`
    case 'map': return `a map of ${plural(type.of)}`
    case 'record': return 'a record'
    case 'asset': return 'an asset'
    case 'nullable': return `${words(type.of)} or null`
  }
}

function plural(type: CelType): string {
  switch (type.is) {
    case 'any': return 'anything'
    case 'nullable': return `${plural(type.of)} or nulls`
    case 'null': return 'nulls'
    case 'list': return 'lists'
    default: return `${words(type).replace(/^an? /, '').replace(/ of .*/, '')}s`
  }
}
