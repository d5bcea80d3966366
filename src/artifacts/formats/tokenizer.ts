// Tokenizers of the `tokenizers` library: one JSON object, of which the vocabulary is most and is not looked at.
import { nullable, number, shape, string } from '../../core/shape.js'
import { textOf } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, signs } from '../sign.js'
import { orUnread } from '../unread.js'
import { parseJson } from '../text/json.js'
import { jsonMembers, memberValue, type JsonMember } from '../text/json-members.js'
import { addedTokens, judgeNumbers, judgeStage, judgeTokens, numberedByConfig, numberedByProcessor, type AddedToken, type Stage } from '../text/tokenizer.js'

const props = shape({
  /** `BPE`, `WordPiece`, `Unigram` or `WordLevel`. */
  model: nullable(string),
  addedTokens: number,
  specialTokens: number,
  /** Rules that change words, tokens that say something, numbers that disagree. */
  tampering: signs,
})

const stages: ReadonlySet<string> = new Set<Stage>(['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'])
const mostOfMember = 16 * 2 ** 20

export default format({
  type: 'artifact.tokenizer',
  kind: 'artifact',
  props,
  recognise({ bytes, name }) {
    const start = new TextDecoder().decode(bytes)
    if (!/^\ufeff?\s*\{/.test(start)) return 0
    if (/^\ufeff?\s*\{\s*"version"\s*:\s*"[\d.]+"\s*,\s*"(?:truncation|padding|added_tokens)"\s*:/.test(start)) return 3
    return name.toLowerCase() === 'tokenizer.json' ? 2 : 0
  },
  confirm: (file) => Promise.resolve(/"(?:version|truncation|padding|added_tokens|normalizer|pre_tokenizer|post_processor|decoder|model)"\s*:/.test(new TextDecoder().decode(file.bytes))),
  async read(file) {
    const found = new Signs()
    let tokens: AddedToken[] = []
    let model: string | null = null
    let processor: unknown
    const seen = new Set<string>()
    await orUnread(file.unread, '', async () => {
      for await (const member of jsonMembers(file.content, file.budget)) {
        const { key } = member
        if (seen.has(key)) found.add('two members of one name', { member: key, offset: member.from, detail: 'readers differ in which of them they take' })
        seen.add(key)
        await orUnread(file.unread, key, async () => {
          if (key === 'model') model = await modelType(file, member)
          else if (key === 'added_tokens') {
            tokens = [...tokens, ...addedTokens(await memberValue(file.content, member, mostOfMember))]
            judgeTokens(tokens, found)
          } else if (isStage(key)) {
            const value = await memberValue(file.content, member, mostOfMember)
            judgeStage(key, value, found)
            if (key === 'post_processor') processor = value
          }
        })
      }
    })
    judgeNumbers(tokens, numberedByProcessor(processor), found)
    await orUnread(file.unread, 'tokenizer_config.json', async () => {
      const beside = await file.beside('tokenizer_config.json')
      if (beside !== null && beside !== 'outside' && beside.bytes.size <= mostOfMember) judgeNumbers(tokens, numberedByConfig(parseJson(await textOf(beside.bytes, mostOfMember))), found)
    })
    return { props: { model, addedTokens: tokens.length, specialTokens: tokens.filter(({ special }) => special).length, tampering: found.list } }
  },
})

function isStage(key: string): key is Stage {
  return stages.has(key)
}

/** Its type is written first. */
async function modelType(file: Opened, { from, to }: JsonMember): Promise<string | null> {
  const start = new TextDecoder().decode(await file.content.read(from, Math.min(200, to - from)))
  return /^\{\s*"type"\s*:\s*"(\w{1,40})"/.exec(start)?.[1] ?? null
}
