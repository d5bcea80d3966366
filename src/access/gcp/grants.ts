// What the roles of an identity hold: broad patterns, and permissions without a condition.
import type { Asset, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { askAnywhere, askProject } from './ask.js'
import { whoIs } from './identity.js'
import { ruling, unknown } from '../decided.js'

/** Whether a role at the project or above holds a permission that matches one of the patterns, and no deny policy takes it away. */
export function grants(identity: Asset, patterns: readonly string[], world: AccessWorld): Ruling {
  const who = whoIs(identity)
  if ('gap' in who) return unknown([who.gap])
  return ruling(askProject(who.value, patterns, identity.scope.account, world), `no ${patterns.join(', ')} at the project or above`)
}

/** Whether the identity has one of the permissions by a grant whose condition names none of the keys, such as `resource.name`. */
export function grantsWithout(identity: Asset, permissions: readonly string[], keys: readonly string[], world: AccessWorld): Ruling {
  const who = whoIs(identity)
  if ('gap' in who) return unknown([who.gap])
  const decision = askAnywhere(who.value, permissions, identity.scope.account, world, {
    only: ({ condition }) => condition === null || !keys.some((key) => condition.text.includes(key)),
  })
  return ruling(decision, `a condition on ${keys.join(' or ')}`)
}
