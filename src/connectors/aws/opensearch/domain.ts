// OpenSearch domains that hold vectors: those that say so, and those that knowledge bases point at.
import type { DomainStatus } from '@aws-sdk/client-opensearch'
import { any, bool, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, type Edge, type Emission } from '../../kit/collector.js'
import { encryptedBy, placedIn, toLogGroup } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { nameOf, placeOf, said, type Place } from '../names.js'
import { domains } from './domains.js'
import { namedForVectors } from './named-for-vectors.js'

const props = shape({
  engineVersion: nullable(string),
  /** How it is known to hold vectors; null where only a reference says so. */
  vectorUse: nullable(oneOf('declared', 'named')),
  /** Null when its endpoint is on the internet. */
  vpcId: nullable(string),
  policy: nullable(any),
  encryptionAtRest: nullable(bool),
  kmsKeyId: nullable(string),
  nodeToNodeEncryption: nullable(bool),
  enforceHttps: nullable(bool),
  tlsPolicy: nullable(string),
  fineGrainedAccess: nullable(bool),
  /** Whoever gives no name is let in with a role of his own. */
  anonymousAuth: nullable(bool),
  auditLogs: nullable(bool),
})

export default collector({
  type: 'aws.opensearch.domain',
  kind: 'vector-store',
  service: 'opensearch',
  per: 'region',
  props,
  relates: { 'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'], 'logged-to': ['aws.logs.log_group'] },
  calls: {},
  reads: [domains],
  async list(ctx) {
    const all = await ctx.read(domains)
    if (!all.ok) return ctx.unlisted(all.gap)
    for (const domain of all.value.values()) if (vectorUse(domain) !== null) ctx.emit(emission(domain, placeOf(ctx)))
  },
  async resolve({ id }, ctx) {
    const all = await ctx.read(domains)
    if (!all.ok) return ctx.emit({ id, name: nameOf(id), props: all.gap, edges: all.gap })
    const domain = all.value.get(id)
    if (domain !== undefined) ctx.emit(emission(domain, placeOf(ctx)))
  },
})

function emission(domain: DomainStatus, place: Place): Emission<typeof props> {
  return { id: domain.ARN ?? '', name: domain.DomainName ?? '', props: domainProps(domain), edges: domainEdges(domain, place) }
}

/** Whether an index holds vectors is written in the index: of a domain, only its purpose, its vector engines and its name speak. */
export function vectorUse(domain: DomainStatus): 'declared' | 'named' | null {
  const { S3VectorsEngine: engine, ServerlessVectorAcceleration: acceleration } = domain.AIMLOptions ?? {}
  if (domain.UseCase === 'VECTOR' || engine?.Enabled === true || acceleration?.Enabled === true) return 'declared'
  return namedForVectors(domain.DomainName) ? 'named' : null
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function domainProps(domain: DomainStatus) {
  return {
    engineVersion: said(domain.EngineVersion),
    vectorUse: vectorUse(domain),
    vpcId: said(domain.VPCOptions?.VPCId),
    policy: policyDocument(domain.AccessPolicies),
    encryptionAtRest: domain.EncryptionAtRestOptions?.Enabled ?? null,
    kmsKeyId: said(domain.EncryptionAtRestOptions?.KmsKeyId),
    nodeToNodeEncryption: domain.NodeToNodeEncryptionOptions?.Enabled ?? null,
    enforceHttps: domain.DomainEndpointOptions?.EnforceHTTPS ?? null,
    tlsPolicy: said(domain.DomainEndpointOptions?.TLSSecurityPolicy),
    fineGrainedAccess: domain.AdvancedSecurityOptions?.Enabled ?? null,
    anonymousAuth: domain.AdvancedSecurityOptions?.AnonymousAuthEnabled ?? null,
    auditLogs: domain.LogPublishingOptions?.AUDIT_LOGS?.Enabled ?? null,
  }
}

/** A key is named by ARN, or by the id that was given. */
function keyArn(key: string | undefined, { partition, region, account }: Place): string | null {
  return key === undefined ? null : /^[0-9a-f-]{36}$/.test(key) ? `arn:${partition}:kms:${region}:${account}:key/${key}` : key
}

export function domainEdges(domain: DomainStatus, place: Place): (Edge | null)[] {
  return [
    encryptedBy(keyArn(domain.EncryptionAtRestOptions?.KmsKeyId, place), 'EncryptionAtRestOptions'),
    ...placedIn(domain.VPCOptions?.SubnetIds, domain.VPCOptions?.SecurityGroupIds, place, 'VPCOptions'),
    ...Object.entries(domain.LogPublishingOptions ?? {}).filter(([, log]) => log.Enabled === true)
      .map(([type, log]) => toLogGroup(log.CloudWatchLogsLogGroupArn, place, type)),
  ]
}
