// What keeps a finding the same finding from run to run.
import { createHash } from 'node:crypto'

/** Hash of what is wrong with what; wording, evidence and severity may change without making it another finding. */
export function fingerprint(rule: string, asset: string, discriminator = ''): string {
  return createHash('sha256').update([rule, asset, discriminator].join('\0')).digest('hex').slice(0, 32)
}
