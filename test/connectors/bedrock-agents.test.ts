// Agents, their tools, flows and prompts of Bedrock: mappers fed with real answers, and with the cases those do not have.
import { describe, expect, it } from 'vitest'
import actionGroup, { actionGroupEdges, actionGroupProps } from '../../src/connectors/aws/bedrock/agent-action-group.js'
import agent, { agentEdges, collaborator, versionFacts } from '../../src/connectors/aws/bedrock/agent.js'
import { aliasOf, type AgentRecord } from '../../src/connectors/aws/bedrock/agents.js'
import { nodeEdges, nodeFacts, nodeGuardrails, nodesOf } from '../../src/connectors/aws/bedrock/flow-nodes.js'
import flow, { flowVersion } from '../../src/connectors/aws/bedrock/flow.js'
import { operationsOf } from '../../src/connectors/aws/bedrock/openapi.js'
import prompt, { numbered, promptSecrets } from '../../src/connectors/aws/bedrock/prompt.js'
import { routed, withoutTests } from '../../src/connectors/aws/bedrock/routes.js'
import { GapMark, type AnyCollector } from '../../src/connectors/kit/collector.js'
import { fakeConnector, refuse, type Handler } from '../kit/fake-session.js'
import { collect } from '../kit/kit.js'
import { samples, samplesPresent } from './samples.js'

const place = { partition: 'aws', account: '111122223333', region: 'us-east-1' }
const arn = (resource: string): string => `arn:aws:bedrock:us-east-1:111122223333:${resource}`
const at = new Date('2026-05-12T09:00:00Z')
/** Put together here, so that no file holds one. */
const password = [7, 3, 9, 1, 5].map((n) => `${String.fromCharCode(96 + n)}${n * 11}X`).join('')

describe.skipIf(!samplesPresent)('real answers (skipped: ../shared/data/api-samples is absent)', () => {
  // oxlint-disable-next-line typescript/no-explicit-any -- the mappers are typed from the SDK, the samples are what they are
  type Body = any
  const table: [operation: string, fed: number, feed: (body: Body) => void][] = [
    ['GetAgent', 10, ({ agent: of }) => expect(versionFacts(of)).toMatchObject({ guardrailId: null, memoryTypes: [], secrets: [] })],
    ['ListAgentAliases', 1, ({ agentAliasSummaries }) => expect(withoutTests(agentAliasSummaries.map(aliasOf))).toEqual([{ id: 'DPKND2PF9A', name: 'c7ntest', versions: ['1'] }])],
    // Hand-written, with fields that AWS does not have.
    ['GetFlow', 1, (b) => expect(flowVersion(b, 'DRAFT')).toEqual({ version: 'DRAFT', roleArn: null, kmsKeyArn: null, nodes: [], secrets: [] })],
    ['GetPrompt', 1, (b) => expect(promptSecrets(b)).toEqual([])],
    ['ListPrompts', 1, ({ promptSummaries }) => expect(numbered(promptSummaries)).toEqual(['foo'])],
  ]
  it.each(table)('%s: %i answers', (operation, fed, feed) => {
    const answers = samples('bedrock-agent', operation).filter(({ error }) => error === undefined)
    for (const { data } of answers) feed(data)
    expect(answers.length).toBe(fed)
  })
})

describe('which versions count', () => {
  const alias = (id: string, ...versions: string[]) => ({ id, name: id, versions })
  it.each([
    ['those behind aliases', [alias('LIVE', '2', '3'), alias('NEXT', '3')], ['2', '3']],
    ['the draft, while only tests call it', [alias('TSTALIASID', 'DRAFT')], ['DRAFT']],
    ['the draft, where an alias routes to it', [alias('BETA', 'DRAFT'), alias('LIVE', '1')], ['1', 'DRAFT']],
  ])('%s', (_, aliases, versions) => {
    expect(routed({ ok: true, value: withoutTests(aliases) })).toEqual(versions)
  })
})

