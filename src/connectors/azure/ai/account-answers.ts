// What Azure says of an AI account: the fields that are read, as they stand on the wire.
import type { NetworkAcls } from '../network.js'
import type { privateEndpointsOf } from '../network.js'

export interface Account {
  provisioningState?: string | null
  endpoint?: string | null
  /** Addresses by service, such as `OpenAI Language Model Instance API`. */
  endpoints?: Readonly<Record<string, string | null>> | null
  customSubDomainName?: string | null
  dateCreated?: string | null
  capabilities?: readonly { name?: string | null; value?: string | null }[] | null
  networkAcls?: (NetworkAcls & { virtualNetworkRules?: readonly { id?: string | null }[] | null }) | null
  publicNetworkAccess?: string | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
  disableLocalAuth?: boolean | null
  encryption?: { keySource?: string | null; keyVaultProperties?: { keyName?: string | null; keyVersion?: string | null; keyVaultUri?: string | null; identityClientId?: string | null } | null } | null
  userOwnedStorage?: readonly { resourceId?: string | null }[] | null
  restrictOutboundNetworkAccess?: boolean | null
  allowedFqdnList?: readonly string[] | null
  locations?: { routingMethod?: string | null; regions?: readonly { name?: string | null }[] | null } | null
  abusePenalty?: { action?: string | null; rateLimitPercentage?: number | null; expiration?: string | null } | null
  raiMonitorConfig?: { adxStorageResourceId?: string | null } | null
  storedCompletionsDisabled?: boolean | null
  allowProjectManagement?: boolean | null
  defaultProject?: string | null
  networkInjections?: readonly NetworkInjection[] | NetworkInjection | null
  dynamicThrottlingEnabled?: boolean | null
  /** Only of deleted accounts. */
  deletionDate?: string | null
  scheduledPurgeDate?: string | null
}

export interface NetworkInjection {
  scenario?: string | null
  subnetArmId?: string | null
  useMicrosoftManagedNetwork?: boolean | null
}
