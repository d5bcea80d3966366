// Reads single facts of an asset: what a collector stored, or nothing where it is unread or unset.
import type { Asset, Json } from '../../core/index.js'
import { clip, printable } from '../kit/printable.js'

/** Of longer texts the beginning is told: the schema allows a version 1,024 characters. */
const longest = 1000

/** The first of these properties that has a text, or a number, which some give as a version. */
export function textOf(asset: Asset, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = valueOf(asset, name)
    if (typeof value === 'number') return String(value)
    if (typeof value === 'string' && value.trim() !== '') return shown(value)
  }
  return undefined
}

/** The value as collected; undefined where it is unread or not declared. */
export function valueOf(asset: Asset, name: string): Json | undefined {
  return Object.hasOwn(asset.gaps, name) || !Object.hasOwn(asset.props, name) ? undefined : asset.props[name]
}

export function listOf(asset: Asset, name: string): readonly Json[] | undefined {
  const value = valueOf(asset, name)
  return Array.isArray(value) ? value : undefined
}

export function shown(text: string): string {
  return isPlain.test(text) ? text : clip(printable(text.trim()), longest)
}

/** Most texts are, and telling so is far faster than looking for every class of letters. */
const isPlain = /^[!-~](?:[ -~]{0,998}[!-~])?$/

/** An address that may be published: no user, no query, which may hold a key. */
export function addressOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const { origin, pathname } = new URL(text)
  return `${origin}${pathname === '/' ? '' : plainPath(pathname)}`
}

/** What the URL standard leaves as it is and an IRI (RFC 3987) may not hold. */
function plainPath(path: string): string {
  return path.replace(/%(?![0-9a-f]{2})/gi, '%25').replace(/[^\w\-.~!$&'()*+,;=:@%/]/g, encodeURIComponent)
}

export interface Property {
  name: string
  value: string
}

/** A property of ours, in the namespace that is ours. */
export function property(name: string, value: string | number | boolean): Property {
  return { name: `aispm:${name}`, value: typeof value === 'string' ? shown(value) : String(value) }
}
