// Whether one identity is worth taking over for another.
import type { Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { assign, handable, isAdmin } from './admin.js'
import { type Extra, askAt } from './ask.js'
import { type Grant, ledgerOf } from './assignment.js'
import type { Who } from './identity.js'
import { type Place, placeOf } from './place.js'
import { all, any, no, ruling } from '../decided.js'

// What makes an identity worth more than its taker, beside being administrator: a hand on who may do what, and secrets that
// open what roles keep shut.
const powers = [
  assign, 'Microsoft.Authorization/roleDefinitions/write',
  'Microsoft.CognitiveServices/accounts/listKeys/action', 'Microsoft.Search/searchServices/listAdminKeys/action', 'Microsoft.Storage/storageAccounts/listKeys/action',
  'Microsoft.MachineLearningServices/workspaces/listKeys/action', 'Microsoft.DocumentDB/databaseAccounts/listKeys/action',
  'Microsoft.KeyVault/vaults/accessPolicies/write', 'data:Microsoft.KeyVault/vaults/secrets/getSecret/action',
  'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action', 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
]

interface Power {
  action: string
  /** Null where nobody knows what gives it. */
  place: Place | null
  held: Ruling
}

const known = new WeakMap<AccessWorld, Map<string, readonly Power[]>>()

/** Powers with the places where the identity's assignments give them. */
function powersOf(who: Who, world: AccessWorld): readonly Power[] {
  let powersBy = known.get(world)
  if (powersBy === undefined) known.set(world, powersBy = new Map())
  let found = powersBy.get(who.id)
  if (found === undefined) powersBy.set(who.id, found = read(who, world))
  return found
}

function read(who: Who, world: AccessWorld): Power[] {
  const scopes = new Map(who.ids.flatMap((id) => ledgerOf(world).byPrincipal.get(id) ?? []).map((grant) => [grant.scope, grant.account]))
  return powers.flatMap((action) => {
    const ask = (asked: Who, only: (grant: Grant) => boolean): Ruling => ruling(askAt(asked, [action], null, world, { ...granting(action, world), only }), `no ${action} that the taker lacks`)
    const own = [...scopes].map(([scope, account]): Power => (
      { action, place: placeOf(scope, account, world), held: ask({ ...who, hiddenGroups: [] }, (grant) => grant.scope === scope) }))
    // By groups that nobody knows of, or assignments that nobody read.
    const hidden: Power = { action, place: null, held: ask({ ...who, ids: [] }, () => true) }
    return [...own, hidden].filter(({ held }) => held.value !== false)
  })
}

function granting(action: string, world: AccessWorld): Extra {
  return action === assign ? { granting: handable(world) } : {}
}

/** Whether `target` can do what `taker`, no administrator, cannot. */
export function isStronger(target: Who, taker: Who, world: AccessWorld): Ruling {
  if (target.id === '' || target.id === taker.id) return no()
  const chief = isAdmin(target, world)
  if (chief.value === true && chief.confidence === 'high') return chief
  const gains: Ruling[] = [chief]
  for (const { action, place, held } of powersOf(target, world)) {
    if (place === null) {
      gains.push(held)
      continue
    }
    const own = ruling(askAt(taker, [action], place, world, granting(action, world)))
    if (own.value === true) continue
    gains.push(own.value === false ? held : all(held, { ...own, because: [] }))
  }
  return any(...gains)
}
