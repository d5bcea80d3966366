// Who is an administrator in effect.
import type { Asset, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { ask } from './ask.js'
import { type KeyState, known } from './context.js'
import { type Identity, identityOf } from './identity.js'
import { all, any, no, ruling, unknown } from './ruling.js'

// An administrator is who can give himself any permission. That holds for Allow * on *, and for the grants below,
// as long as neither a Deny, a boundary nor a control policy takes them away:
//   iam:PutRolePolicy, iam:AttachRolePolicy on every role of the account, or on the role itself;
//   iam:PutUserPolicy, iam:AttachUserPolicy on the user itself (every user included);
//   iam:PutGroupPolicy, iam:AttachGroupPolicy on a group the user is in (for a group: on itself);
//   iam:CreatePolicyVersion on a policy of the account that is attached to the identity.
// Attaching counts when AdministratorAccess may be attached (iam:PolicyARN). What works on itself does not count
// under a permissions boundary, which would go on limiting whatever is attached; granting to other roles counts
// unless the grant demands a boundary of them.
// Not in the set, since they need another privileged identity to exist: iam:CreateAccessKey, iam:CreateLoginProfile,
// iam:UpdateAssumeRolePolicy, iam:AddUserToGroup, iam:PassRole.

const answers = new WeakMap<AccessWorld, Map<string, Ruling>>()

export function admin(identity: Asset, world: AccessWorld): Ruling {
  let known = answers.get(world)
  if (known === undefined) answers.set(world, known = new Map())
  let answer = known.get(identity.id)
  if (answer === undefined) known.set(identity.id, answer = decide(identityOf(identity, world), world))
  return answer
}

function decide(identity: Identity, world: AccessWorld): Ruling {
  const { who, partition, own } = identity
  const everyRole = `arn:${partition}:iam::${who.account}:role/*`
  const grants = [may(identity, 'iam:PutRolePolicy', everyRole, world), may(identity, 'iam:AttachRolePolicy', everyRole, world)]
  if (own.boundary === null) grants.push(...onItself(identity, world))
  else if (own.boundary.unread.length > 0) {
    const itself = any(...onItself(identity, world))
    if (itself.value !== false) grants.push(all(itself, unknown(own.boundary.unread.flatMap((o) => (o.why === 'gap' ? [o.gap] : [])))))
  }
  return any(...grants)
}

function onItself(identity: Identity, world: AccessWorld): Ruling[] {
  const { who, groups, ownPolicies } = identity
  const kind = who.is === 'role' ? 'Role' : who.is === 'user' ? 'User' : 'Group'
  return [
    ...[[kind, who.arn] as const, ...groups.map((arn) => ['Group', arn] as const)].flatMap(([of, arn]) => [
      may(identity, `iam:Put${of}Policy`, arn, world), may(identity, `iam:Attach${of}Policy`, arn, world),
    ]),
    ...ownPolicies.map((arn) => may(identity, 'iam:CreatePolicyVersion', arn, world)),
  ]
}

function may(identity: Identity, action: string, resource: string, world: AccessWorld): Ruling {
  const given = new Map<string, KeyState>([['iam:policyarn', known(`arn:${identity.partition}:iam::aws:policy/AdministratorAccess`)]])
  const decision = ask(identity, { action, resource, given }, world)
  return decision.state === 'denied' ? no() : ruling(decision, 'no way to give itself any permission')
}
