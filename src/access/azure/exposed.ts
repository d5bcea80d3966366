// Whether somebody outside may come to act as an identity: by a trust that reaches out, or because it is another tenant's.
import { type Asset, type GapId, type Json, type Ruling, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { identitiesOf, identityType, isManaged, whoIs } from './identity.js'
import { outsiders } from './outsiders.js'
import { isRecord } from './permission.js'
import { accountOf, accountsIn } from './place.js'
import { type Placement, ofTenant } from './placement.js'
import { any, no, saw, unknown } from '../decided.js'

export const federate = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write'

export function exposed(identity: Asset, world: AccessWorld): Ruling {
  if (identity.type === identityType) return trusts(identity, world)
  const who = whoIs(identity, world)
  if ('gap' in who) return unknown([who.gap])
  const managed = identitiesOf(who.value.id, world)
  if (managed.length > 0) return any(...managed.map((asset) => trusts(asset, world)))
  return any(ofOwner(identity, who.value.id, world), hiddenIdentity(identity, world))
}

/** An application of another tenant is whoever's that tenant is. */
function ofOwner(identity: Asset, objectId: string, world: AccessWorld): Ruling {
  const { props, gaps } = identity
  if (props['principalType'] !== 'ServicePrincipal' && gaps['principalType'] === undefined) return no()
  if (isManaged(objectId, world) || (props['appOwnerTenantId'] === undefined && gaps['appOwnerTenantId'] === undefined)) return no()
  const owner = readProp(identity, 'appOwnerTenantId')
  if ('gap' in owner) return unknown([owner.gap])
  if (typeof owner.value !== 'string') return no()
  const because = [saw(identity.id, 'appOwnerTenantId', owner.value, 'an application of this tenant')]
  return placed(ofTenant(owner.value, 'appOwnerTenantId', accountOf(identity), world), because)
}

/** Which identity a principal is, is told by the list of identities. */
function hiddenIdentity({ props, gaps, scope }: Asset, world: AccessWorld): Ruling {
  const unlisted = [...new Set([scope.account, ...accountsIn(world)].flatMap((account) => world.listGaps(identityType, account)))]
  const mayBe = gaps['principalType'] !== undefined || (props['principalType'] ?? 'ServicePrincipal') === 'ServicePrincipal'
  return unlisted.length > 0 && mayBe ? unknown(unlisted) : no()
}

function placed(spot: Placement, because: Ruling['because']): Ruling {
  if (spot.is === 'unknown') return unknown(spot.gaps)
  return spot.is === 'ours' ? no() : { value: true, gaps: [], doubts: [], confidence: 'high', because }
}

function trusts(identity: Asset, world: AccessWorld): Ruling {
  if (identity.props['state'] === 'missing') return no()
  const credentials = credentialsOf(identity)
  return any(...('gap' in credentials ? [unknown([credentials.gap])] : credentials.list.map((one) => reachesOut(one, world))), outsiders(identity, [federate], world))
}

interface Credential {
  asset: Asset
  path: string
  issuer: string
  /** Where one stands in place of the other. */
  subject: string
  expression: string
}

function credentialsOf(identity: Asset): { list: Credential[] } | { gap: GapId } {
  const read = readProp(identity, 'federated')
  if ('gap' in read) return read
  const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
  return {
    list: (Array.isArray(read.value) ? read.value : []).flatMap((item, i) =>
      (isRecord(item) ? [{ asset: identity, path: `federated[${i}]`, issuer: text(item['issuer']), subject: text(item['subject']), expression: text(item['expression']) }] : [])),
  }
}

// Issuers whose path names a tenant of Entra ID: its own tokens, and those of clusters that run in it.
const tenants = [/^https:\/\/(?:login\.microsoftonline\.(?:com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net|sts\.chinacloudapi\.cn)\/([0-9a-f-]{36})(?:\/|$)/i, /^https:\/\/[^/]+\.oic\.(?:prod-)?aks\.azure\.(?:com|us|cn)\/([0-9a-f-]{36})(?:\/|$)/i]

/** Whether a federated credential lets in more than what one named workload of ours is. */
function reachesOut(credential: Credential, world: AccessWorld): Ruling {
  return any(byIssuer(credential, world), bySubject(credential))
}

function byIssuer({ asset, path, issuer }: Credential, world: AccessWorld): Ruling {
  const because = [saw(asset.id, `${path}.issuer`, issuer, 'an issuer of ours')]
  const yes: Ruling = { value: true, gaps: [], doubts: [], confidence: 'high', because }
  const host = /^https:\/\/([^/:?#]+)/i.exec(issuer)?.[1]?.toLowerCase()
  // Without TLS whoever stands between may be the issuer.
  if (host === undefined) return yes
  for (const pattern of tenants) {
    const tenant = pattern.exec(issuer)?.[1]
    if (tenant !== undefined) return placed(ofTenant(tenant, 'issuer', accountOf(asset), world), because)
  }
  const { hosts } = world.trust
  // Who says which hosts are his means that others are not.
  return hosts.length > 0 && !hosts.some((trusted) => host === trusted.toLowerCase() || host.endsWith(`.${trusted.toLowerCase()}`)) ? { ...yes, confidence: 'medium' } : no()
}

function bySubject({ asset, path, subject, expression }: Credential): Ruling {
  const name = subject === '' ? 'expression' : 'subject'
  const text = subject === '' ? expression : subject
  const confidence = openness(text)
  return confidence === null ? no() : { value: true, gaps: [], doubts: [], confidence, because: [saw(asset.id, `${path}.${name}`, text, 'one repository, branch or account by its name')] }
}

/** A star where the owner is named lets in other owners; later on, and with pull requests, more of one owner than is meant. */
function openness(text: string): Ruling['confidence'] | null {
  const star = text.indexOf('*')
  if (star < 0) return /:pull_request(?:$|[:'"])/.test(text) ? 'medium' : null
  return /(?:repo|repository|project_path|organization|org):[^/:*]+[/:]/i.test(text.slice(0, star)) ? 'medium' : 'high'
}
