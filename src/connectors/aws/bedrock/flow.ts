// Bedrock flows: the nodes of the versions that are called, under which role, guarded by what.
import type {
  FlowAliasSummary, FlowSummary, GetFlowCommandInput, GetFlowCommandOutput, GetFlowVersionCommandInput, GetFlowVersionCommandOutput, GetFlowVersionResponse,
  ListFlowAliasesCommandInput, ListFlowAliasesCommandOutput, ListFlowsCommandInput, ListFlowsCommandOutput,
} from '@aws-sdk/client-bedrock-agent'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { secretHits } from '../../../artifacts/text/secrets.js'
import { listLower, read } from '../calls.js'
import { encryptedBy, runsAs } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { bedrockArn, governedBySettings, modelTypeNames } from './arns.js'
import { flowNodes, nodeEdges, nodeFacts, nodeGuardrails, nodeSecrets, nodesOf } from './flow-nodes.js'
import { guardrailUses } from './guardrail-use.js'
import { allFrom, allOf, draft, maxPage as max, routed, withoutTests, type Alias } from './routes.js'

interface LiveFlow {
  version: string
  detail: Answer<FlowDetail>
}
export type FlowDetail = Pick<GetFlowVersionResponse, 'executionRoleArn' | 'customerEncryptionKeyArn' | 'definition'>

export default collector({
  type: 'aws.bedrock.flow',
  kind: 'workflow',
  service: 'bedrock-agent',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Failed', 'NotPrepared', 'Prepared', 'Preparing')),
    createdAt: nullable(time),
    /** Without the alias for tests. */
    aliases: listOf(shape({ id: string, name: string, versions: listOf(string) })),
    /** What AWS found wrong in the draft. */
    validations: listOf(shape({ severity: nullable(oneOf('Error', 'Warning')), type: nullable(string) })),
    /** The versions that aliases route to; the draft while none does. */
    versions: listOf(shape({ version: string, roleArn: nullable(string), kmsKeyArn: nullable(string), nodes: flowNodes, secrets: secretHits })),
    guardrails: guardrailUses,
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'encrypted-by': ['aws.kms.key'], 'guarded-by': ['aws.bedrock.guardrail'], serves: modelTypeNames,
    'retrieves-from': ['aws.bedrock.knowledge_base'], 'can-invoke': ['aws.lambda.function'], 'delegates-to': ['aws.bedrock.agent'],
    'configured-by': ['aws.bedrock.prompt'], 'can-read': ['aws.s3.bucket'], 'can-write': ['aws.s3.bucket'],
    'governed-by': ['aws.bedrock.account_settings'],
  },
  calls: {
    list: listLower<ListFlowsCommandInput, ListFlowsCommandOutput, FlowSummary>('bedrock-agent:ListFlows', { items: (page) => page.flowSummaries, max }),
    get: read<GetFlowCommandInput, GetFlowCommandOutput>('bedrock-agent:GetFlow'),
    aliases: listLower<ListFlowAliasesCommandInput, ListFlowAliasesCommandOutput, FlowAliasSummary>(
      'bedrock-agent:ListFlowAliases', { items: (page) => page.flowAliasSummaries, max, per: 'item' },
    ),
    version: read<GetFlowVersionCommandInput, GetFlowVersionCommandOutput>('bedrock-agent:GetFlowVersion'),
  },
  async list({ call, each, emit, ...ctx }) {
    const place = placeOf(ctx)
    await each(call.list.rows(), async ({ id = '', name, status, createdAt }) => {
      const [current, named] = await Promise.all([call.get({ flowIdentifier: id }), call.aliases.all({ flowIdentifier: id })])
      const aliases: Answer<Alias[]> = named.ok ? { ok: true, value: withoutTests(named.value.map(aliasOf)) } : named
      const live: LiveFlow[] = await Promise.all(routed(aliases).map(async (version): Promise<LiveFlow> => (
        { version, detail: version === draft ? current : await call.version({ flowIdentifier: id, flowVersion: version }) }
      )))
      emit({
        id: bedrockArn(place, `flow/${id}`),
        name: name ?? id,
        props: {
          status: status ?? null,
          createdAt: iso(createdAt),
          validations: known(current, (flow) => (flow.validations ?? []).map((one) => ({ severity: one.severity ?? null, type: one.type ?? null }))),
          ...routedProps(aliases, live),
        },
        edges: [...flowEdges(aliases, live, place), governedBySettings(place)],
      })
    })
  },
})

export function aliasOf({ id = '', name = '', routingConfiguration = [] }: FlowAliasSummary): Alias {
  return { id, name, versions: routingConfiguration.flatMap((route) => route.flowVersion ?? []) }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function routedProps(aliases: Answer<Alias[]>, live: readonly LiveFlow[]) {
  // Which versions are called is as unknown as the aliases that route to them.
  if (!aliases.ok) return { aliases: aliases.gap, versions: aliases.gap, guardrails: aliases.gap }
  return {
    aliases: aliases.value,
    versions: allOf(live, ({ version, detail }) => known(detail, (flow) => flowVersion(flow, version))),
    guardrails: allFrom(live, ({ version, detail }) => known(detail, (flow) => nodesOf(flow.definition).flatMap((node) => nodeGuardrails(node, version)))),
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function flowVersion(flow: FlowDetail, version: string) {
  const nodes = nodesOf(flow.definition)
  return {
    version,
    roleArn: said(flow.executionRoleArn),
    kmsKeyArn: said(flow.customerEncryptionKeyArn),
    nodes: nodes.map(nodeFacts),
    secrets: nodes.flatMap((node) => nodeSecrets(node, version)),
  }
}

const ofNodes = ['serves', 'guarded-by', 'retrieves-from', 'can-invoke', 'delegates-to', 'configured-by', 'can-read', 'can-write'] as const

function flowEdges(aliases: Answer<Alias[]>, live: readonly LiveFlow[], place: Place): (Edge | UnreadEdges | null)[] {
  if (aliases.ok) return live.flatMap((one) => versionEdges(one, place))
  return (['runs-as', 'encrypted-by', ...ofNodes] as const).map((type) => ({ type, unread: aliases.gap }))
}

export function versionEdges({ version, detail }: LiveFlow, place: Place): (Edge | UnreadEdges | null)[] {
  const via = (what: string): string => `${what} of version ${version}`
  return [
    ...edgesOf(detail, 'runs-as', (flow) => [runsAs(said(flow.executionRoleArn), via('executionRoleArn'))]),
    ...edgesOf(detail, 'encrypted-by', (flow) => [encryptedBy(flow.customerEncryptionKeyArn, via('customerEncryptionKeyArn'))]),
    ...(detail.ok ? nodesOf(detail.value.definition).flatMap((node) => nodeEdges(node, version, place)) : ofNodes.map((type) => ({ type, unread: detail.gap }))),
  ]
}
