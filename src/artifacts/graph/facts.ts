// What an inventory says of a graph, whatever its format: what goes in and out, and of which operators it is made.
import { listOf, number, shape, string, type Infer } from '../../core/shape.js'

/** Inputs or outputs: `{ name: 'image', type: 'float32[1,3,224,224]' }`; an unknown dimension is `?`. */
export const ports = listOf(shape({ name: string, type: string }))
export type Port = Infer<typeof ports>[number]

/** Operators by name, the most used first: `{ name: 'com.microsoft.Gelu', count: 12 }`. */
export const operators = listOf(shape({ name: string, count: number }))

const kept = 64
/** Different names that are counted: a file of random names must not fill the memory. */
const counted = 20_000

/** Counts names. */
export class Tally {
  private readonly counts = new Map<string, number>()
  /** Of all that were added. */
  total = 0

  add(name: string): void {
    this.total += 1
    const count = this.counts.get(name)
    if (count !== undefined || this.counts.size < counted) this.counts.set(name, (count ?? 0) + 1)
  }

  /** The most used, by name where used as often. */
  list(): Infer<typeof operators> {
    return [...this.counts].map(([name, count]) => ({ name: name.slice(0, 200), count }))
      .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, kept)
  }
}

/** A list of ports that keeps the first of them. */
export class Ports {
  readonly list: Port[] = []

  add(name: string, type: string): void {
    const port = { name: name.slice(0, 200), type: type.slice(0, 200) }
    // Several signatures of one model share most of their ports.
    if (this.list.length < kept && !this.list.some((one) => one.name === port.name && one.type === port.type)) this.list.push(port)
  }
}

/** `float32[1,?]`; a rank that is not known shows as no brackets. */
export function typeText(element: string, dimensions: readonly (number | string | null)[] | null): string {
  if (dimensions === null) return element
  return `${element}[${dimensions.map((d) => (d === null || (typeof d === 'number' && d < 0) ? '?' : d)).join(',')}]`
}

/** Values of a tensor of this shape, null where the shape is no true one. */
export function volume(dimensions: readonly number[]): number | null {
  let product = 1
  for (const dimension of dimensions) {
    if (dimension < 0) return null
    product *= dimension
  }
  return Number.isSafeInteger(product) ? product : null
}
