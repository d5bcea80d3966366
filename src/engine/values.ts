// What an expression is made of while it runs: values, the two that are no value, and the frame they are read in.
import type { AccessModel } from '../access/model.js'
import type { Asset, GapId, Json, Ruling } from '../core/index.js'
import type { Graph } from '../graph/index.js'

/** A value that a gap hides; the frame's trail names the gap. */
export const UNKNOWN: unique symbol = Symbol('unknown')
/** No value at all: a rule's mistake at run time (an index out of range, null compared by size); the frame says which. */
export const BROKEN: unique symbol = Symbol('broken')

/** A list that may have more members than were seen. Complete lists are plain arrays. */
export class Partial {
  constructor(readonly items: readonly Value[], readonly gaps: readonly GapId[]) {}
}

export type Plain = null | boolean | number | string
export type Value = Plain | typeof UNKNOWN | typeof BROKEN | Partial | Asset | readonly Value[] | { readonly [key: string]: Value }

export type Run = (frame: Frame) => Value

/** Where a value was read. */
export interface Place {
  asset: string
  /** Below `asset.props`; empty for the asset as a whole. */
  path: string
}

/** Everything an expression may read. One frame serves a whole run: nothing is allocated per rule or asset. */
export class Frame {
  asset: Asset = nothing
  params: Readonly<Record<string, Json>> = {}
  /** Loop variables and `let` names, by the number the compiler gave them. */
  slots: Value[] = []
  /** Where the value in a slot was read; kept only while a verdict is being explained. */
  places: (Place | null)[] = []
  /** For each `let`: whether its slot holds this asset's value. */
  filled: boolean[] = []
  /** Gaps of a `let` that is unknown, told again at each use. */
  letGaps: (readonly GapId[])[] = []
  /** Gaps met so far; those of what was absorbed are cut off again. */
  trail: GapId[] = []
  top = 0
  /** The first mistake met; says why something is BROKEN. */
  fault: string | null = null
  readonly rulings = new Map<string, Ruling>()

  constructor(readonly graph: Graph, readonly access: ReadonlyMap<string, AccessModel>) {}

  /** Leaves a gap on the trail. */
  hide(gap: GapId): typeof UNKNOWN {
    this.trail[this.top++] = gap
    return UNKNOWN
  }

  hideAll(gaps: readonly GapId[]): typeof UNKNOWN {
    for (const gap of gaps) this.trail[this.top++] = gap
    return UNKNOWN
  }

  break(fault: string): typeof BROKEN {
    this.fault ??= fault
    return BROKEN
  }

  /** The gaps left on the trail since it was `from` long. */
  since(from: number): GapId[] {
    if (this.top === from + 1) return [this.trail[from] ?? '']
    return [...new Set(this.trail.slice(from, this.top))].sort()
  }
}

const nothing: Asset = { id: '', type: '', kind: 'account', name: '', scope: { provider: '', account: '' }, props: {}, gaps: {} }

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** A JSON object or an asset, as opposed to lists and plain values. */
export function isRecord(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Partial)
}

/** Deep equality of JSON values; values of different types are never equal. */
export function same(a: Value, b: Value): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => same(item, b[i] ?? null))
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key] ?? null, b[key] ?? null))
}

/** Of two values that are none, the one that says more: what is unknown might still have mended what is broken. */
export function worse(a: Value, b: Value): typeof UNKNOWN | typeof BROKEN {
  return a === UNKNOWN || b === UNKNOWN ? UNKNOWN : BROKEN
}
