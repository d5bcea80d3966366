// Firewalls of database servers: ranges of addresses that may connect by the public address.
import { listOf, number, shape, string, type Infer } from '../../core/shape.js'
import type { Resource } from './calls.js'

export const firewallShape = listOf(shape({
  name: string,
  start: string,
  end: string,
  /** How many addresses there are from the first to the last. `0.0.0.0` to itself stands for everything that runs in Azure. */
  addresses: number,
}))
export type Firewall = Infer<typeof firewallShape>

export type FirewallRow = Resource<{ startIpAddress?: string | null; endIpAddress?: string | null }>

export function firewallOf(rows: readonly FirewallRow[]): Firewall {
  return rows.map(({ name, properties }) => {
    const [start, end] = [properties?.startIpAddress ?? '', properties?.endIpAddress ?? '']
    return { name: name ?? '', start, end, addresses: between(start, end) }
  }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** What cannot be read counts as all addresses there are. */
function between(start: string, end: string): number {
  const [from, until] = [addressOf(start), addressOf(end)]
  return from === null || until === null ? 2 ** 32 : Math.max(until - from + 1, 0)
}

function addressOf(text: string): number | null {
  const parts = text.split('.').map(Number)
  return parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part < 256) ? parts.reduce((sum, part) => sum * 256 + part, 0) : null
}
