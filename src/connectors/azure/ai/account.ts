// AI accounts: Azure OpenAI, AI Services and Foundry, and the single-purpose Cognitive Services. Who may reach them, with what, and what they keep.
import { bool, listOf, mapOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Ctx } from '../../kit/collector.js'
import { list, notFound, type Resource } from '../calls.js'
import { diagnosticSettings, diagnosticsOf, diagnosticsShape, loggedTo } from '../diagnostics.js'
import { ownedBy, to } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { encryptedBy, vaultNames } from '../keyvault/vault-names.js'
import { armId, idOf, iso, said, word } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape } from '../network.js'
import type { Account, NetworkInjection } from './account-answers.js'
import { accountRows, eachAccount, seenAccounts } from './accounts.js'
import { defenderPlan, defenderSettings, type DefenderSetting } from './defender.js'
import { requestMetrics, requestsAsked, requestsIn } from './requests.js'

interface Perimeter {
  networkSecurityPerimeter?: { id?: string | null } | null
  resourceAssociation?: { accessMode?: string | null } | null
}

const props = shape({
  /** `openai`, `aiservices` (Foundry stands on it), or a service such as `speechservices`. */
  accountKind: nullable(string),
  location: nullable(string),
  sku: nullable(string),
  state: nullable(string),
  endpoint: nullable(string),
  customSubdomain: nullable(string),
  /** API keys work. Null: not said, and they do. */
  localAuth: nullable(bool),
  network: networkShape,
  privateEndpoints: privateEndpointsShape,
  identity: identityShape,
  /** `microsoft.keyvault` where a key of the customer's encrypts the data. */
  keySource: nullable(string),
  /** Address of the vault that holds the key. */
  keyVault: nullable(string),
  userOwnedStorage: listOf(string),
  /** What the account can do and may do, by name in lower case; empty where Azure gives no value. */
  capabilities: mapOf(string),
  restrictsOutbound: nullable(bool),
  allowedHosts: listOf(string),
  /** Further regions that answer for this account. */
  regions: listOf(string),
  /** Set by Microsoft after abuse was seen. */
  abusePenalty: nullable(shape({ action: nullable(oneOf('throttle', 'block')), expiresAt: nullable(time) })),
  /** Where observations of the risk monitoring go. */
  riskStore: nullable(string),
  /** Prompts and answers may be kept as stored completions. Null: not said, and they may. */
  storedCompletions: nullable(bool),
  /** Foundry projects and agents may live in it. */
  hasProjects: nullable(bool),
  networkInjections: listOf(shape({ scenario: nullable(string), subnet: nullable(string), managed: nullable(bool) })),
  /** Defender for AI as set on the account itself; null where nothing is. */
  defender: nullable(oneOf('enabled', 'disabled')),
  /** Tier of Defender's plan for AI on the subscription: `standard` or `free`. */
  defenderPlan: nullable(string),
  perimeters: listOf(shape({ id: nullable(string), mode: nullable(string) })),
  diagnostics: diagnosticsShape,
  /** Calls of the last 30 days; asked for by `--with activity`. */
  requests: number,
  tags: mapOf(string),
  createdAt: nullable(time),
})

const calls = {
  accounts: accountRows,
  diagnostics: diagnosticSettings,
  defender: defenderSettings,
  perimeters: list<Resource<Perimeter>>('cognitiveservices:accounts.networkSecurityPerimeterConfigurations.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}/networkSecurityPerimeterConfigurations', { absent: notFound }),
  metrics: requestMetrics,
} as const

export default collector({
  type: 'azure.ai.account',
  kind: 'inference-server',
  service: 'cognitiveservices',
  per: 'account',
  props,
  relates: {
    'owned-by': ['azure.resources.subscription'], 'runs-as': runsAsTargets, 'logged-to': ['azure.storage.account'],
    'stored-in': ['azure.storage.account'], 'encrypted-by': ['azure.keyvault.vault'],
  },
  reads: [seenAccounts, defenderPlan, vaultNames],
  calls,
  async list(ctx) {
    await eachAccount(ctx, (_, row) => emitted(row, ctx))
  },
  // One in a region that was not asked for, when something that was refers to it.
  async resolve(ref, ctx) {
    const found = await ctx.call.accounts.all({ of: ref.id })
    if (!found.ok) return ctx.unlisted(found.gap)
    for (const row of found.value) await emitted(row, ctx)
  },
})

