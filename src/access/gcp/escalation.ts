// Ways in which AI services let an identity gain more than it has.
import { type Asset, type Ruling, UsageError, nearest, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { admin } from './admin.js'
import { askAnywhere, askAt } from './ask.js'
import { type Candidate, candidateNamed, candidatesIn, numberOf } from './candidates.js'
import { whoIs } from './identity.js'
import { isMembershipGap } from './member.js'
import { enforced } from './org-policy.js'
import { type Holder, isMorePrivileged } from './privilege.js'
import { roleUpdate, setPolicy } from './regrant.js'
import { all, any, no, ruling, saw, unknown } from '../decided.js'
import { targetOf } from './target.js'

type Path = (taker: Holder, world: AccessWorld) => Ruling

/** Sets of permissions; each set does it on its own. */
type Ways = readonly (readonly string[])[]

const actAs = ['iam.serviceAccounts.actAs']

const tokens = ['iam.serviceAccounts.getAccessToken', 'iam.serviceAccounts.signJwt', 'iam.serviceAccounts.signBlob', 'iam.serviceAccounts.implicitDelegation']

const paths: Readonly<Record<string, Path>> = {
  'vertex-custom-job': starting([['aiplatform.customJobs.create'], ['aiplatform.hyperparameterTuningJobs.create']]),
  'vertex-pipeline': starting([['aiplatform.pipelineJobs.create']]),
  'vertex-endpoint': starting([['aiplatform.models.upload', 'aiplatform.endpoints.deploy']]),
  'vertex-reasoning-engine': starting([['aiplatform.reasoningEngines.create'], ['aiplatform.reasoningEngines.update']]),
  'vertex-schedule': starting([['aiplatform.schedules.create'], ['aiplatform.schedules.update']]),
  'vertex-persistent-resource': starting([['aiplatform.persistentResources.create']]),
  'notebook-instance': starting([['notebooks.instances.create']]),
  'notebook-use': using,
  'colab-runtime': colab,
  'token-creator': taking(tokens),
  'key-creator': keys,
  'role-update': roleUpdate,
  'set-policy': setPolicy(taking(['iam.serviceAccounts.setIamPolicy'])),
}

export const escalationPaths: readonly string[] = Object.keys(paths)

/** Whether the identity, no administrator yet, can get hold of more than it has. */
export function escalates(identity: Asset, path: string, world: AccessWorld): Ruling {
  const way = Object.hasOwn(paths, path) ? paths[path] : undefined
  if (way === undefined) throw new UsageError(`no escalation path is called "${path}"`, `did you mean ${nearest(path, escalationPaths) ?? escalationPaths.join(', ')}?`)
  const who = whoIs(identity)
  if ('gap' in who) return unknown([who.gap])
  const already = admin(identity, world)
  if (already.value === true) return no(already.because)
  const found = way({ who: who.value, account: identity.scope.account }, world)
  if (found.value === false || already.value === false) return found
  // Every organisation has a group of administrators, and who is in it is seldom read: being one of them after all is a doubt.
  if (found.value === true && already.value === 'unknown' && already.gaps.every(isMembershipGap)) {
    return { ...found, confidence: 'medium', doubts: [...new Set([...found.doubts, ...already.gaps])] }
  }
  return all(found, { ...already, because: [] })
}

function has(taker: Holder, permission: string, world: AccessWorld): Ruling {
  return ruling(askAnywhere(taker.who, [permission], taker.account, world), `no ${permission}`)
}

function means(taker: Holder, ways: Ways, world: AccessWorld): Ruling {
  return any(...ways.map((way) => all(...way.map((permission) => has(taker, permission, world)))))
}

/** Starting something that runs as a service account one may act as. */
function starting(ways: Ways, isMeant: (candidate: Candidate) => boolean = () => true): Path {
  const take = taking(actAs, isMeant)
  return (taker, world) => {
    const start = means(taker, ways, world)
    return start.value === false ? start : all(take(taker, world), start)
  }
}

/** Having one of the permissions on a service account that is worth more than oneself. */
function taking(permissions: readonly string[], isMeant: (candidate: Candidate) => boolean = () => true): Path {
  return (taker, world) => {
    const { known, unlisted } = candidatesIn(taker.account, world)
    const open: Ruling[] = []
    for (const candidate of known) {
      if (!isMeant(candidate) || candidate.who.text === taker.who.text) continue
      const hold = ruling(askAt(taker.who, permissions, candidate.target, world), `no ${permissions.join(', ')} on ${candidate.who.name}`)
      if (hold.value === false) continue
      const worth = isMorePrivileged(candidate, taker, world)
      const found = worth.value === false ? worth : all(hold, worth)
      if (found.value === true && found.confidence === 'high') return found
      open.push(found)
    }
    // An account that nobody listed may be worth taking, and may let itself be taken.
    if (unlisted.length > 0) open.push(unknown(unlisted))
    return any(...open)
  }
}

/** Opening notebooks that run as stronger accounts: their users are the account, without a right to act as it. */
function using(taker: Holder, world: AccessWorld): Ruling {
  const type = 'gcp.notebook.instance'
  const open: Ruling[] = []
  for (const instance of world.assets(type, taker.account)) {
    if (!mayOpen(taker, instance)) continue
    const use = ruling(askAt(taker.who, ['notebooks.instances.use'], targetOf(instance, world), world), `no notebooks.instances.use on ${instance.name}`)
    if (use.value !== false) open.push(all(use, behind(instance, taker, world)))
  }
  const gaps = world.listGaps(type, taker.account)
  if (gaps.length > 0) open.push(all(has(taker, 'notebooks.instances.use', world), unknown(gaps)))
  return any(...open)
}

/** An instance made for one person lets in nobody else, whatever roles say. */
function mayOpen({ who }: Holder, { props }: Asset): boolean {
  const { owners } = props
  return !Array.isArray(owners) || owners.length === 0 || owners.some((owner) => typeof owner === 'string' && owner.toLowerCase() === who.name)
}

function behind(instance: Asset, taker: Holder, world: AccessWorld): Ruling {
  const read = readProp(instance, 'serviceAccount')
  if ('gap' in read) return unknown([read.gap])
  const number = numberOf(taker.account, world)
  // An instance that names no account runs as the project's default one.
  const email = typeof read.value === 'string' && read.value !== '' ? read.value : number === null ? null : `${number}-compute@developer.gserviceaccount.com`
  if (email === null) return unknown([`cloudresourcemanager.projects.get:not-requested:projects/${taker.account}`])
  const because = [saw(instance.id, 'serviceAccount', read.value, 'an account that can do no more than whoever may open it')]
  const evidence: Ruling = { ...no(), value: true, because }
  return all(isMorePrivileged(candidateNamed(email, taker.account, world), taker, world), evidence)
}

/** Runtimes run as the default compute account, or as Google's own notebook account; notebook jobs as any account. */
function colab(taker: Holder, world: AccessWorld): Ruling {
  const runtimes: Ways = [
    ['aiplatform.notebookRuntimes.assign', 'aiplatform.notebookRuntimeTemplates.apply'],
    ['aiplatform.notebookRuntimes.assign', 'aiplatform.notebookRuntimeTemplates.create'],
  ]
  const start = means(taker, runtimes, world)
  const ways = [starting([['aiplatform.notebookExecutionJobs.create']])(taker, world)]
  const number = numberOf(taker.account, world)
  if (start.value !== false) {
    ways.push(all(start, taking(actAs, (candidate) => candidate.isDefaultCompute)(taker, world)))
    if (number !== null) {
      const agent = candidateNamed(`service-${number}@gcp-sa-aiplatform-vm.iam.gserviceaccount.com`, taker.account, world)
      ways.push(all(start, isMorePrivileged(agent, taker, world)))
    }
  }
  return any(...ways)
}

/** Making a key of a stronger account, where the organisation lets keys be made. */
function keys(taker: Holder, world: AccessWorld): Ruling {
  const found = taking(['iam.serviceAccountKeys.create'])(taker, world)
  if (found.value === false) return found
  const constraints = ['iam.disableServiceAccountKeyCreation', 'iam.managed.disableServiceAccountKeyCreation']
  const blocked = any(...constraints.map((constraint) => enforced(constraint, taker.account, world)))
  if (blocked.value === true) return no(blocked.because)
  return all(found, blocked.value === 'unknown' ? blocked : { ...blocked, value: true, because: [] })
}
