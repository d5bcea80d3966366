// A compiled piece of an expression: how to run it fast, and how to tell afterwards what it saw.
import type { Confidence, Evidence, GapId, Json } from '../core/index.js'
import { confidences, rank } from '../core/index.js'
import type { CelType } from './cel-type.js'
import { Partial, isList, isRecord } from './values.js'
import type { Frame, Place, Run, Value } from './values.js'

/** A member of a list, with where it was read. */
export interface Element {
  value: Value
  place: Place | null
}

export interface Node {
  type: CelType
  /** The value; never throws for what an inventory may hold. */
  run: Run
  /** The dotted path below an asset's props, where it is fixed: gaps may name it. */
  read?: { owner: Node; path: string }
  /** Set on `size(list)`: the list. */
  counts?: Node
  /** Set on literals. */
  constant?: Value
  /** Set on loop variables: where the frame keeps it. */
  slot?: number
  /** What it was computed from. */
  kids: readonly Node[]
  /** Where its value was read, for values that are read and not computed. */
  place: (frame: Frame) => Place | null
  /** How people read it: a path, a literal, `size(containers)`. */
  label: (frame: Frame) => string
  /** For bools: why it is `value`. Called only after `run` gave that value, on the same frame. */
  tell: (frame: Frame, value: boolean, story: Story) => void
  /** For lists: the members that were seen. */
  elements: (frame: Frame) => Element[]
}

/** What is told of a verdict while it is explained. */
export class Story {
  readonly evidence: Evidence[] = []
  readonly doubts: GapId[] = []
  confidence: Confidence = 'high'

  /** Tells what a node saw, where it read it or, for what is computed, how it is written. */
  saw(frame: Frame, of: Node, saw: Value, wanted: string): void {
    if (this.evidence.length >= maxEvidence) return
    const place = of.place(frame)
    if (place === null) this.add(null, ownerOf(of, frame), of.label(frame), saw, wanted)
    else this.add(place, place.asset, place.path, saw, wanted)
  }

  add(place: Place | null, asset: string, path: string, saw: Value, wanted: string): void {
    if (this.evidence.length >= maxEvidence) return
    const evidence: Evidence = { asset: place?.asset ?? asset, path: place?.path ?? path, saw: short(saw), wanted }
    for (const e of this.evidence) if (e.asset === evidence.asset && e.path === evidence.path && e.wanted === wanted) return
    this.evidence.push(evidence)
  }

  doubt(gaps: readonly GapId[]): void {
    for (const gap of gaps) if (!this.doubts.includes(gap)) this.doubts.push(gap)
  }

  lower(confidence: Confidence): void {
    if (rank(confidences, confidence) > rank(confidences, this.confidence)) this.confidence = confidence
  }
}

const maxEvidence = 20
/** Members of a list that are told of, when each of them decides. */
export const maxTold = 5
const maxText = 300

/** A value as evidence: long texts are cut, so that no document ends up in a report whole. */
export function short(value: Value): Json {
  if (typeof value === 'symbol') return null
  if (value instanceof Partial) return short(value.items)
  if (value === null || typeof value !== 'object') return typeof value === 'string' && value.length > maxText ? cut(value) : value
  const plain = isList(value) ? value.map(named) : named(value)
  const text = JSON.stringify(plain)
  if (text.length <= maxText) return toJson(plain)
  return isList(plain) ? firstOf(plain) ?? cut(text) : cut(text)
}

/** The items that fit, and how many there are beside them; null where not even one fits. */
function firstOf(items: readonly Value[]): Json | null {
  const kept: Json[] = []
  let size = 0
  for (const item of items) {
    size += JSON.stringify(item).length
    if (size > maxText) break
    kept.push(toJson(item))
  }
  return kept.length === 0 ? null : [...kept, `${items.length - kept.length} more`]
}

function named(value: Value): Value {
  return isRecord(value) && isAsset(value) ? value.id : value
}

function isAsset(value: { readonly [key: string]: Value }): value is { readonly [key: string]: Value; readonly id: string } {
  return typeof value['id'] === 'string' && typeof value['kind'] === 'string' && isRecord(value['props'] ?? null)
}

function cut(text: string): string {
  return text.length > maxText ? `${text.slice(0, maxText)}… (${text.length} characters)` : text
}

function toJson(value: Value): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}

/** A value in words: JSON, cut short. */
export function say(value: Value): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value)
  const told = short(value)
  return typeof told === 'string' && typeof value !== 'string' ? told : JSON.stringify(told)
}

interface NodeParts {
  type: CelType
  run: Run
  label: string | ((frame: Frame) => string)
  kids?: readonly Node[]
  place?: (frame: Frame) => Place | null
  tell?: (frame: Frame, value: boolean, story: Story) => void
  elements?: (frame: Frame) => Element[]
  read?: { owner: Node; path: string }
  counts?: Node
  constant?: Value
  slot?: number
}

export function node(parts: NodeParts): Node {
  const place = parts.place ?? nowhere
  const { label } = parts
  const made: Node = {
    type: parts.type,
    run: parts.run,
    kids: parts.kids ?? [],
    place,
    label: typeof label === 'function' ? label : () => label,
    tell: parts.tell ?? ((frame, value, story) => {
      story.saw(frame, made, made.run(frame), String(!value))
    }),
    elements: parts.elements ?? ((frame) => membersOf(made, frame)),
  }
  if (parts.read !== undefined) made.read = parts.read
  if (parts.counts !== undefined) made.counts = parts.counts
  if (parts.slot !== undefined) made.slot = parts.slot
  if (parts.constant !== undefined) made.constant = parts.constant
  return made
}

function nowhere(): null {
  return null
}

/** The members of a list value, each at its index below the place of the list. */
function membersOf(list: Node, frame: Frame): Element[] {
  const value = list.run(frame)
  const at = list.place(frame)
  const items = value instanceof Partial ? value.items : isList(value) ? value : isRecord(value) ? Object.keys(value) : []
  return items.map((item, i) => ({
    value: item,
    place: isRecord(item) && isAsset(item) ? { asset: item.id, path: '' } : at === null ? null : { asset: at.asset, path: `${at.path}[${i}]` },
  }))
}

/** The asset that a computed value is about: the first one that was read for it. */
export function ownerOf(of: Node, frame: Frame): string {
  return firstPlace(of, frame)?.asset ?? frame.asset.id
}

function firstPlace(of: Node, frame: Frame): Place | null {
  const place = of.place(frame)
  if (place !== null) return place
  for (const kid of of.kids) {
    const found = firstPlace(kid, frame)
    if (found !== null) return found
  }
  return null
}

/** True when the node reads something of the inventory, as opposed to literals, parameters and trust. */
export function reads(of: Node, frame: Frame): boolean {
  return firstPlace(of, frame) !== null
}

export function below(place: Place | null, step: string): Place | null {
  if (place === null) return null
  return { asset: place.asset, path: step.startsWith('[') || place.path === '' ? `${place.path}${step}` : `${place.path}.${step}` }
}
