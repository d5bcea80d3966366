// Access control lists of buckets, read as grants of roles of their own.
import { type Asset, type GapId, readProp } from '../../core/index.js'
import { parseMember } from './member.js'
import { type Grant, type Level, emptyLevel, isRecord, sorted } from './policy.js'

const levels = new WeakMap<Asset, Level>()

/** What the bucket's lists grant; nothing where uniform access switches them off. */
export function aclLevel(bucket: Asset): Level {
  let level = levels.get(bucket)
  if (level === undefined) levels.set(bucket, level = read(bucket))
  return level
}

function read(bucket: Asset): Level {
  if (bucket.props['uniformAccess'] === true || (bucket.props['acl'] === undefined && bucket.gaps['acl'] === undefined)) return emptyLevel
  const acl = readProp(bucket, 'acl')
  if ('gap' in acl) return { ...emptyLevel, unread: [{ why: 'gap', gap: acl.gap }] }
  const grants: Grant[] = []
  for (const [i, item] of (Array.isArray(acl.value) ? acl.value : []).entries()) {
    const [entity, role] = isRecord(item) ? [item['entity'], item['role']] : []
    if (typeof entity !== 'string' || typeof role !== 'string') continue
    grants.push({ role: `acl:${role}`, member: parseMember(memberOf(entity)), condition: null, asset: bucket.id, path: `acl[${i}]`, saw: `${role} to ${entity}` })
  }
  const uniform: GapId | undefined = bucket.gaps['uniformAccess']
  // Whether the lists count at all is not known: what they grant may be switched off.
  if (uniform !== undefined && grants.length > 0) return { ...emptyLevel, unread: [{ why: 'gap', gap: uniform }] }
  return { ...emptyLevel, ...sorted(grants) }
}

/** `user-ada@orchard.example`, as bindings write it. */
function memberOf(entity: string): string {
  const [, kind = '', name = ''] = /^(user|group|domain|project-owners|project-editors|project-viewers)-(.*)$/s.exec(entity) ?? []
  switch (kind) {
    case 'user': return `${name.toLowerCase().endsWith('gserviceaccount.com') ? 'serviceAccount' : 'user'}:${name}`
    case 'group': case 'domain': return `${kind}:${name}`
    case 'project-owners': return `projectOwner:${name}`
    case 'project-editors': return `projectEditor:${name}`
    case 'project-viewers': return `projectViewer:${name}`
    default: return entity
  }
}
