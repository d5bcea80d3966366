// Workspaces of Azure Machine Learning: hubs, projects and feature stores among them. A project has its hub's network, key and dependencies.
import { bool, mapOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { list } from '../calls.js'
import { diagnosticSettings, diagnosticsOf, diagnosticsShape, loggedTo } from '../diagnostics.js'
import { ownedBy, to } from '../edges.js'
import { identityOf, identityShape, runsAs, runsAsTargets } from '../identity.js'
import { armId, idOf, iso, said, word } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape, type Network } from '../network.js'
import { outboundOf, outboundShape, type OutboundRow } from './outbound-rules.js'
import { kindOf, workspaceRows, type Workspace, type WorkspaceRow } from './workspaces.js'

export default collector({
  type: 'azure.ml.workspace',
  kind: 'experiment',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    workspaceKind: oneOf('default', 'hub', 'project', 'featurestore'),
    location: nullable(string),
    state: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
    /** Of a project: its hub, whose network and key count for it. */
    hub: nullable(string),
    /** A list of addresses that are let in closes the door to all others. */
    network: networkShape,
    privateEndpoints: privateEndpointsShape,
    /** The public address stays open although there is a private endpoint. */
    publicBehindVnet: nullable(bool),
    /** Outbound traffic of the compute that the service manages; null where nothing is said, which is `disabled`. */
    isolation: nullable(oneOf('disabled', 'allowinternetoutbound', 'allowonlyapprovedoutbound')),
    /** What the managed network lets out; only read where nothing else is let out. */
    outboundRules: outboundShape,
    serverlessNoPublicIp: nullable(bool),
    serverlessSubnet: nullable(string),
    identity: identityShape,
    /** The user-assigned identity in place of the system-assigned one. */
    primaryIdentity: nullable(string),
    /** `enabled`: with a key of the owner's. */
    encryption: nullable(string),
    keyIdentifier: nullable(string),
    /** High business impact: Microsoft collects less diagnostic data, and scratch disks are encrypted. */
    highImpact: nullable(bool),
    /** Of a hub: projects see only their own containers in its storage. */
    dataIsolation: nullable(bool),
    /** `accesskey`, `identity` or `userdelegationsas`; null is `accesskey`. */
    datastoresAuth: nullable(string),
    storageAccount: nullable(string), keyVault: nullable(string), containerRegistry: nullable(string), applicationInsights: nullable(string),
    /** Of a feature store: the connections to where features lie. */
    offlineStoreConnection: nullable(string), onlineStoreConnection: nullable(string),
    diagnostics: diagnosticsShape,
  }),
  relates: {
    'owned-by': ['azure.resources.subscription', 'azure.ml.workspace'], 'runs-as': runsAsTargets, 'logged-to': ['azure.storage.account'],
    'stored-in': ['azure.storage.account', 'azure.keyvault.vault', 'azure.acr.registry'], 'encrypted-by': ['azure.keyvault.vault'],
  },
  calls: {
    workspaces: workspaceRows,
    outbound: list<OutboundRow>('machinelearningservices:outboundRules.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/outboundRules'),
    diagnostics: diagnosticSettings,
  },
  async list({ call, each, emit }) {
    await each(call.workspaces.rows(), async (row) => {
      const { id, name, location, tags, identity } = row
      const of = row.properties ?? {}
      const kind = kindOf(row)
      const isolation = isolationOf(of)
      const [settings, outbound] = await Promise.all([
        call.diagnostics.all({ of: id ?? '' }),
        isolation === 'allowonlyapprovedoutbound' && kind !== 'project' ? call.outbound.all({ of: id ?? '' }) : { ok: true as const, value: [] },
      ])
      const own = identityOf(identity)
      emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          workspaceKind: kind, location: said(location), state: word(of.provisioningState), tags: { ...tags }, createdAt: iso(of.creationTime), hub: idOf(of.hubResourceId),
          network: accessTo(of), privateEndpoints: privateEndpointsOf(of.privateEndpointConnections), publicBehindVnet: of.allowPublicAccessWhenBehindVnet ?? null,
          isolation, outboundRules: known(outbound, outboundOf),
          serverlessNoPublicIp: of.serverlessComputeSettings?.serverlessComputeNoPublicIP ?? null, serverlessSubnet: idOf(of.serverlessComputeSettings?.serverlessComputeCustomSubnet),
          identity: own, primaryIdentity: idOf(of.primaryUserAssignedIdentity),
          encryption: word(of.encryption?.status), keyIdentifier: said(of.encryption?.keyVaultProperties?.keyIdentifier),
          highImpact: of.hbiWorkspace ?? null, dataIsolation: of.enableDataIsolation ?? null, datastoresAuth: word(of.systemDatastoresAuthMode),
          storageAccount: idOf(of.storageAccount), keyVault: idOf(of.keyVault), containerRegistry: idOf(of.containerRegistry), applicationInsights: idOf(of.applicationInsights),
          offlineStoreConnection: said(of.featureStoreSettings?.offlineStoreConnectionName), onlineStoreConnection: said(of.featureStoreSettings?.onlineStoreConnectionName),
          diagnostics: diagnosticsOf(settings),
        },
        edges: [ownedBy(armId(id ?? '')), ...around(row), ...runsAs(own), ...loggedTo(settings)],
      })
    })
  },
})

/** The hub, and where data, secrets, images and the key lie. */
function around({ properties: of }: WorkspaceRow): (Edge | null)[] {
  return [
    to('owned-by', 'azure.ml.workspace', of?.hubResourceId, 'hubResourceId'),
    to('stored-in', 'azure.storage.account', of?.storageAccount, 'storageAccount'),
    to('stored-in', 'azure.keyvault.vault', of?.keyVault, 'keyVault'),
    to('stored-in', 'azure.acr.registry', of?.containerRegistry, 'containerRegistry'),
    to('encrypted-by', 'azure.keyvault.vault', of?.encryption?.keyVaultProperties?.keyVaultArmId, 'encryption.keyVaultProperties'),
  ]
}

/** Older versions of the API have a bare list of addresses in place of rules. */
function accessTo({ publicNetworkAccess, networkAcls, ipAllowlist }: Workspace): Network {
  const network = networkOf(publicNetworkAccess, networkAcls)
  if (ipAllowlist == null || ipAllowlist.length === 0) return network
  return { ...network, defaultAction: network.defaultAction ?? 'deny', ipRules: [...new Set([...network.ipRules, ...ipAllowlist])] }
}

function isolationOf({ managedNetwork }: Workspace): 'disabled' | 'allowinternetoutbound' | 'allowonlyapprovedoutbound' | null {
  const mode = word(managedNetwork?.isolationMode)
  return mode === 'disabled' || mode === 'allowinternetoutbound' || mode === 'allowonlyapprovedoutbound' ? mode : null
}
