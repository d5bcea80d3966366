// Whether a host name resolves: tells a missing service from a missing network.
import { lookup } from 'node:dns/promises'

export async function resolves(host: string): Promise<boolean> {
  try {
    await lookup(host)
    return true
  } catch {
    return false
  }
}
