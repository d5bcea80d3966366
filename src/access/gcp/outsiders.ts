// Whether a named principal outside the organisation and its projects, and not trusted, may use a resource.
import type { Asset, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { decide } from './decide.js'
import type { Member } from './member.js'
import { placementOf } from './placement.js'
import { type Grant, type Level, hasPolicy } from './policy.js'
import { any, no, ruling, unknown } from '../decided.js'
import { type Target, ownerOf, targetOf } from './target.js'

export function outsiders(resource: Asset, permissions: readonly string[], world: AccessWorld): Ruling {
  if (!hasPolicy(resource)) throw new Error(`${resource.type}: no policy of this type of resource can be evaluated yet`)
  // Of a bucket that is somebody else's, or nobody's, there is no policy of ours to judge.
  if (resource.type === 'gcp.storage.bucket' && (resource.props['state'] === 'missing' || !ownerOf(resource, world).isOurs)) return no()
  const target = targetOf(resource, world)
  const rulings: Ruling[] = []
  for (const { grant } of strangersIn(target.levels)) {
    const place = placementOf(grant.member, resource.scope.account, world)
    if (place.is === 'ours') continue
    const found = asked(grant, permissions, target, world)
    if (found.value === false) continue
    if (place.is === 'unknown') rulings.push({ ...unknown([...place.gaps, ...found.gaps]), because: found.because })
    else rulings.push(place.certain || found.value !== true ? found : { ...found, confidence: found.confidence === 'low' ? 'low' : 'medium' })
  }
  const unread = target.levels.flatMap((l) => l.unread.flatMap((o) => (o.why === 'gap' ? [o.gap] : [])))
  if (unread.length > 0) rulings.push(unknown(unread))
  const yes = rulings.filter((r) => r.value === true)
  return yes.length > 1 ? { ...any(...yes), because: yes.flatMap((r) => r.because) } : any(...rulings, no())
}

/** Whether the one grant gives its member one of the permissions, nothing denying it. */
function asked(grant: Grant, permissions: readonly string[], target: Target, world: AccessWorld): Ruling {
  const narrow: Target = { ...target, levels: target.levels.map((l) => ({ ...l, unread: [] })) }
  return any(...permissions.map((permission) =>
    ruling(decide({ who: grant.member, permission, target: narrow, only: (g) => g === grant }, world), `nothing for ${grant.member.text}`)))
}

const public_: ReadonlySet<Member['is']> = new Set(['everyone', 'authenticated', 'deleted', 'other'])

function* strangersIn(levels: readonly Level[]): Generator<{ grant: Grant }> {
  for (const level of levels) {
    for (const grants of level.named.values()) for (const grant of grants) if (!public_.has(grant.member.is)) yield { grant }
    for (const grant of level.wide) if (!public_.has(grant.member.is)) yield { grant }
  }
}
