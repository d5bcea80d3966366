// Prompts kept in Bedrock's prompt management: their versions, their key, and secrets somebody wrote into them.
import type {
  GetPromptCommandInput, GetPromptCommandOutput, GetPromptResponse, ListPromptsCommandInput, ListPromptsCommandOutput, PromptSummary,
} from '@aws-sdk/client-bedrock-agent'
import { listOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer } from '../../kit/collector.js'
import { secretHits, type SecretHit } from '../../../artifacts/text/secrets.js'
import { listLower, read } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { iso, placeOf, said } from '../names.js'
import { bedrockArn } from './arns.js'
import { allFrom, draft, maxPage as max } from './routes.js'
import { templateSecrets } from './templates.js'

export default collector({
  type: 'aws.bedrock.prompt',
  kind: 'prompt',
  service: 'bedrock-agent',
  per: 'region',
  props: shape({
    createdAt: nullable(time),
    /** Numbered versions, oldest first; the draft that can be edited is not among them. */
    versions: listOf(string),
    kmsKeyArn: nullable(string),
    /** In the draft and in the newest version: which one applications call cannot be known. */
    secrets: secretHits,
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: listLower<ListPromptsCommandInput, ListPromptsCommandOutput, PromptSummary>('bedrock-agent:ListPrompts', { items: (page) => page.promptSummaries, max }),
    get: read<GetPromptCommandInput, GetPromptCommandOutput>('bedrock-agent:GetPrompt'),
  },
  async list({ call, each, emit, ...ctx }) {
    const place = placeOf(ctx)
    await each(call.list.rows(), async ({ id = '', name, createdAt }) => {
      // The same operation, asked about one prompt, lists its versions.
      const [current, listed] = await Promise.all([call.get({ promptIdentifier: id }), call.list.all({ promptIdentifier: id })])
      const versions = known(listed, numbered)
      const newest = Array.isArray(versions) ? versions.at(-1) : undefined
      const published = newest === undefined ? [] : [await call.get({ promptIdentifier: id, promptVersion: newest })]
      emit({
        id: bedrockArn(place, `prompt/${id}`),
        name: name ?? id,
        props: {
          createdAt: iso(createdAt),
          versions,
          kmsKeyArn: known(current, (prompt) => said(prompt.customerEncryptionKeyArn)),
          secrets: listed.ok ? secretsOf([current, ...published]) : listed.gap,
        },
        edges: edgesOf(current, 'encrypted-by', (prompt) => [encryptedBy(prompt.customerEncryptionKeyArn, 'customerEncryptionKeyArn')]),
      })
    })
  },
})

export function numbered(versions: readonly PromptSummary[]): string[] {
  return versions.flatMap(({ version }) => (version === undefined || version === draft ? [] : [version])).toSorted((a, b) => Number(a) - Number(b))
}

function secretsOf(prompts: readonly Answer<GetPromptResponse>[]): ReturnType<typeof allFrom<unknown, SecretHit>> {
  return allFrom(prompts, (answer) => known(answer, promptSecrets))
}

export function promptSecrets({ version, variants = [] }: GetPromptResponse): SecretHit[] {
  return variants.flatMap((variant) => templateSecrets(`version ${version ?? draft} variant ${variant.name ?? ''}`, variant.templateConfiguration))
}
