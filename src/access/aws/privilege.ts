// Whether one identity is worth taking over for another.
import type { Asset, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { admin } from './admin.js'
import { ask } from './ask.js'
import { identityOf } from './identity.js'
import { all, any, no, ruling } from './ruling.js'

// What makes a role worth more than its taker, beside being administrator: reading or changing everything of a kind,
// or a hand on who may do what. The first list counts when it holds for every resource; one bucket more is what roles are for.
const broad = [
  's3:GetObject', 's3:PutObject', 's3:DeleteObject', 'secretsmanager:GetSecretValue', 'ssm:GetParameter', 'kms:Decrypt',
  'dynamodb:GetItem', 'dynamodb:Scan', 'lambda:UpdateFunctionCode', 'ssm:SendCommand', 'ec2:RunInstances', 'ecr:PutImage',
  'iam:PassRole', 'sts:AssumeRole',
]
const identityControl = [
  'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:PutUserPolicy', 'iam:AttachUserPolicy', 'iam:CreatePolicyVersion',
  'iam:UpdateAssumeRolePolicy', 'iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:AddUserToGroup',
]

interface Power {
  action: string
  of: 'every' | 'some'
}
const powers: readonly Power[] = [
  ...broad.map((action) => ({ action, of: 'every' as const })), ...identityControl.map((action) => ({ action, of: 'some' as const })),
]

const held = new WeakMap<AccessWorld, Map<string, readonly Ruling[]>>()

/** For each power, whether the identity has it. */
function powersOf(identity: Asset, world: AccessWorld): readonly Ruling[] {
  let known = held.get(world)
  if (known === undefined) held.set(world, known = new Map())
  let found = known.get(identity.id)
  if (found === undefined) {
    const who = identityOf(identity, world)
    known.set(identity.id, found = powers.map(({ action, of }) => ruling(ask(who, { action, resource: '*', of }, world), `no ${action} that ${of === 'every' ? 'holds everywhere' : 'the taker lacks'}`)))
  }
  return found
}

/** Whether `target` can do what `taker`, no administrator, cannot. */
export function isMorePrivileged(target: Asset, taker: Asset, world: AccessWorld): Ruling {
  if (target.id === taker.id) return no()
  const chief = admin(target, world)
  if (chief.value === true && chief.confidence === 'high') return chief
  const [theirs, mine] = [powersOf(target, world), powersOf(taker, world)]
  const gains: Ruling[] = chief.value === false ? [] : [chief]
  for (const [i, power] of theirs.entries()) {
    const own = mine[i]
    if (power.value === false || own === undefined || own.value === true) continue
    gains.push(own.value === false ? power : all(power, { ...own, because: [] }))
  }
  return any(...gains)
}
