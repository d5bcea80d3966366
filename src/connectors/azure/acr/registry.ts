// Container registries that AI takes its images and models from: who may pull and push, and what is known of what lies there.
import { bool, mapOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { getOrNull, list, rows, type Resource } from '../calls.js'
import { ownedBy } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { iso, lastOf, said, word } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape, type NetworkAcls } from '../network.js'
import { findings, isScanned, plans, vulnerableIn, vulnerableShape } from './images.js'
import { isLive, tokensOf, tokensShape, type ScopeMapRow, type TokenRow } from './tokens.js'

interface Policy {
  status?: string | null
}

interface Registry {
  loginServer?: string | null
  creationDate?: string | null
  adminUserEnabled?: boolean | null
  anonymousPullEnabled?: boolean | null
  policies?: Readonly<Record<'quarantinePolicy' | 'exportPolicy' | 'azureADAuthenticationAsArmPolicy', Policy | null | undefined>> | null
  encryption?: Policy | null
  publicNetworkAccess?: string | null
  networkRuleSet?: NetworkAcls | null
  networkRuleBypassOptions?: string | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
}

const one = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ContainerRegistry/registries/{registryName}'

const nothing = { ok: true as const, value: null }
const nobody = { ok: true as const, value: [] }

export default collector({
  type: 'azure.acr.registry',
  kind: 'registry',
  service: 'containerregistry',
  per: 'account',
  props: shape({
    /** `missing`: something refers to it, and it is not there. */
    state: oneOf('there', 'missing'),
    location: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
    sku: nullable(string),
    /** Address of its images, such as `orchard.azurecr.io`. */
    loginServer: nullable(string),
    adminUser: nullable(bool),
    /** Anyone may pull; null is no. */
    anonymousPull: nullable(bool),
    /** Images wait until a scanner lets them go. */
    quarantine: nullable(oneOf('enabled', 'disabled')),
    /** What lies there may be copied into other registries; null is yes. */
    exports: nullable(oneOf('enabled', 'disabled')),
    /** Tokens made for Resource Manager are taken, too; null is yes. */
    armTokens: nullable(oneOf('enabled', 'disabled')),
    /** A key of one's own. */
    encryption: nullable(oneOf('enabled', 'disabled')),
    network: networkShape,
    privateEndpoints: privateEndpointsShape,
    identity: identityShape,
    tokens: tokensShape,
    /** A plan of Defender for Cloud looks for known holes. */
    scanned: bool,
    /** Images with serious findings that nobody resolved. */
    vulnerable: vulnerableShape,
  }),
  relates: { 'owned-by': ['azure.resources.subscription'], 'runs-as': runsAsTargets },
  calls: {
    registries: rows<Resource<Registry>>('Microsoft.ContainerRegistry/registries'),
    // The versions before it leave out what is asked here; so may Resource Graph.
    get: getOrNull<Resource<Registry>>('containerregistry:registries.get', one, { version: '2025-11-01' }),
    tokens: list<TokenRow>('containerregistry:tokens.list', `${one}/tokens`),
    scopeMaps: list<ScopeMapRow>('containerregistry:scopeMaps.list', `${one}/scopeMaps`),
    findings,
    plans,
  },
  async resolve(ref, { call, emit }) {
    const [found, every, pricings] = await Promise.all([call.registries.all({ of: ref.id }), call.findings.all({}), call.plans.all({})])
    const row = found.ok ? found.value[0] : undefined
    const isMissing = found.ok && row === undefined
    const value = <T>(take: (of: Registry) => T) => known(found, () => take(row?.properties ?? {}))
    const [detail, tokens] = isMissing ? [nothing, nobody] : await Promise.all([isWhole(row?.properties) ? { ok: true as const, value: row ?? null } : call.get({ of: ref.id }), call.tokens.all({ of: ref.id })])
    const more = <T>(take: (of: Registry) => T) => known(detail, (of) => take(of?.properties ?? {}))
    const maps: Answer<ScopeMapRow[]> = tokens.ok && tokens.value.some(isLive) ? await call.scopeMaps.all({ of: ref.id }) : { ok: true, value: [] }
    const identity = identityOf(row?.identity)
    emit({
      id: ref.id, name: row?.name ?? lastOf(ref.id),
      props: {
        state: known(found, () => (isMissing ? 'missing' : 'there')),
        location: known(found, () => said(row?.location)), tags: known(found, () => ({ ...row?.tags })), createdAt: value((of) => iso(of.creationDate)), sku: known(found, () => word(row?.sku?.name)),
        loginServer: value((of) => word(of.loginServer)), adminUser: value((of) => of.adminUserEnabled ?? null),
        anonymousPull: more((of) => of.anonymousPullEnabled ?? null), armTokens: more((of) => status(of.policies?.azureADAuthenticationAsArmPolicy)),
        quarantine: value((of) => status(of.policies?.quarantinePolicy)), exports: value((of) => status(of.policies?.exportPolicy)), encryption: value((of) => status(of.encryption)),
        network: value((of) => networkOf(of.publicNetworkAccess, { ...of.networkRuleSet, bypass: of.networkRuleBypassOptions ?? null })),
        privateEndpoints: value((of) => privateEndpointsOf(of.privateEndpointConnections)),
        identity: known(found, () => identity),
        tokens: tokens.ok ? known(maps, (all) => tokensOf(tokens.value, all)) : tokens.gap,
        scanned: known(pricings, isScanned), vulnerable: known(every, (all) => vulnerableIn(ref.id, all)),
      },
      edges: [ownedBy(ref.id), ...(found.ok ? runsAs(identity) : [{ type: 'runs-as' as const, unread: found.gap }])],
    })
  },
})

/** Whether Resource Graph told all that is asked of a registry. */
function isWhole(of: Registry | null | undefined): boolean {
  return typeof of?.anonymousPullEnabled === 'boolean' && of.policies?.azureADAuthenticationAsArmPolicy != null
}

function status(policy: Policy | null | undefined): 'enabled' | 'disabled' | null {
  const written = word(policy?.status)
  return written === 'enabled' || written === 'disabled' ? written : null
}
