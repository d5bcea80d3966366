// Targets of gateways: the functions, APIs, servers and models behind the tools that agents see.
import type { GetGatewayTargetCommandOutput, TargetConfiguration } from '@aws-sdk/client-bedrock-agentcore-control'
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer, type Edge, type GapMark } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { invokes, toBucket } from '../edges.js'
import { placeOf, said, type Place } from '../names.js'
import { hostOf, runtimeBehind, targetId, toAgentcore } from './arns.js'
import { gateways, type TargetRecord } from './gateways.js'

export default collector({
  type: 'aws.agentcore.gateway_target',
  kind: 'tool',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    gatewayId: string,
    targetId: string,
    status: nullable(string),
    targetType: nullable(oneOf(
      'LAMBDA', 'OPEN_API_SCHEMA', 'SMITHY_MODEL', 'MCP_SERVER', 'API_GATEWAY', 'CONNECTOR', 'AGENTCORE_RUNTIME', 'PASSTHROUGH', 'HTTP_CONNECTOR', 'PROVIDER',
    )),
    /** Address of an MCP server, of an HTTP service or of a model provider. */
    endpoint: nullable(string),
    host: nullable(string),
    /** The address leads neither to AWS nor into a VPC of the account, or to a runtime of another account. */
    external: bool,
    /** `DYNAMIC`: tools are asked for anew at each listing; `DEFAULT`: those of the last synchronization. */
    listingMode: nullable(oneOf('DEFAULT', 'DYNAMIC')),
    /** The tools are written down in the target, whatever the server offers. */
    fixedTools: bool,
    /** How the gateway shows itself to the target. */
    credentials: listOf(oneOf('GATEWAY_IAM_ROLE', 'CALLER_IAM_CREDENTIALS', 'OAUTH', 'API_KEY', 'JWT_PASSTHROUGH')),
    /** Headers of the caller's request that the target gets. */
    forwardedHeaders: listOf(string),
    functionArn: nullable(string),
  }),
  relates: {
    'can-invoke': ['aws.lambda.function', 'aws.agentcore.runtime', 'aws.apigateway.api'], 'stored-in': ['aws.s3.bucket'],
  },
  calls: {},
  reads: [gateways],
  async list(ctx) {
    const listed = await ctx.read(gateways)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const place = placeOf(ctx)
    for (const { id, summary, targets } of listed.value) {
      if (!targets.ok) {
        ctx.unlisted(targets.gap)
        continue
      }
      for (const target of targets.value) {
        ctx.emit({
          id: targetId(place, id, target.summary.targetId ?? ''),
          name: `${summary.name ?? id}/${target.summary.name ?? target.summary.targetId ?? ''}`,
          props: { gatewayId: id, ...summaryFacts(target.summary), ...targetFacts(target.detail, place) },
          edges: known(target.detail, (detail) => targetEdges(detail, place)),
        })
      }
    }
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function summaryFacts(summary: TargetRecord['summary']) {
  return { targetId: summary.targetId ?? '', status: summary.status ?? null, targetType: summary.targetType ?? null }
}

export type TargetDetail = Pick<GetGatewayTargetCommandOutput, 'targetConfiguration' | 'credentialProviderConfigurations' | 'metadataConfiguration' | 'privateEndpoint'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function targetFacts(detail: Answer<TargetDetail>, place: Place) {
  const taken = <T>(take: (target: TargetDetail) => T): T | GapMark => known(detail, take)
  return {
    endpoint: taken((target) => endpointOf(target.targetConfiguration)),
    host: taken((target) => hostOf(endpointOf(target.targetConfiguration))),
    external: taken((target) => target.privateEndpoint === undefined && isExternal(target.targetConfiguration, place)),
    listingMode: taken((target) => target.targetConfiguration?.mcp?.mcpServer?.listingMode ?? null),
    fixedTools: taken((target) => target.targetConfiguration?.mcp?.mcpServer?.mcpToolSchema !== undefined),
    credentials: taken((target) => (target.credentialProviderConfigurations ?? []).flatMap((one) => one.credentialProviderType ?? [])),
    forwardedHeaders: taken((target) => target.metadataConfiguration?.allowedRequestHeaders ?? []),
    functionArn: taken((target) => said(target.targetConfiguration?.mcp?.lambda?.lambdaArn)),
  }
}

export function endpointOf(of: TargetConfiguration | undefined): string | null {
  return said(of?.mcp?.mcpServer?.endpoint ?? of?.http?.passthrough?.endpoint ?? of?.inference?.provider?.endpoint)
}

function isExternal(of: TargetConfiguration | undefined, { account }: Place): boolean {
  const runtime = runtimeOf(of)
  if (runtime !== null) return parseArn(runtime)?.account !== account
  const host = hostOf(endpointOf(of))
  return host !== null && !/\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/.test(host)
}

function runtimeOf(of: TargetConfiguration | undefined): string | null {
  return said(of?.http?.agentcoreRuntime?.arn) ?? runtimeBehind(endpointOf(of))
}

export function targetEdges({ targetConfiguration: of }: TargetDetail, place: Place): (Edge | null)[] {
  const api = said(of?.mcp?.apiGateway?.restApiId)
  // Whoever writes the schema says what the tools are called and what they are for.
  const schemas = [
    of?.mcp?.openApiSchema?.s3, of?.mcp?.smithyModel?.s3, of?.mcp?.lambda?.toolSchema?.s3, of?.mcp?.mcpServer?.mcpToolSchema?.s3,
    of?.http?.passthrough?.schema?.source?.s3, of?.http?.agentcoreRuntime?.schema?.source?.s3,
  ]
  return [
    invokes(said(of?.mcp?.lambda?.lambdaArn), 'mcp.lambda'),
    toAgentcore('can-invoke', 'aws.agentcore.runtime', runtimeOf(of), 'agentcoreRuntime'),
    api === null ? null : { type: 'can-invoke', target: 'aws.apigateway.api', to: `arn:${place.partition}:apigateway:${place.region}::/restapis/${api}`, via: 'mcp.apiGateway' },
    ...schemas.map((schema) => toBucket('stored-in', schema?.uri, place.partition, 'schema')),
  ]
}
