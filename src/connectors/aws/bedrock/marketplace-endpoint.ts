// Marketplace endpoints: models of other makers on instances of one's own, called through Bedrock.
import type {
  GetMarketplaceModelEndpointCommandInput, GetMarketplaceModelEndpointCommandOutput, ListMarketplaceModelEndpointsCommandInput,
  ListMarketplaceModelEndpointsCommandOutput, MarketplaceModelEndpoint, MarketplaceModelEndpointSummary,
} from '@aws-sdk/client-bedrock'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { encryptedBy, placedIn, runsAs } from '../edges.js'
import { iso, nameOf, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.bedrock.marketplace_endpoint',
  kind: 'endpoint',
  service: 'bedrock',
  per: 'region',
  props: shape({
    status: nullable(oneOf('REGISTERED', 'INCOMPATIBLE_ENDPOINT')),
    createdAt: nullable(time),
    modelSource: nullable(string),
    instanceType: nullable(string),
    roleArn: nullable(string),
    kmsKeyId: nullable(string),
    subnetIds: listOf(string),
    securityGroups: listOf(string),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'] },
  calls: {
    list: listLower<ListMarketplaceModelEndpointsCommandInput, ListMarketplaceModelEndpointsCommandOutput, MarketplaceModelEndpointSummary>(
      'bedrock:ListMarketplaceModelEndpoints', { items: (page) => page.marketplaceModelEndpoints, max: 1000 },
    ),
    get: read<GetMarketplaceModelEndpointCommandInput, GetMarketplaceModelEndpointCommandOutput>('bedrock:GetMarketplaceModelEndpoint'),
  },
  async list(ctx) {
    await ctx.each(ctx.call.list.rows(), async ({ endpointArn: arn = '' }) => {
      const detail = await ctx.call.get({ endpointArn: arn })
      ctx.emit({
        id: arn,
        name: nameOf(arn),
        props: known(detail, (answer) => marketplaceEndpointProps(answer.marketplaceModelEndpoint)),
        edges: known(detail, (answer) => marketplaceEndpointEdges(answer.marketplaceModelEndpoint, placeOf(ctx))),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function marketplaceEndpointProps(endpoint: MarketplaceModelEndpoint | undefined) {
  const host = endpoint?.endpointConfig?.sageMaker
  return {
    status: endpoint?.status ?? null,
    createdAt: iso(endpoint?.createdAt),
    modelSource: said(endpoint?.modelSourceIdentifier),
    instanceType: said(host?.instanceType),
    roleArn: said(host?.executionRole),
    kmsKeyId: said(host?.kmsEncryptionKey),
    subnetIds: host?.vpc?.subnetIds ?? [],
    securityGroups: host?.vpc?.securityGroupIds ?? [],
  }
}

export function marketplaceEndpointEdges(endpoint: MarketplaceModelEndpoint | undefined, place: Place): (Edge | null)[] {
  const host = endpoint?.endpointConfig?.sageMaker
  return [
    runsAs(said(host?.executionRole), 'endpointConfig.sageMaker.executionRole'),
    encryptedBy(host?.kmsEncryptionKey, 'endpointConfig.sageMaker.kmsEncryptionKey'),
    ...placedIn(host?.vpc?.subnetIds, host?.vpc?.securityGroupIds, place, 'endpointConfig.sageMaker.vpc'),
  ]
}
