// Bedrock flows and prompts of the made-up account: a flow with a version behind an alias, and a prompt that it uses.
import type { Row } from '../account.js'
import { described, listed, made, type RowPlace, type Rows, type ServiceAnswers } from '../serve.js'

const id = (kind: string, i: number): string => `${kind}${String(i).padStart(10 - kind.length, '0')}`
const times = { createdAt: '2026-03-01T00:00:00Z', updatedAt: '2026-03-02T00:00:00Z' }
const model = 'anthropic.claude-3-haiku-20240307-v1:0'
const text = 'Answer the question {{question}} in the voice of an apple grower.'

const flows = made('bedrock.flows', (i, place) => ({
  id: id('FLOW', i), name: `orchard-flow-${i}`, arn: place.arn('bedrock', `flow/${id('FLOW', i)}`), status: 'Prepared', version: 'DRAFT', ...times,
  executionRoleArn: place.role(i), validations: [], definition: { nodes: nodes(i, place), connections: [] },
}))

function nodes(i: number, place: RowPlace): Row[] {
  return [
    { name: 'ask', type: 'Prompt', configuration: { prompt: {
      sourceConfiguration: { inline: { modelId: model, templateType: 'TEXT', templateConfiguration: { text: { text, inputVariables: [{ name: 'question' }] } } } },
      guardrailConfiguration: { guardrailIdentifier: 'orchardguard', guardrailVersion: '1' },
    } } },
    { name: 'grade', type: 'Prompt', configuration: { prompt: { sourceConfiguration: { resource: { promptArn: place.arn('bedrock', `prompt/${id('PROMPT', i)}:2`) } } } } },
    { name: 'find', type: 'KnowledgeBase', configuration: { knowledgeBase: { knowledgeBaseId: 'KB00000000' } } },
    { name: 'order', type: 'LambdaFunction', configuration: { lambdaFunction: { lambdaArn: place.arn('lambda', 'function:orchard-orders-0') } } },
    { name: 'keep', type: 'Storage', configuration: { storage: { serviceConfiguration: { s3: { bucketName: place.bucket(i) } } } } },
  ]
}

/** A version has no validations, and is never updated. */
function versionOf({ updatedAt: _updated, validations: _drafts, ...row }: Row, version: unknown): Row {
  return { ...row, version }
}

const prompts = made('bedrock.prompts', (i, place) => ({
  id: id('PROMPT', i), name: `orchard-prompt-${i}`, arn: place.arn('bedrock', `prompt/${id('PROMPT', i)}`), version: 'DRAFT', ...times,
  variants: [{ name: 'variantOne', templateType: 'TEXT', templateConfiguration: { text: { text } }, modelId: model }],
}))

/** Of each prompt, the draft and two numbered versions; the list of all prompts has the drafts. */
const versions: Rows = (account, region) => prompts(account, region).flatMap((row) => ['DRAFT', '1', '2'].map((version) => ({ ...row, version })))
const asked = (row: Row, input: Row): boolean => (input['promptIdentifier'] === undefined ? row['version'] === 'DRAFT' : row['id'] === input['promptIdentifier'])

export default {
  'bedrock-agent.ListFlows': listed(flows, { rows: 'flowSummaries', max: 1000, fields: ['id', 'name', 'arn', 'status', 'version', 'createdAt', 'updatedAt'] }),
  'bedrock-agent.GetFlow': described(flows, { by: { flowIdentifier: 'id' } }),
  'bedrock-agent.GetFlowVersion': described(flows, { by: { flowIdentifier: 'id' }, as: (row, { flowVersion }) => versionOf(row, flowVersion) }),
  'bedrock-agent.ListFlowAliases': listed(flows, {
    rows: 'flowAliasSummaries', max: 1000, where: (row, { flowIdentifier }) => row['id'] === flowIdentifier,
    as: (row) => ({ id: 'FLOWALIAS1', name: 'live', flowId: row['id'], arn: `${String(row['arn'])}/alias/FLOWALIAS1`, routingConfiguration: [{ flowVersion: '1' }], ...times }),
  }),
  'bedrock-agent.ListPrompts': listed(versions, { rows: 'promptSummaries', max: 1000, where: asked, fields: ['id', 'name', 'arn', 'version', 'createdAt', 'updatedAt'] }),
  'bedrock-agent.GetPrompt': described(prompts, { by: { promptIdentifier: 'id' }, as: (row, { promptVersion }) => ({ ...row, version: promptVersion ?? 'DRAFT' }) }),
} satisfies ServiceAnswers
