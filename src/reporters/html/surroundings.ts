// What stands around an asset, one or two relations away: few enough to be drawn small.
import type { Relation, ReportSource } from '../../core/index.js'
import { clip, printable } from '../kit/printable.js'
import type { Names } from '../kit/names.js'
import type { Surroundings } from './wire.js'

const mostOnASide = 5
const mostBeyond = 4
const longestName = 60
/** Characters of all surroundings together: the worst findings come first, so the least lose theirs. */
const budget = 3_000_000

export interface Neighbours {
  /** Undefined where nothing is known to be around; `spent` once the budget is used up. */
  around(id: string): Surroundings | undefined | 'spent'
}

export function neighboursOf(source: ReportSource, names: Names): Neighbours {
  let ties: Ties | undefined
  let left = budget
  return {
    around(id) {
      ties ??= tiesOf(source, names)
      const drawn = draw(names.asset(id)?.id ?? id, ties, names)
      if (drawn === undefined) return undefined
      if (left <= 0) return 'spent'
      left -= JSON.stringify(drawn).length
      return drawn
    },
  }
}

interface Ties {
  out: Map<string, Relation[]>
  into: Map<string, Relation[]>
}

function tiesOf(source: ReportSource, names: Names): Ties {
  const ties: Ties = { out: new Map(), into: new Map() }
  for (const relation of source.inventoryOf().relations) {
    const to = names.asset(relation.to)
    // An inferred relation that points at nothing says nothing.
    if (to === undefined && relation.basis === 'inferred') continue
    put(ties.out, relation.from, relation)
    put(ties.into, to?.id ?? relation.to, relation)
  }
  return ties
}

function put(map: Map<string, Relation[]>, key: string, relation: Relation): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [relation])
  else list.push(relation)
}

function draw(id: string, ties: Ties, names: Names): Surroundings | undefined {
  const out = ties.out.get(id) ?? []
  const into = ties.into.get(id) ?? []
  if (out.length + into.length === 0) return undefined
  const found: Surroundings = { nodes: [], edges: [], more: 0 }
  const numbers = new Map<string, number>()
  const node = (of: string): number => {
    const asset = names.asset(of)
    const key = asset?.id ?? of
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, found.nodes.length)
    return found.nodes.push([clip(printable(asset?.name ?? names.label(of)), longestName), asset?.kind ?? '']) - 1
  }
  const seen = new Set<string>()
  const edge = (relation: Relation): void => {
    const [from, to] = [node(relation.from), node(relation.to)]
    if (seen.has(`${from} ${relation.type} ${to}`)) return
    seen.add(`${from} ${relation.type} ${to}`)
    found.edges.push([from, to, relation.type.replaceAll('-', ' '), relation.basis === 'inferred' ? 1 : 0])
  }
  node(id)
  for (const relation of into.slice(0, mostOnASide)) edge(relation)
  for (const relation of out.slice(0, mostOnASide)) edge(relation)
  const beyond = out.slice(0, mostOnASide).flatMap(({ to }) => (names.asset(to)?.id === id ? [] : ties.out.get(names.asset(to)?.id ?? to) ?? []))
  for (const relation of beyond.slice(0, mostBeyond)) edge(relation)
  found.more = Math.max(0, into.length - mostOnASide) + Math.max(0, out.length - mostOnASide) + Math.max(0, beyond.length - mostBeyond)
  return found
}
