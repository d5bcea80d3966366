// AgentCore runtimes: agents that run as containers or code, in the versions that their endpoints serve.
import type {
  AgentRuntime, AgentRuntimeEndpoint, GetAgentRuntimeCommandInput, GetAgentRuntimeCommandOutput, GetResourcePolicyCommandInput,
  GetResourcePolicyCommandOutput, ListAgentRuntimeEndpointsCommandInput, ListAgentRuntimeEndpointsCommandOutput, ListAgentRuntimesCommandInput,
  ListAgentRuntimesCommandOutput,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { any, bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { findSecretsIn, secretHits } from '../../../artifacts/text/secrets.js'
import { bucketArn, parseEcrImage } from '../arn.js'
import { listLower, read, readOrNull } from '../calls.js'
import { placedIn, runsAs, runsImage } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { jwtFacts, jwtFields } from './authorizer.js'
import { allOf, edgesOfVersions, present, servedVersions } from './versions.js'

export default collector({
  type: 'aws.agentcore.runtime',
  kind: 'agent',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    runtimeId: string,
    status: nullable(oneOf('CREATING', 'CREATE_FAILED', 'UPDATING', 'UPDATE_FAILED', 'READY', 'DELETING', 'DELETE_FAILED')),
    updatedAt: nullable(time),
    /** Of the latest version. */
    roleArn: nullable(string),
    endpoints: listOf(shape({ name: string, version: nullable(string) })),
    /** Versions that endpoints serve; the endpoint DEFAULT always serves the latest one. */
    versions: listOf(shape({
      version: string,
      roleArn: nullable(string),
      networkMode: nullable(oneOf('PUBLIC', 'VPC')),
      protocol: nullable(oneOf('HTTP', 'MCP', 'A2A', 'AGUI')),
      /** Whether the microVM hands out credentials only to callers with a session token. */
      requireMmdsV2: nullable(bool),
      /** Headers of the caller's request that reach the agent's code. */
      forwardedHeaders: listOf(string),
      jwt: jwtFields,
      image: nullable(string),
      imageDigest: nullable(string),
      code: nullable(shape({ bucket: string, key: string, versionId: nullable(string) })),
      /** In environment variables. */
      secrets: secretHits,
    })),
    policy: nullable(any),
    /** Callers sign with IAM, so that the policy decides whom to let in from outside. */
    iamCallers: bool,
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'runs-image': ['aws.ecr.image'], 'stored-in': ['aws.s3.bucket'],
    'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    list: listLower<ListAgentRuntimesCommandInput, ListAgentRuntimesCommandOutput, AgentRuntime>(
      'bedrock-agentcore-control:ListAgentRuntimes', { items: (page) => page.agentRuntimes },
    ),
    get: read<GetAgentRuntimeCommandInput, GetAgentRuntimeCommandOutput>('bedrock-agentcore-control:GetAgentRuntime'),
    // An endpoint may let go of a version that is deleted meanwhile.
    version: readOrNull<GetAgentRuntimeCommandInput, GetAgentRuntimeCommandOutput>('bedrock-agentcore-control:GetAgentRuntime', ['ResourceNotFoundException']),
    endpoints: listLower<ListAgentRuntimeEndpointsCommandInput, ListAgentRuntimeEndpointsCommandOutput, AgentRuntimeEndpoint>(
      'bedrock-agentcore-control:ListAgentRuntimeEndpoints', { items: (page) => page.runtimeEndpoints },
    ),
    policy: readOrNull<GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput>(
      'bedrock-agentcore-control:GetResourcePolicy', ['ResourceNotFoundException'],
    ),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const agentRuntimeId = row.agentRuntimeId ?? ''
      const id = row.agentRuntimeArn ?? ''
      const [latest, endpoints, policy] = await Promise.all([
        call.get({ agentRuntimeId }), call.endpoints.all({ agentRuntimeId }), call.policy({ resourceArn: id }),
      ])
      const newest = row.agentRuntimeVersion ?? ''
      const older = servedVersions(newest, endpoints.ok ? endpoints.value : []).filter((version) => version !== newest)
      const others = await Promise.all(older.map((agentRuntimeVersion) => call.version({ agentRuntimeId, agentRuntimeVersion })))
      const served = [latest, ...others.flatMap(present)]
      emit({
        id,
        name: row.agentRuntimeName ?? agentRuntimeId,
        props: {
          runtimeId: agentRuntimeId,
          status: row.status ?? null,
          updatedAt: iso(row.lastUpdatedAt),
          roleArn: known(latest, (runtime) => said(runtime.roleArn)),
          endpoints: known(endpoints, (all) => all.map((endpoint) => ({ name: endpoint.name ?? '', version: said(endpoint.liveVersion) }))),
          // Which versions are called is as unknown as the endpoints that serve them.
          versions: endpoints.ok ? known(allOf(served), (all) => all.map(runtimeFacts)) : endpoints.gap,
          policy: known(policy, (answer) => policyDocument(answer?.policy)),
          iamCallers: known(latest, (runtime) => jwtFacts(runtime.authorizerConfiguration) === null),
        },
        edges: runtimeEdges(served, endpoints, placeOf(ctx)),
      })
    })
  },
})

