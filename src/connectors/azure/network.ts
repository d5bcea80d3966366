// Who can reach a resource over the network, in one shape for services that each write it in their own way.
import { listOf, nullable, oneOf, shape, string, type Infer } from '../../core/shape.js'
import { said, word } from './names.js'

export const networkShape = shape({
  /** `perimeter`: only what a network security perimeter lets in. Null: not set, which the services take for enabled. */
  publicAccess: nullable(oneOf('enabled', 'disabled', 'perimeter')),
  /** What becomes of callers that no rule names; null where no rules are set, which lets everybody in. */
  defaultAction: nullable(oneOf('allow', 'deny')),
  /** Addresses and ranges that are let in. */
  ipRules: listOf(string),
  /** Traffic that passes by the rules, such as `azureservices`. */
  bypass: nullable(string),
})
export type Network = Infer<typeof networkShape>

export interface IpRule {
  value?: string | null
  ipMask?: string | null
  ipAddressOrRange?: string | null
}

export interface NetworkAcls {
  defaultAction?: string | null
  bypass?: string | null
  ipRules?: readonly IpRule[] | null
}

/** `acls` is what the service calls networkAcls or networkRuleSet. */
export function networkOf(publicNetworkAccess: string | boolean | null | undefined, acls: NetworkAcls | null | undefined): Network {
  const action = word(acls?.defaultAction)
  return {
    publicAccess: accessOf(publicNetworkAccess),
    defaultAction: action === 'deny' || action === 'allow' ? action : null,
    ipRules: (acls?.ipRules ?? []).flatMap((rule) => said(rule.value) ?? said(rule.ipMask) ?? said(rule.ipAddressOrRange) ?? []),
    bypass: word(acls?.bypass),
  }
}

function accessOf(given: string | boolean | null | undefined): Network['publicAccess'] {
  if (typeof given === 'boolean') return given ? 'enabled' : 'disabled'
  const said = word(given)
  if (said === null) return null
  return said === 'disabled' ? 'disabled' : said === 'securedbyperimeter' ? 'perimeter' : 'enabled'
}

export const privateEndpointsShape = listOf(nullable(string))

interface PrivateEndpointConnection {
  properties?: { privateLinkServiceConnectionState?: { status?: string | null } | null } | null
}

/** States of the private endpoints, such as `approved`. */
export function privateEndpointsOf(connections: readonly PrivateEndpointConnection[] | null | undefined): (string | null)[] {
  return (connections ?? []).map((one) => word(one.properties?.privateLinkServiceConnectionState?.status))
}
