// A drawing of what stands around an asset: who points at it on the left, what it points at on the right.
import type { Surroundings } from '../wire.js'
import { drawing, element } from './element.js'

const width = 144
const height = 36
const gap = 34
const pitch = 62
const margin = 16
const longest = 20

interface Spot { column: number; row: number }

export function graph(near: Surroundings, name: string): HTMLElement {
  const spots = layout(near)
  const columns = [...new Set(spots.map(({ column }) => column))].toSorted((a, b) => a - b)
  const rows = Math.max(...spots.map(({ row }) => row)) + 1
  const tall = columns.map((column) => spots.filter((spot) => spot.column === column).length)
  const x = (spot: Spot): number => columns.indexOf(spot.column) * (width + gap) + 1
  // Shorter columns stand in the middle.
  const y = (spot: Spot): number => margin + spot.row * pitch + ((rows - (tall[columns.indexOf(spot.column)] ?? rows)) * pitch) / 2
  const size = { w: columns.length * (width + gap) - gap + 2, h: rows * pitch - (pitch - height) + margin + 2 }
  const picture = drawing('svg', { viewBox: `0 0 ${size.w} ${size.h}`, width: size.w, height: size.h, role: 'img', 'aria-label': `What stands around ${name}: ${near.edges.length} relations, listed below` },
    near.edges.map(([from, to, , inferred]) => {
      const [a, b] = [spots[from], spots[to]]
      return a === undefined || b === undefined || from === to ? undefined : line(x(a), y(a), x(b), y(b), inferred === 1)
    }),
    near.nodes.map(([label, kind], i) => {
      const spot = spots[i]
      if (spot === undefined) return undefined
      const [left, up] = [x(spot), y(spot)]
      const words = i === 0 ? [] : near.edges.filter(([from, to]) => outer(from, to, spots) === i).map(([, , relation]) => relation)
      return drawing('g', { class: i === 0 ? 'centre' : undefined }, drawing('title', {}, kind === '' ? label : `${kind} ${label}`),
        drawing('text', { class: 'relation', x: left + 2, y: up - 5 }, clipped([...new Set(words)].join(', '), 27)),
        drawing('rect', { x: left, y: up, width, height, rx: 5 }),
        drawing('text', { class: 'kind', x: left + 9, y: up + 13 }, kind),
        drawing('text', { class: 'name', x: left + 9, y: up + (kind === '' ? 22 : 28) }, clipped(label, longest)))
    }))
  return element('figure', { class: 'graph' },
    element('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Drawing of the surroundings' }, picture),
    element('details', {}, element('summary', {}, near.more > 0 ? `As text; ${near.more} more are not drawn` : 'As text'),
      element('ul', { class: 'plain' }, near.edges.map(([from, to, relation, inferred]) =>
        element('li', {}, `${words(near, from)} ${relation} ${words(near, to)}${inferred === 1 ? ' (inferred)' : ''}`)))))
}

function words({ nodes }: Surroundings, at: number): string {
  const [name = '', kind = ''] = nodes[at] ?? []
  return kind === '' ? name : `${kind} ${name}`
}

/** The end that is farther from the asset: the relation is written there. */
function outer(from: number, to: number, spots: readonly Spot[]): number {
  const far = (at: number): number => Math.abs((spots[at]?.column ?? 0) - 1)
  return far(to) >= far(from) ? to : from
}

function layout({ nodes, edges }: Surroundings): Spot[] {
  const column = new Map<number, number>([[0, 1]])
  for (const [from, to] of edges) if (from === 0 && !column.has(to)) column.set(to, 2)
  for (const [from, to] of edges) if (to === 0 && !column.has(from)) column.set(from, 0)
  const rows = new Map<number, number>()
  return nodes.map((_node, i) => {
    const at = column.get(i) ?? 3
    const row = rows.get(at) ?? 0
    rows.set(at, row + 1)
    return { column: at, row }
  })
}

function line(ax: number, ay: number, bx: number, by: number, inferred: boolean): SVGGElement {
  const forward = bx > ax
  const same = bx === ax
  const [x1, x2] = same ? [ax + width, bx + width] : forward ? [ax + width, bx] : [ax, bx + width]
  const [y1, y2] = [ay + height / 2, by + height / 2]
  const bend = same ? 30 : (x2 - x1) / 2
  const into = same || !forward ? 6 : -6
  return drawing('g', { class: inferred ? 'edge inferred' : 'edge' },
    drawing('path', { d: `M${x1} ${y1}C${x1 + bend} ${y1} ${same ? x2 + bend : x2 - bend} ${y2} ${x2 + into} ${y2}` }),
    drawing('polygon', { points: `${x2},${y2} ${x2 + into},${y2 - 4} ${x2 + into},${y2 + 4}` }))
}

function clipped(text: string, most: number): string {
  const letters = Array.from(text)
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`
}
