// Ways in which AI services and managed identities let somebody gain more than he has.
import { type Asset, type Json, type Ruling, UsageError, nearest, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { admin, assign, handable } from './admin.js'
import { askAt, unlisted } from './ask.js'
import { federate } from './exposed.js'
import { type Who, identityType, whoHas, whoIs } from './identity.js'
import { listKeys } from './keys.js'
import { actionOf, isRecord, texts } from './permission.js'
import { accountOf, placeOf } from './place.js'
import { isStronger } from './privilege.js'
import type { Content, Role } from './role.js'
import { all, any, no, ruling, saw, unknown } from '../decided.js'
import { scopeOf } from './scope.js'

type Path = (taker: Who, world: AccessWorld) => Ruling

const learning = 'Microsoft.MachineLearningServices/workspaces'
const jobs = [`${learning}/jobs/write`, `${learning}/experiments/runs/submit/action`]

/** What writes a resource that AI runs on and that may carry an identity. */
const carriers = [
  `${learning}/write`, `${learning}/computes/write`, `${learning}/onlineEndpoints/write`, `${learning}/batchEndpoints/write`,
  'Microsoft.CognitiveServices/accounts/write', 'Microsoft.Search/searchServices/write', 'Microsoft.Compute/virtualMachines/write',
  'Microsoft.App/containerApps/write', 'Microsoft.ContainerInstance/containerGroups/write', 'Microsoft.Web/sites/write',
]

const paths: Readonly<Record<string, Path>> = {
  'role-assignment': (taker, world) => ruling(askAt(taker, [assign], null, world, { granting: handable(world) }), `no ${assign}, or a condition that keeps to harmless roles`),
  'role-definition': roleDefinition,
  'ml-compute': running,
  'identity-assign': (taker, world) => {
    const carries = ruling(askAt(taker, carriers, null, world), 'no writing of what may carry an identity')
    return carries.value === false ? carries : all(taking(['Microsoft.ManagedIdentity/userAssignedIdentities/assign/action'])(taker, world), carries)
  },
  'federated-credential': taking([federate]),
  'list-keys': listKeys,
}

export const escalationPaths: readonly string[] = Object.keys(paths)

/** Whether the identity, no administrator yet, can get hold of more than it has. */
export function escalates(identity: Asset, path: string, world: AccessWorld): Ruling {
  const way = Object.hasOwn(paths, path) ? paths[path] : undefined
  if (way === undefined) throw new UsageError(`no escalation path is called "${path}"`, `did you mean ${nearest(path, escalationPaths) ?? escalationPaths.join(', ')}?`)
  const who = whoIs(identity, world)
  if ('gap' in who) return unknown([who.gap])
  const already = admin(identity, world)
  if (already.value === true) return no(already.because)
  const found = way(who.value, world)
  if (found.value === false || already.value === false) return found
  // Every tenant has a group of administrators, and who is in it is seldom read: being one of them after all is a doubt.
  const { hiddenGroups } = who.value
  if (found.value === true && already.gaps.every((gap) => hiddenGroups.includes(gap))) {
    return { ...found, confidence: 'medium', doubts: [...new Set([...found.doubts, ...already.gaps])] }
  }
  return all(found, { ...already, because: [] })
}

/** Having one of the actions on a user-assigned identity that is worth more than oneself. */
function taking(actions: readonly string[]): Path {
  return (taker, world) => {
    const somewhere = ruling(askAt(taker, actions, null, world))
    if (somewhere.value === false) return somewhere
    const open: Ruling[] = []
    for (const identity of world.assets(identityType)) {
      const hold = ruling(askAt(taker, actions, placeOf(scopeOf(identity.id), accountOf(identity), world), world), `no ${actions.join(', ')} on ${identity.name}`)
      if (hold.value === false) continue
      const target = whoIs(identity, world)
      const found = all(hold, 'gap' in target ? unknown([target.gap]) : isStronger(target.value, taker, world))
      if (found.value === true && found.confidence === 'high') return found
      open.push(found)
    }
    return any(...open, ...unlisted(identityType, somewhere, world))
  }
}

interface Runner {
  type: string
  actions: readonly string[]
  /** Whether this one takes code by the actions; all do where nothing is said. */
  takes?: (asset: Asset) => boolean
  /** Whether its own identity is handed to the code, beside those assigned to it by users. */
  system: boolean
}

// Code sent to a compute or an endpoint runs as it. Jobs without a compute of their own may run as the identities that users
// assigned to the workspace: https://learn.microsoft.com/azure/machine-learning/how-to-use-serverless-compute
const runners: readonly Runner[] = [
  { type: 'azure.ml.compute', actions: [...jobs, `${learning}/computes/write`], takes: (asset) => !isInstance(asset), system: true },
  // Somebody's own machine, unless he shares it: https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance
  { type: 'azure.ml.compute', actions: [`${learning}/computes/applicationaccess/action`], takes: (asset) => isInstance(asset) && asset.props['sharing'] !== 'personal', system: true },
  { type: 'azure.ml.online_endpoint', actions: [`${learning}/onlineEndpoints/deployments/write`], system: true },
  { type: 'azure.ml.workspace', actions: jobs, system: false },
]

/** Sending code to what runs as a stronger identity. */
function running(taker: Who, world: AccessWorld): Ruling {
  const open: Ruling[] = []
  for (const runner of runners) {
    const somewhere = ruling(askAt(taker, runner.actions, null, world))
    if (somewhere.value === false) continue
    for (const asset of world.assets(runner.type)) {
      if (runner.takes?.(asset) === false) continue
      const start = ruling(askAt(taker, runner.actions, placeOf(scopeOf(asset.id), accountOf(asset), world), world), `no ${runner.actions.join(', ')} on ${asset.name}`)
      if (start.value === false) continue
      const found = all(start, runsAsStronger(asset, runner, taker, world))
      if (found.value === true && found.confidence === 'high') return found
      open.push(found)
    }
    open.push(...unlisted(runner.type, somewhere, world))
  }
  return any(...open)
}

function isInstance({ props }: Asset): boolean {
  return props['computeType'] === 'computeinstance'
}

function runsAsStronger(asset: Asset, { system }: Runner, taker: Who, world: AccessWorld): Ruling {
  const read = readProp(asset, 'identity')
  if ('gap' in read) return unknown([read.gap])
  if (!isRecord(read.value)) return no()
  const assigned = Array.isArray(read.value['userAssigned']) ? read.value['userAssigned'] : []
  const ids = [...(system ? [read.value['principalId'] ?? null] : []), ...assigned.map(principalIn)]
  const because = [saw(asset.id, 'identity', read.value, 'an identity that can do no more than whoever may run code as it')]
  return any(...ids.flatMap((id) => {
    if (typeof id !== 'string') return []
    const stronger = isStronger(whoHas(id, accountOf(asset), world), taker, world)
    return [stronger.value === false ? stronger : all(stronger, { ...no(because), value: true })]
  }))
}

function principalIn(item: Json): Json {
  return isRecord(item) ? item['principalId'] ?? null : null
}

/** Changing a custom role one holds to hold anything; built-in roles are Microsoft's to change. */
function roleDefinition(taker: Who, world: AccessWorld): Ruling {
  const action = 'Microsoft.Authorization/roleDefinitions/write'
  const update = ruling(askAt(taker, [action], null, world), `no ${action}`)
  if (update.value === false) return update
  const content = ({ asset, gaps }: Role): Content => {
    if (asset === null) return { found: [], gaps }
    const [custom, scopes] = [readProp(asset, 'custom'), readProp(asset, 'assignableScopes')]
    if ('gap' in custom) return { found: [], gaps: [custom.gap] }
    if (custom.value !== true) return { found: [], gaps: [] }
    if ('gap' in scopes) return { found: [], gaps: [scopes.gap] }
    // A role is changed by who may write it wherever it can be assigned.
    const writes = texts(scopes.value).map((scope) => ruling(askAt(taker, [action], placeOf(scopeOf(scope), taker.account, world), world)))
    const mayWrite = writes.length === 0 ? no() : all(...writes)
    return { found: mayWrite.value === true ? [{ met: actionOf(action).pattern, condition: null }] : [], gaps: mayWrite.gaps }
  }
  return all(update, ruling(askAt(taker, [action], null, world, { content }), 'no custom role that its holder may change'))
}