type Context = Ctx<typeof props, typeof calls>

async function emitted({ id, name, kind, location, sku, tags, identity, properties }: Resource<Account>, { call, emit, read, takenAt }: Context): Promise<void> {
  const of = properties ?? {}
  const [settings, defender, plan, perimeters, metrics, vaults] = await Promise.all([
    call.diagnostics.all({ of: id ?? '' }), call.defender.all({ of: id ?? '' }), read(defenderPlan), call.perimeters.all({ of: id ?? '' }),
    call.metrics({ of: id ?? '', ...requestsAsked(word(kind), takenAt) }), read(vaultNames),
  ])
  const own = identityOf(identity)
  emit({
    id: armId(id ?? ''), name: name ?? '',
    props: {
      accountKind: word(kind), location: said(location), sku: word(sku?.name), state: word(of.provisioningState),
      endpoint: said(of.endpoint), customSubdomain: word(of.customSubDomainName),
      localAuth: of.disableLocalAuth == null ? null : !of.disableLocalAuth,
      network: networkOf(of.publicNetworkAccess, of.networkAcls), privateEndpoints: privateEndpointsOf(of.privateEndpointConnections), identity: own,
      keySource: word(of.encryption?.keySource), keyVault: said(of.encryption?.keyVaultProperties?.keyVaultUri),
      userOwnedStorage: (of.userOwnedStorage ?? []).flatMap(({ resourceId }) => idOf(resourceId) ?? []),
      capabilities: Object.fromEntries((of.capabilities ?? []).map((one) => [one.name?.toLowerCase() ?? '', one.value ?? ''])),
      restrictsOutbound: of.restrictOutboundNetworkAccess ?? null, allowedHosts: (of.allowedFqdnList ?? []).map((host) => host.toLowerCase()),
      regions: (of.locations?.regions ?? []).flatMap((region) => regionName(region.name)),
      abusePenalty: penaltyOf(of.abusePenalty), riskStore: idOf(of.raiMonitorConfig?.adxStorageResourceId),
      storedCompletions: of.storedCompletionsDisabled == null ? null : !of.storedCompletionsDisabled,
      hasProjects: of.allowProjectManagement ?? null, networkInjections: injectionsOf(of.networkInjections),
      defender: known(defender, stateOf), defenderPlan: known(plan, (tier) => tier),
      perimeters: known(perimeters, (all) => all.map((one) => ({ id: idOf(one.properties?.networkSecurityPerimeter?.id), mode: word(one.properties?.resourceAssociation?.accessMode) }))),
      diagnostics: diagnosticsOf(settings), requests: known(metrics, requestsIn), tags: { ...tags }, createdAt: iso(of.dateCreated),
    },
    edges: [
      ownedBy(id ?? ''), ...runsAs(own), ...edgesOf(settings, 'logged-to', () => loggedTo(settings)),
      ...(of.userOwnedStorage ?? []).map((one) => to('stored-in', 'azure.storage.account', one.resourceId, 'userOwnedStorage')),
      ...encryptedBy(of.encryption?.keyVaultProperties?.keyVaultUri, vaults, 'encryption.keyVaultProperties'),
    ],
  })
}

function stateOf(rows: readonly DefenderSetting[]): 'enabled' | 'disabled' | null {
  const states = rows.map(({ properties }) => word(properties?.state))
  return states.includes('enabled') ? 'enabled' : states.includes('disabled') ? 'disabled' : null
}

function penaltyOf(penalty: Account['abusePenalty']): { action: 'throttle' | 'block' | null; expiresAt: string | null } | null {
  const action = word(penalty?.action)
  return penalty == null ? null : { action: action === 'throttle' || action === 'block' ? action : null, expiresAt: iso(penalty.expiration) }
}

/** One API version wrote a single one, without a list around it. */
function injectionsOf(written: Account['networkInjections']): { scenario: string | null; subnet: string | null; managed: boolean | null }[] {
  return (written == null ? [] : [written].flat()).map((one: NetworkInjection) => ({
    scenario: word(one.scenario), subnet: idOf(one.subnetArmId), managed: one.useMicrosoftManagedNetwork ?? null,
  }))
}

/** `West Europe` and `westeurope` are the same. */
function regionName(name: string | null | undefined): string[] {
  const found = word(name)?.replaceAll(' ', '')
  return found === undefined ? [] : [found]
}
