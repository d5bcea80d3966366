// Databricks workspaces: notebooks, clusters and models beside Azure's own; how they stand in the network, and whose keys encrypt them.
import { bool, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { rows, type Resource } from '../calls.js'
import { diagnosticSettings, diagnosticsOf, diagnosticsShape, loggedTo } from '../diagnostics.js'
import { ownedBy } from '../edges.js'
import { armId, idOf, iso, said, word } from '../names.js'
import { networkOf, networkShape, privateEndpointsOf, privateEndpointsShape } from '../network.js'

interface Parameter<T> {
  value?: T | null
}

interface Key {
  keyVaultProperties?: { keyVaultUri?: string | null; keyName?: string | null } | null
}

interface Databricks {
  provisioningState?: string | null
  createdDateTime?: string | null
  /** `Serverless` or `Hybrid`; only said of newer ones. */
  computeMode?: string | null
  publicNetworkAccess?: string | null
  requiredNsgRules?: string | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
  encryption?: { entities?: { managedServices?: Key | null; managedDisk?: Key | null } | null } | null
  parameters?: {
    customVirtualNetworkId?: Parameter<string> | null
    enableNoPublicIp?: Parameter<boolean> | null
    amlWorkspaceId?: Parameter<string> | null
    encryption?: Parameter<{ keySource?: string | null; KeyName?: string | null }> | null
  } | null
}

export default collector({
  type: 'azure.databricks.workspace',
  kind: 'notebook',
  service: 'databricks',
  per: 'account',
  props: shape({
    location: nullable(string),
    sku: nullable(string),
    state: nullable(string),
    /** `serverless`: there are no clusters in a network of the owner's. */
    computeMode: nullable(string),
    network: networkShape,
    privateEndpoints: privateEndpointsShape,
    /** `allrules` or `noazuredatabricksrules`; the latter when clusters call the control plane privately. */
    nsgRules: nullable(string),
    /** The owner's virtual network; null is one of Databricks's own. */
    virtualNetwork: nullable(string),
    /** Clusters have no public address; null: not said, which in older workspaces means they have. */
    noPublicIp: nullable(bool),
    /** Keys of the owner's, by name, for notebooks and secrets, for disks of clusters, and for the files of the workspace. */
    servicesKey: nullable(string), disksKey: nullable(string), filesKey: nullable(string),
    /** The Azure Machine Learning workspace it is linked with. */
    mlWorkspace: nullable(string),
    tags: mapOf(string),
    createdAt: nullable(time),
    diagnostics: diagnosticsShape,
  }),
  relates: { 'owned-by': ['azure.resources.subscription'], 'published-to': ['azure.ml.workspace'], 'logged-to': ['azure.storage.account'] },
  calls: { workspaces: rows<Resource<Databricks>>('Microsoft.Databricks/workspaces'), diagnostics: diagnosticSettings },
  async list({ call, each, emit }) {
    await each(call.workspaces.rows(), async ({ id, name, location, sku, tags, properties }) => {
      const settings = await call.diagnostics.all({ of: id ?? '' })
      const { parameters, encryption, ...of } = properties ?? {}
      const linked = idOf(parameters?.amlWorkspaceId?.value)
      emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          location: said(location), sku: word(sku?.name), state: word(of.provisioningState), computeMode: word(of.computeMode),
          network: networkOf(of.publicNetworkAccess, null), privateEndpoints: privateEndpointsOf(of.privateEndpointConnections), nsgRules: word(of.requiredNsgRules),
          virtualNetwork: idOf(parameters?.customVirtualNetworkId?.value), noPublicIp: parameters?.enableNoPublicIp?.value ?? null,
          servicesKey: keyOf(encryption?.entities?.managedServices), disksKey: keyOf(encryption?.entities?.managedDisk),
          filesKey: word(parameters?.encryption?.value?.keySource) === 'microsoft.keyvault' ? said(parameters?.encryption?.value?.KeyName) ?? 'unnamed' : null,
          mlWorkspace: linked, tags: { ...tags }, createdAt: iso(of.createdDateTime), diagnostics: diagnosticsOf(settings),
        },
        edges: [ownedBy(armId(id ?? '')), linked === null ? null : { type: 'published-to', target: 'azure.ml.workspace', to: linked, via: 'parameters.amlWorkspaceId' }, ...loggedTo(settings)],
      })
    })
  },
})

/** `https://vault/keys/name`, without a version: the newest is taken where none is written. */
function keyOf(key: Key | null | undefined): string | null {
  const { keyVaultUri, keyName } = key?.keyVaultProperties ?? {}
  const [vault, name] = [said(keyVaultUri), said(keyName)]
  return vault === null && name === null ? null : `${(vault ?? '').replace(/\/+$/, '')}/keys/${name ?? ''}`
}