export type RuntimeVersion = Pick<GetAgentRuntimeCommandOutput,
  | 'agentRuntimeVersion' | 'roleArn' | 'networkConfiguration' | 'protocolConfiguration' | 'metadataConfiguration' | 'requestHeaderConfiguration'
  | 'authorizerConfiguration' | 'agentRuntimeArtifact' | 'environmentVariables'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function runtimeFacts(runtime: RuntimeVersion) {
  const image = said(runtime.agentRuntimeArtifact?.containerConfiguration?.containerUri)
  const code = runtime.agentRuntimeArtifact?.codeConfiguration?.code?.s3
  return {
    version: runtime.agentRuntimeVersion ?? '',
    roleArn: said(runtime.roleArn),
    networkMode: runtime.networkConfiguration?.networkMode ?? null,
    protocol: runtime.protocolConfiguration?.serverProtocol ?? null,
    requireMmdsV2: runtime.metadataConfiguration?.requireMMDSV2 ?? null,
    forwardedHeaders: runtime.requestHeaderConfiguration?.requestHeaderAllowlist ?? [],
    jwt: jwtFacts(runtime.authorizerConfiguration),
    image,
    imageDigest: image === null ? null : parseEcrImage(image)?.digest ?? null,
    code: code === undefined ? null : { bucket: code.bucket ?? '', key: code.prefix ?? '', versionId: said(code.versionId) },
    secrets: findSecretsIn(runtime.environmentVariables ?? {}),
  }
}

export function runtimeEdges(served: readonly Answer<RuntimeVersion>[], endpoints: Answer<unknown>, place: Place): (Edge | UnreadEdges | null)[] {
  return edgesOfVersions(served, endpoints, ['runs-as', 'runs-image', 'stored-in', 'placed-in'], (version) => versionEdges(version, place))
}

function versionEdges(runtime: RuntimeVersion, place: Place): (Edge | null)[] {
  const via = (what: string): string => `${what} of version ${runtime.agentRuntimeVersion ?? ''}`
  const bucket = said(runtime.agentRuntimeArtifact?.codeConfiguration?.code?.s3?.bucket)
  const vpc = runtime.networkConfiguration?.networkModeConfig
  return [
    runsAs(said(runtime.roleArn), via('roleArn')),
    runsImage(runtime.agentRuntimeArtifact?.containerConfiguration?.containerUri, place.account, place.partition, via('containerUri')),
    bucket === null ? null : { type: 'stored-in', target: 'aws.s3.bucket', to: bucketArn(place.partition, bucket), via: via('code') },
    ...placedIn(vpc?.subnets, vpc?.securityGroups, place, via('networkModeConfig')),
  ]
}
