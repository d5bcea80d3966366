// Organisation policies in effect on a project.
import { type Ruling, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { no, saw, unknown } from '../decided.js'

/** Whether a constraint is enforced on the project; one that nobody asked for is taken not to be, with a doubt where others were. */
export function enforced(constraint: string, account: string, world: AccessWorld): Ruling {
  const type = 'gcp.orgpolicy.policy'
  const gaps: string[] = []
  for (const policy of world.assets(type, account)) {
    const name = readProp(policy, 'constraint')
    if ('gap' in name) {
      gaps.push(name.gap)
      continue
    }
    if (typeof name.value !== 'string' || name.value.replace(/^constraints\//, '') !== constraint) continue
    const read = readProp(policy, 'enforced')
    if ('gap' in read) return unknown([read.gap])
    return { ...no([saw(policy.id, 'enforced', read.value, '')]), value: read.value === true }
  }
  gaps.push(...world.listGaps(type, account))
  if (gaps.length > 0) return unknown(gaps)
  if (world.assets(type, account).length === 0) return no()
  return { ...no(), confidence: 'medium', doubts: [`orgpolicy:projects.policies.getEffectivePolicy:not-requested:${constraint}`] }
}
