// What the roles of an identity say in so many words: broad patterns, and actions without a condition.
import type { Asset, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { askAt } from './ask.js'
import { best } from './decide.js'
import { whoIs } from './identity.js'
import { actionOf, namesWhole } from './permission.js'
import { ruling, unknown } from '../decided.js'
import { isBroad } from './scope.js'

/** Whether a role at a resource group or above holds all that one of the patterns stands for. */
export function grants(identity: Asset, patterns: readonly string[], world: AccessWorld): Ruling {
  const who = whoIs(identity, world)
  if ('gap' in who) return unknown([who.gap])
  const decisions = patterns.map((pattern) => {
    const action = actionOf(pattern)
    return askAt(who.value, [pattern], null, world, {
      only: ({ scope }) => isBroad(scope),
      content: ({ permissions, gaps }) => ({ found: permissions.filter((p) => namesWhole(p, action)).map(({ condition }) => ({ met: action.pattern, condition })), gaps }),
    })
  })
  return ruling(best(decisions), `no ${patterns.join(', ')} at a resource group or above`)
}

/** Whether the identity has one of the actions by an assignment whose condition names none of the attributes, such as `containers:name`. */
export function grantsWithout(identity: Asset, actions: readonly string[], keys: readonly string[], world: AccessWorld): Ruling {
  const who = whoIs(identity, world)
  if ('gap' in who) return unknown([who.gap])
  const names = keys.map((key) => key.toLowerCase())
  const isFree = (condition: { text: string } | null): boolean => condition === null || !names.some((name) => condition.text.toLowerCase().includes(name))
  const decision = askAt(who.value, actions, null, world, { only: ({ condition }) => isFree(condition) })
  return ruling(decision, `a condition on ${keys.join(' or ')}`)
}