describe('agents', () => {
  const gap = new GapMark('some gap')
  it('look for secrets in what people wrote, not in the templates that AWS fills in', () => {
    const prompts = (['DEFAULT', 'OVERRIDDEN'] as const).map((promptCreationMode) => (
      { promptType: 'ORCHESTRATION' as const, promptCreationMode, basePromptTemplate: `Think.\npassword: ${password}` }
    ))
    const { secrets } = versionFacts({
      idleSessionTTLInSeconds: 600, agentResourceRoleArn: undefined, instruction: `Log in with password: ${password}`, promptOverrideConfiguration: { promptConfigurations: prompts },
    })
    expect(secrets.map((hit) => [hit.type, hit.at])).toEqual([['password', 'instruction line 1'], ['password', 'ORCHESTRATION template line 2']])
    expect(JSON.stringify(secrets)).not.toContain(password)
  })

  it('tell the account of a collaborator', () => {
    const one = { agentId: 'A', agentVersion: '1', collaboratorId: 'C', collaborationInstruction: '', relayConversationHistory: undefined, createdAt: at, lastUpdatedAt: at }
    const aliasArn = 'arn:aws:bedrock:us-east-1:444455556666:agent-alias/PARTNER001/LIVE000001'
    expect(collaborator({ ...one, collaboratorName: 'partner', agentDescriptor: { aliasArn } }, '3')).toEqual({ agentVersion: '3', name: 'partner', aliasArn, account: '444455556666' })
  })

  it('have no known relations while it is unknown which versions are live', () => {
    const record: AgentRecord = { id: 'A', name: 'orchard-agent', detail: { ok: false, gap }, aliases: { ok: false, gap }, live: [] }
    const edges = agentEdges(record, place)
    expect(edges.every((edge) => edge !== null && 'unread' in edge)).toBe(true)
    expect(new Set(edges.map((edge) => edge?.type))).toEqual(new Set(Object.keys(agent.relates).filter((type) => type !== 'governed-by')))
  })
})

describe('action groups', () => {
  const ids = { agentId: 'A', agentVersion: '1', actionGroupId: 'G' }
  const group = { ...ids, actionGroupName: 'orders', actionGroupState: 'ENABLED' as const, createdAt: at, updatedAt: at }
  const document = {
    openapi: '3.0.0',
    paths: {
      '/orders/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        get: { operationId: 'getOrder', summary: 'Shows an order' },
        delete: { description: 'Drops it', 'x-requireConfirmation': 'ENABLED' },
      },
      '/reports': { post: { requestBody: { content: { 'application/json': { schema: { required: ['sql'], properties: { sql: { type: 'string' }, format: { type: 'string', enum: ['csv'] } } } } } } } },
    },
  }
  const functions = [
    { name: 'getOrder', method: 'GET', description: 'Shows an order', requireConfirmation: null, parameters: [{ name: 'id', type: 'string', required: true }] },
    { name: 'DELETE /orders/{id}', method: 'DELETE', description: 'Drops it', requireConfirmation: 'ENABLED', parameters: [{ name: 'id', type: 'string', required: true }] },
    { name: 'POST /reports', method: 'POST', description: null, requireConfirmation: null, parameters: [{ name: 'sql', type: 'string', required: true }, { name: 'format', type: 'enum', required: false }] },
  ]
  const yaml = 'openapi: 3.0.0\npaths:\n  /orders:\n    get:\n      operationId: listOrders\n'

  it.each([
    ['JSON', JSON.stringify(document), functions],
    ['YAML', yaml, [{ name: 'listOrders', method: 'GET', description: null, requireConfirmation: null, parameters: [] }]],
    ['YAML that would grow without end', 'a: &a [x, x]\npaths: *a', []],
    ['something else', '<wsdl/>', []],
    ['nothing', '', []],
  ])('read the operations of a schema in %s', (_, payload, expected) => {
    expect(operationsOf(payload)).toEqual(expected)
  })

  it('know a tool of AWS, a function by its name alone, and who acts', () => {
    expect(actionGroupProps({ ...group, parentActionSignature: 'ANTHROPIC.Bash', actionGroupExecutor: { customControl: 'RETURN_CONTROL' } }, ids)).toMatchObject({ returnsControl: true, lambdaArn: null, functions: [] })
    const edges = actionGroupEdges({ ...group, actionGroupExecutor: { lambda: 'arn:aws:lambda:us-east-1:111122223333:function:orchard-orders:live' } }, 'aws')
    expect(edges[0]).toMatchObject({ type: 'can-invoke', to: 'arn:aws:lambda:us-east-1:111122223333:function:orchard-orders' })
    expect(Object.keys(actionGroup.relates)).toContain('can-invoke')
  })
})

