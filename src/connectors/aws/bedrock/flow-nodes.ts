// The nodes of a flow: what they run, what guards them, what they reach, and secrets written into them.
import type { FlowDefinition, FlowNode } from '@aws-sdk/client-bedrock-agent'
import { listOf, nullable, shape, string, type Infer } from '../../../core/shape.js'
import type { Edge } from '../../kit/collector.js'
import { secretsAt, type SecretHit } from '../../../artifacts/text/secrets.js'
import { bucketArn } from '../arn.js'
import { invokes } from '../edges.js'
import { said, type Place } from '../names.js'
import { bedrockArn, toAgent, toModel } from './arns.js'
import { guardedBy, guardrailUse, type GuardrailUse } from './guardrail-use.js'
import { templateSecrets } from './templates.js'

export const flowNodes = listOf(shape({
  /** Nodes inside a loop after the loop's own name: `retry/ask`. */
  name: string,
  type: string,
  /** The model that the node sends text to; null for a prompt that is kept elsewhere, and for nodes without one. */
  model: nullable(string),
  /** The managed prompt that the node uses. */
  prompt: nullable(string),
  guardrail: nullable(string),
  /** In inline code: the calls that run text as code or as a command. */
  executes: listOf(string),
}))
export type FlowNodeFacts = Infer<typeof flowNodes>[number]

interface NamedNode {
  name: string
  node: FlowNode
}

/** All nodes, those of loops after the loop. */
export function nodesOf(definition: FlowDefinition | undefined, inside = ''): NamedNode[] {
  return (definition?.nodes ?? []).flatMap((node) => {
    const name = `${inside}${node.name ?? ''}`
    return [{ name, node }, ...nodesOf(node.configuration?.loop?.definition, `${name}/`)]
  })
}

export function nodeFacts({ name, node: { type, configuration: is } }: NamedNode): FlowNodeFacts {
  return {
    name,
    type: type ?? '',
    model: said(is?.prompt?.sourceConfiguration?.inline?.modelId ?? is?.knowledgeBase?.modelId),
    prompt: said(is?.prompt?.sourceConfiguration?.resource?.promptArn),
    guardrail: said(guardrailOf(is)?.guardrailIdentifier),
    executes: executed(is?.inlineCode?.code ?? ''),
  }
}

const executors = /(?<![\w.])(exec|eval|compile|__import__)\s*\(|(?<![\w.])(os\.(?:system|popen|exec\w*|spawn\w*)|subprocess\.\w+|importlib\.import_module)\s*\(/g

/** Names of the calls in Python code that run text as code or as a command. */
function executed(code: string): string[] {
  return [...new Set([...code.matchAll(executors)].map(([, own, of]) => own ?? of ?? ''))].toSorted()
}

export function nodeGuardrails({ name, node }: NamedNode, version: string): GuardrailUse[] {
  return guardrailUse(guardrailOf(node.configuration), `node ${name} of version ${version}`)
}

function guardrailOf(is: FlowNode['configuration']): Parameters<typeof guardrailUse>[0] {
  return is?.prompt?.guardrailConfiguration ?? is?.knowledgeBase?.guardrailConfiguration
}

export function nodeSecrets({ name, node: { configuration: is } }: NamedNode, version: string): SecretHit[] {
  const where = `version ${version} node ${name}`
  return [
    ...templateSecrets(where, is?.prompt?.sourceConfiguration?.inline?.templateConfiguration),
    ...secretsAt(where, is?.knowledgeBase?.promptTemplate?.textPromptTemplate),
    ...secretsAt(where, is?.inlineCode?.code),
  ]
}

export function nodeEdges({ name, node: { configuration: is } }: NamedNode, version: string, place: Place): (Edge | null)[] {
  const via = `node ${name} of version ${version}`
  const bucket = (type: Edge['type'], of: string | undefined): Edge | null => (
    said(of) === null ? null : { type, target: 'aws.s3.bucket', to: bucketArn(place.partition, of ?? ''), via }
  )
  const base = said(is?.knowledgeBase?.knowledgeBaseId)
  return [
    toModel('serves', is?.prompt?.sourceConfiguration?.inline?.modelId ?? is?.knowledgeBase?.modelId, place, via),
    guardedBy(guardrailOf(is), place, via),
    base === null ? null : { type: 'retrieves-from', target: 'aws.bedrock.knowledge_base', to: bedrockArn(place, `knowledge-base/${base}`), via },
    invokes(said(is?.lambdaFunction?.lambdaArn), via),
    toAgent(is?.agent?.agentAliasArn, via),
    promptBehind(is?.prompt?.sourceConfiguration?.resource?.promptArn, via),
    bucket('can-read', is?.retrieval?.serviceConfiguration?.s3?.bucketName),
    bucket('can-write', is?.storage?.serviceConfiguration?.s3?.bucketName),
  ]
}

/** Prompts are named with or without a version after the id: `...:prompt/PROMPT12345:3`. */
function promptBehind(prompt: string | undefined, via: string): Edge | null {
  return said(prompt) === null ? null : { type: 'configured-by', target: 'aws.bedrock.prompt', to: (prompt ?? '').split(':').slice(0, 6).join(':'), via }
}
