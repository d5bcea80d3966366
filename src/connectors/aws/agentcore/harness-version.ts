// One version of a harness: its model, its tools, its limits, and what stands in its texts.
import type { Harness, HarnessModelConfiguration, HarnessTool } from '@aws-sdk/client-bedrock-agentcore-control'
import type { Answer, Edge, UnreadEdges } from '../../kit/collector.js'
import { findSecretsIn, secretsAt, type SecretHit } from '../../../artifacts/text/secrets.js'
import { toModel } from '../bedrock/arns.js'
import { runsAs, runsImage } from '../edges.js'
import { said, type Place } from '../names.js'
import { hostOf, toAgentcore } from './arns.js'
import { jwtFacts } from './authorizer.js'
import { edgesOfVersions } from './versions.js'

export type HarnessVersion = Partial<Harness>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function harnessFacts(harness: HarnessVersion) {
  return {
    version: harness.harnessVersion ?? '',
    ...modelFacts(harness.model),
    tools: (harness.tools ?? []).map(toolFacts),
    allowedTools: harness.allowedTools ?? [],
    maxIterations: harness.maxIterations ?? null,
    maxTokens: harness.maxTokens ?? null,
    timeoutSeconds: harness.timeoutSeconds ?? null,
    jwt: jwtFacts(harness.authorizerConfiguration),
    secrets: secretsOf(harness),
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function toolFacts({ type, name, config }: HarnessTool) {
  const url = said(config?.remoteMcp?.url)
  return { type: type ?? '', name: said(name), host: hostOf(url), plainHttp: url?.toLowerCase().startsWith('http://') === true }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function modelFacts(model: HarnessModelConfiguration | undefined) {
  const { openAiModelConfig: openai, geminiModelConfig: gemini, liteLlmModelConfig: litellm } = model ?? {}
  if (openai !== undefined) return external('openai', openai.modelId, hostOf(openai.apiBase) ?? 'api.openai.com')
  if (gemini !== undefined) return external('gemini', gemini.modelId, 'generativelanguage.googleapis.com')
  if (litellm !== undefined && !/^(?:bedrock|sagemaker)(?:_\w+)?\//.test(litellm.modelId ?? '')) return external('litellm', litellm.modelId, hostOf(litellm.apiBase))
  const modelId = said(model?.bedrockModelConfig?.modelId ?? litellm?.modelId)
  return { provider: litellm !== undefined ? 'litellm' : modelId === null ? null : 'bedrock', modelId, modelHost: null, externalModel: false }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function external(provider: 'openai' | 'gemini' | 'litellm', modelId: string | undefined, modelHost: string | null) {
  return { provider, modelId: said(modelId), modelHost, externalModel: true }
}

function secretsOf(harness: HarnessVersion): SecretHit[] {
  const inHeaders = (harness.tools ?? []).flatMap((tool) => Object.entries(tool.config?.remoteMcp?.headers ?? {})
    .flatMap(([name, value]) => inHeader(name, value).map((hit) => ({ ...hit, at: `header ${name} of ${tool.name ?? 'a tool'}` }))))
  const inPrompt = (harness.systemPrompt ?? []).flatMap((block) => secretsAt('system prompt', block.text))
  return [...inHeaders, ...findSecretsIn(harness.environmentVariables ?? {}), ...inPrompt]
}

/** What follows the scheme in a header such as `Authorization: Bearer …` is a token, whatever the header is called. */
function inHeader(name: string, value: string): SecretHit[] {
  const token = /^\s*(?:bearer|basic|token|apikey)\s+(\S+)\s*$/i.exec(value)?.[1]
  return findSecretsIn(token === undefined ? { [name]: value } : { token })
}

export function harnessEdges(served: readonly Answer<HarnessVersion>[], endpoints: Answer<unknown>, place: Place): (Edge | UnreadEdges | null)[] {
  const relations = ['runs-as', 'runs-image', 'deployed-as', 'retrieves-from', 'calls-tool', 'serves'] as const
  return edgesOfVersions(served, endpoints, relations, (version) => versionEdges(version, place))
}

function versionEdges(harness: HarnessVersion, place: Place): (Edge | null)[] {
  const via = (what: string): string => `${what} of version ${harness.harnessVersion ?? ''}`
  return [
    runsAs(said(harness.executionRoleArn), via('executionRoleArn')),
    runsImage(harness.environmentArtifact?.containerConfiguration?.containerUri, place.account, place.partition, via('environmentArtifact')),
    toAgentcore('deployed-as', 'aws.agentcore.runtime', harness.environment?.agentCoreRuntimeEnvironment?.agentRuntimeArn, via('environment')),
    toAgentcore('retrieves-from', 'aws.agentcore.memory', harness.memory?.agentCoreMemoryConfiguration?.arn ?? harness.memory?.managedMemoryConfiguration?.arn, via('memory')),
    ...(harness.tools ?? []).map((tool) => callsTool(tool, via('tools'))),
    toModel('serves', harness.model?.bedrockModelConfig?.modelId, place, via('model')),
  ]
}

function callsTool({ config }: HarnessTool, via: string): Edge | null {
  return toAgentcore('calls-tool', 'aws.agentcore.browser', config?.agentCoreBrowser?.browserArn, via)
    ?? toAgentcore('calls-tool', 'aws.agentcore.code_interpreter', config?.agentCoreCodeInterpreter?.codeInterpreterArn, via)
    ?? toAgentcore('calls-tool', 'aws.agentcore.gateway', config?.agentCoreGateway?.gatewayArn, via)
}