describe('flows', () => {
  const inline = (text: string) => ({ prompt: { sourceConfiguration: { inline: { templateType: 'TEXT' as const, modelId: 'amazon.nova-lite-v1:0', templateConfiguration: { text: { text } } } } } })
  const nodes = nodesOf({
    nodes: [
      { name: 'ask', type: 'Prompt', configuration: inline(`password: ${password}`) },
      { name: 'run', type: 'InlineCode', configuration: { inlineCode: { language: 'Python_3', code: 'result = eval(answer)\nsubprocess.run(answer)\nmodel.eval()\nliteral_eval(x)' } } },
      { name: 'retry', type: 'Loop', configuration: { loop: { definition: { nodes: [
        { name: 'tone', type: 'Prompt', configuration: { prompt: {
          sourceConfiguration: { resource: { promptArn: arn('prompt/TONE000001:2') } }, guardrailConfiguration: { guardrailIdentifier: 'orchardguard', guardrailVersion: '3' },
        } } },
      ] } } } },
      { name: 'find', type: 'KnowledgeBase', configuration: { knowledgeBase: { knowledgeBaseId: 'KB00000001' } } },
      { name: 'call', type: 'Agent', configuration: { agent: { agentAliasArn: arn('agent-alias/AGENT00001/LIVE000001') } } },
      { name: 'keep', type: 'Storage', configuration: { storage: { serviceConfiguration: { s3: { bucketName: 'orchard-answers' } } } } },
    ],
  })

  it('tell of nodes inside loops, of code that runs text, and of what stands where', () => {
    expect(nodes.map(nodeFacts).map(({ name, executes }) => [name, executes])).toEqual([
      ['ask', []], ['run', ['eval', 'subprocess.run']], ['retry', []], ['retry/tone', []], ['find', []], ['call', []], ['keep', []],
    ])
    expect(nodes.flatMap((node) => nodeGuardrails(node, '1'))).toEqual([{ guardrail: 'orchardguard', version: '3', by: 'node retry/tone of version 1' }])
  })

  it('reach what their nodes name, by declared relations', () => {
    const edges = nodes.flatMap((node) => nodeEdges(node, '1', place)).filter((edge) => edge !== null)
    for (const edge of edges) expect(flow.relates[edge.type] ?? [], edge.type).toContain(edge.target)
    expect(edges.map((edge) => [edge.type, edge.to])).toEqual([
      ['serves', 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'],
      ['guarded-by', arn('guardrail/orchardguard#3')],
      ['configured-by', arn('prompt/TONE000001')],
      ['retrieves-from', arn('knowledge-base/KB00000001')],
      ['delegates-to', arn('agent/AGENT00001')],
      ['can-write', 'arn:aws:s3:::orchard-answers'],
    ])
  })

  it('keep of a secret its type, place and length', () => {
    expect(flowVersion({ executionRoleArn: undefined, definition: { nodes: nodes.slice(0, 1).map(({ node }) => node) } }, '1').secrets).toEqual([
      { type: 'password', at: 'version 1 node ask line 1', length: password.length },
    ])
  })
})

describe('prompts', () => {
  it('are searched in every text of a chat', () => {
    const chat = { messages: [{ role: 'user' as const, content: [{ text: 'Hello' }, { text: `password: ${password}` }] }], system: [{ text: `password: ${password}` }] }
    const variants = [{ name: 'warm', templateType: 'CHAT' as const, templateConfiguration: { chat } }]
    const hits = promptSecrets({ name: 'tone', id: 'P', arn: '', version: '2', createdAt: at, updatedAt: at, variants })
    expect(hits.map((hit) => hit.at)).toEqual(['version 2 variant warm system line 1', 'version 2 variant warm message 1 line 2'])
  })

  const summary = (version: string) => ({ id: 'P', name: 'orchard-tone', version, createdAt: at })
  const run = async (collector: AnyCollector, handlers: Record<string, Handler>) => {
    const connector = fakeConnector([collector], handlers)
    const { inventory } = await collect({
      connectors: [{ connector, settings: { scopes: [], regions: [], maxRate: 1 } }], takenAt: at, historySince: at, with: new Set(),
      concurrency: 4, requestTimeout: 2000, signal: new AbortController().signal, random: () => 0, env: {},
    })
    return { asset: inventory.assets[0], log: connector.log.map((line) => line.replace('here bedrock-agent:', '')) }
  }
  const lists: Handler = ({ promptIdentifier }) => ({ promptSummaries: promptIdentifier === undefined ? [summary('DRAFT')] : ['DRAFT', '9', '10'].map(summary) })

  it('are read in the draft and in the newest version', async () => {
    const { asset, log } = await run(prompt, { 'bedrock-agent:ListPrompts': lists, 'bedrock-agent:GetPrompt': () => ({ ...summary('DRAFT'), variants: [] }) })
    expect(asset).toMatchObject({ id: 'arn:aws:bedrock:here:111122223333:prompt/P', props: { versions: ['9', '10'], secrets: [], kmsKeyArn: null } })
    expect(log.filter((line) => line.startsWith('GetPrompt'))).toEqual(['GetPrompt {"promptIdentifier":"P"}', 'GetPrompt {"promptIdentifier":"P","promptVersion":"10"}'])
  })

  it('keep what is known when the newest version is denied', async () => {
    const { asset } = await run(prompt, {
      'bedrock-agent:ListPrompts': lists,
      'bedrock-agent:GetPrompt': ({ promptVersion }) => (promptVersion === undefined ? { ...summary('DRAFT'), variants: [] } : refuse({ class: 'denied' })),
    })
    expect(Object.keys(asset?.gaps ?? {})).toEqual(['secrets'])
    expect(asset?.props).toMatchObject({ versions: ['9', '10'], kmsKeyArn: null })
  })
})
