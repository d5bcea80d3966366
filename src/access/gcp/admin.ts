// Who is an administrator in effect.
import type { Asset, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { askAt } from './ask.js'
import { ancestryOf } from './hierarchy.js'
import { isAgent, whoIs } from './identity.js'
import type { Member } from './member.js'
import type { Grant } from './policy.js'
import type { Content, Role } from './role.js'
import { any, no, ruling, unknown } from '../decided.js'
import { type Target, projectTarget } from './target.js'

// An administrator is who, at the project or above and for all that is below,
//   may set the IAM policy of the project, of a folder above it or of the organisation (roles/owner, roles/iam.securityAdmin);
//   has roles/editor, which starts anything under any service account of the project;
//   may make tokens of, or sign as, every service account of the project (roles/iam.serviceAccountTokenCreator).
// A grant with a condition on which roles may be handed out counts when it lets roles/owner be.
// Not in the set, since they need a privileged account to exist, and are escalation paths: actAs, keys, roles.update.
// What Google's own agents hold by their service agent roles does not count: it is Google's to use.
const tokens = ['iam.serviceAccounts.getAccessToken', 'iam.serviceAccounts.signJwt', 'iam.serviceAccounts.signBlob', 'iam.serviceAccounts.implicitDelegation']
const wanted = 'no roles/owner, roles/editor, setIamPolicy or token creation at the project or above'

const answers = new WeakMap<AccessWorld, Map<string, Ruling>>()

export function admin(identity: Asset, world: AccessWorld): Ruling {
  const who = whoIs(identity)
  return 'gap' in who ? unknown([who.gap]) : isAdmin(who.value, identity.scope.account, world)
}

/** Whether the member administers the project, or for certain some other project of the inventory. */
export function isAdmin(who: Member, account: string, world: AccessWorld): Ruling {
  let known = answers.get(world)
  if (known === undefined) answers.set(world, known = new Map())
  const key = `${account} ${who.text}`
  let answer = known.get(key)
  if (answer === undefined) known.set(key, answer = any(ofProject(who, account, world), ...elsewhere(who, account, world)))
  return answer
}

function elsewhere(who: Member, account: string, world: AccessWorld): Ruling[] {
  return world.assets('gcp.resourcemanager.project').flatMap((project) => {
    const other = project.scope.account
    if (other === account || ancestryOf(other, world).rungs[0]?.level.named.has(who.text) !== true) return []
    const found = ofProject(who, other, world)
    return found.value === true ? [found] : []
  })
}

function ofProject(who: Member, account: string, world: AccessWorld): Ruling {
  const project = projectTarget(account, world)
  const only = isAgent(who.name) ? ({ role }: Grant): boolean => !/serviceAgent$/i.test(role) : (): boolean => true
  const { rungs } = ancestryOf(account, world)
  const above = (kind: string): Target => ({ ...project, levels: rungs.slice(Math.max(rungs.findIndex((r) => r.name.startsWith(kind)), 0)).map((r) => r.level) })
  const granting = ['roles/owner']
  const ways = [
    askAt(who, ['resourcemanager.projects.setIamPolicy'], project, world, { only, granting }),
    ...['folders', 'organizations'].filter((kind) => rungs.some((r) => r.name.startsWith(kind))).map((kind) =>
      askAt(who, [`resourcemanager.${kind}.setIamPolicy`], above(kind), world, { only, granting })),
    askAt(who, ['roles/editor'], project, world, { content: editor }),
    askAt(who, tokens, project, world, { only }),
  ]
  return any(...ways.map((decision) => (decision.state === 'denied' && decision.doubts.length === 0 ? no() : ruling(decision, wanted))))
}

function editor({ name }: Role): Content {
  return { found: name === 'roles/editor' ? [name] : [], gaps: [] }
}
