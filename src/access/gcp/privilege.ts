// Whether one identity is worth taking over for another.
import type { Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { isAdmin } from './admin.js'
import { askProject } from './ask.js'
import type { Member } from './member.js'
import { all, any, no, ruling } from '../decided.js'

/** Someone, in the project whose policies are asked. */
export interface Holder {
  who: Member
  account: string
}

// What makes an account worth more than its taker, beside being administrator: to hold one of these for the whole project.
// Data of all kinds, the means to run code as others, and a hand on who may do what.
export const powers = [
  'storage.objects.get', 'storage.objects.create', 'storage.objects.delete', 'bigquery.tables.getData', 'bigquery.tables.updateData', 'secretmanager.versions.access',
  'cloudkms.cryptoKeyVersions.useToDecrypt', 'artifactregistry.repositories.uploadArtifacts',
  'iam.serviceAccounts.actAs', 'iam.serviceAccounts.getAccessToken', 'iam.serviceAccounts.setIamPolicy', 'iam.serviceAccountKeys.create', 'iam.roles.update',
  'compute.instances.create', 'compute.instances.setMetadata', 'run.services.create', 'cloudfunctions.functions.create', 'cloudbuild.builds.create',
  'storage.buckets.setIamPolicy', 'bigquery.datasets.setIamPolicy', 'secretmanager.secrets.setIamPolicy',
]

const held = new WeakMap<AccessWorld, Map<string, readonly Ruling[]>>()

function powersOf({ who, account }: Holder, world: AccessWorld): readonly Ruling[] {
  let known = held.get(world)
  if (known === undefined) held.set(world, known = new Map())
  const key = `${account} ${who.text}`
  let found = known.get(key)
  if (found === undefined) known.set(key, found = powers.map((power) => ruling(askProject(who, [power], account, world), `no ${power} that the taker lacks`)))
  return found
}

/** Whether `target` can do what `taker`, no administrator, cannot. */
export function isMorePrivileged(target: Holder, taker: Holder, world: AccessWorld): Ruling {
  if (target.who.text === taker.who.text) return no()
  const chief = isAdmin(target.who, target.account, world)
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
