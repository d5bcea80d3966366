// Harnesses: agents that AgentCore runs from a configuration alone, in the versions that their endpoints serve.
import type {
  GetHarnessCommandInput, GetHarnessCommandOutput, HarnessEndpoint, HarnessSummary, ListHarnessEndpointsCommandInput, ListHarnessEndpointsCommandOutput,
  ListHarnessesCommandInput, ListHarnessesCommandOutput,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { secretHits } from '../../../artifacts/text/secrets.js'
import { modelTypeNames } from '../bedrock/arns.js'
import { listLower, read, readOrNull } from '../calls.js'
import { iso, placeOf, said } from '../names.js'
import { jwtFields } from './authorizer.js'
import { harnessEdges, harnessFacts, type HarnessVersion } from './harness-version.js'
import { allOf, present, servedVersions } from './versions.js'

export default collector({
  type: 'aws.agentcore.harness',
  kind: 'agent',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    harnessId: string,
    status: nullable(oneOf('CREATING', 'CREATE_FAILED', 'UPDATING', 'UPDATE_FAILED', 'READY', 'DELETING', 'DELETE_FAILED')),
    updatedAt: nullable(time),
    /** Of the latest version. */
    executionRoleArn: nullable(string),
    /** Versions that endpoints serve; the endpoint DEFAULT always serves the latest one. */
    versions: listOf(shape({
      version: string,
      provider: nullable(oneOf('bedrock', 'openai', 'gemini', 'litellm')),
      modelId: nullable(string),
      /** Where prompts are sent, when that is not AWS; null where the address is not said either. */
      modelHost: nullable(string),
      /** The model is not one that AWS runs. */
      externalModel: bool,
      tools: listOf(shape({ type: string, name: nullable(string), host: nullable(string), plainHttp: bool })),
      allowedTools: listOf(string),
      maxIterations: nullable(number),
      maxTokens: nullable(number),
      timeoutSeconds: nullable(number),
      jwt: jwtFields,
      /** In headers sent to MCP servers, in environment variables and in the system prompt. */
      secrets: secretHits,
    })),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'runs-image': ['aws.ecr.image'], 'deployed-as': ['aws.agentcore.runtime'], 'retrieves-from': ['aws.agentcore.memory'],
    'calls-tool': ['aws.agentcore.browser', 'aws.agentcore.code_interpreter', 'aws.agentcore.gateway'], serves: modelTypeNames,
  },
  calls: {
    list: listLower<ListHarnessesCommandInput, ListHarnessesCommandOutput, HarnessSummary>(
      'bedrock-agentcore-control:ListHarnesses', { items: (page) => page.harnesses },
    ),
    get: read<GetHarnessCommandInput, GetHarnessCommandOutput>('bedrock-agentcore-control:GetHarness'),
    version: readOrNull<GetHarnessCommandInput, GetHarnessCommandOutput>('bedrock-agentcore-control:GetHarness', ['ResourceNotFoundException']),
    endpoints: listLower<ListHarnessEndpointsCommandInput, ListHarnessEndpointsCommandOutput, HarnessEndpoint>(
      'bedrock-agentcore-control:ListHarnessEndpoints', { items: (page) => page.endpoints },
    ),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const harnessOf = (answer: Answer<GetHarnessCommandOutput>): Answer<HarnessVersion> => (answer.ok ? { ok: true, value: answer.value.harness ?? {} } : answer)
    await each(call.list.rows(), async (row) => {
      const harnessId = row.harnessId ?? ''
      const [latest, endpoints] = await Promise.all([call.get({ harnessId }).then(harnessOf), call.endpoints.all({ harnessId })])
      const newest = said(row.harnessVersion) ?? (latest.ok ? said(latest.value.harnessVersion) : null) ?? ''
      const older = servedVersions(newest, endpoints.ok ? endpoints.value : []).filter((one) => one !== newest)
      const others = await Promise.all(older.map((harnessVersion) => call.version({ harnessId, harnessVersion })))
      const served = [latest, ...others.flatMap(present).map(harnessOf)]
      emit({
        id: row.arn ?? '',
        name: row.harnessName ?? harnessId,
        props: {
          harnessId,
          status: row.status ?? null,
          updatedAt: iso(row.updatedAt),
          executionRoleArn: known(latest, (harness) => said(harness.executionRoleArn)),
          versions: endpoints.ok ? known(allOf(served), (all) => all.map(harnessFacts)) : endpoints.gap,
        },
        edges: harnessEdges(served, endpoints, placeOf(ctx)),
      })
    })
  },
})
