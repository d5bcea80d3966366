// Inbound authorization by JSON Web Token, which runtimes, gateways and harnesses configure alike.
import type { AuthorizerConfiguration } from '@aws-sdk/client-bedrock-agentcore-control'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'

/** Null: callers sign with IAM, or need nothing at all, as the authorizer's type says. */
export const jwtFields = nullable(shape({
  discoveryUrl: string,
  audiences: listOf(string),
  clients: listOf(string),
  scopes: listOf(string),
  /** Names of further claims that must have certain values. */
  claims: listOf(string),
  /** Only named gateways or workload identities may call. */
  namesWorkloads: bool,
}))

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function jwtFacts(configuration: AuthorizerConfiguration | undefined) {
  const jwt = configuration?.customJWTAuthorizer
  if (jwt === undefined) return null
  const workloads = jwt.allowedWorkloadConfiguration
  return {
    discoveryUrl: jwt.discoveryUrl ?? '',
    audiences: jwt.allowedAudience ?? [],
    clients: jwt.allowedClients ?? [],
    scopes: jwt.allowedScopes ?? [],
    claims: (jwt.customClaims ?? []).map((claim) => claim.inboundTokenClaimName ?? ''),
    namesWorkloads: (workloads?.hostingEnvironments ?? []).length > 0 || (workloads?.workloadIdentities ?? []).length > 0,
  }
}
