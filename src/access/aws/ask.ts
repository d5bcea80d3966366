// Asking one identity about actions on a resource.
import type { AccessWorld } from '../model.js'
import { callerContext } from './caller.js'
import type { KeyState } from './context.js'
import { type Decision, evaluate } from './evaluate.js'
import { type Identity, policiesOf } from './identity.js'
import { resourceControl } from './organisation.js'
import { resourceOf, resourcesFor } from './resource.js'
import type { Request } from './statement.js'
import { encode } from '../wildcard.js'

export interface Question {
  /** Such as `s3:GetObject`; with wildcards it asks about all actions they stand for. */
  action: string
  /** ARN; with wildcards it asks about all resources they stand for, unless `some` is asked. */
  resource: string
  of?: 'every' | 'some'
  /** Condition keys the question settles, lower-cased. */
  given?: ReadonlyMap<string, KeyState>
  /** Session name, when the one who asks is a session of the role. */
  session?: string
}

export function ask(identity: Identity, question: Question, world: AccessWorld): Decision {
  const action = encode(question.action.toLowerCase())
  const whole = encode(question.resource)
  const parts = resourcesFor(action, whole)
  const decisions = parts.map((resource) => askOne(identity, action, resource, resource === whole ? question.of ?? 'every' : 'some', question, world))
  return best(decisions)
}

function askOne(identity: Identity, action: string, resource: string, of: Request['of'], question: Question, world: AccessWorld): Decision {
  const { who } = identity
  const mine = policiesOf(identity, world)
  const target = resourceOf(world, resource, action, who.account)
  const account = target.account ?? who.account
  const controls = isServiceLinked(identity) ? { layers: [], doubts: [] } : resourceControl(world, account, action)
  const context = callerContext(identity, world, {
    resource, of, resourceAccount: target.account ?? accountOf(resource, who.account), resourceAsset: target.asset, given: question.given,
  })
  return evaluate(
    { who: question.session === undefined ? who : { ...who, session: question.session }, action, resource, context, of },
    {
      ...mine,
      rcps: controls.layers, doubts: [...mine.doubts, ...controls.doubts],
      resource: target.layer, resourceMustAllow: target.mustAllow, crossAccount: target.account !== null && target.account !== who.account,
    },
  )
}

/** A resource without an account in its ARN is taken for the caller's own. */
function accountOf(resource: string, home: string): string | null {
  return resource.startsWith('arn:') ? home : null
}

function isServiceLinked({ asset }: Identity): boolean {
  return asset.id.includes(':role/aws-service-role/')
}

const order: Record<Decision['state'], number> = { allowed: 3, depends: 2, unknown: 1, denied: 0 }

/** The decision that gives most: for questions where one of several is enough. */
export function best(decisions: readonly Decision[]): Decision {
  let top: Decision | undefined
  for (const d of decisions) if (top === undefined || order[d.state] > order[top.state]) top = d
  return top ?? { state: 'denied', explicit: false, statements: [], conditions: [], gaps: [], doubts: [], notes: ['nothing was asked'] }
}
