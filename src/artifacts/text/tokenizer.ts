// Judges the parts of a `tokenizer.json` that change text: what is replaced, removed, put in, and what tokens stand for.
// https://huggingface.co/docs/tokenizers/api/normalizers
import type { Signs } from '../sign.js'
import { hiddenInstructions } from './instructions.js'
import { fieldOf, fieldsOf, itemsOf, numberOf, stringOf } from './json.js'

export type Stage = 'normalizer' | 'pre_tokenizer' | 'post_processor' | 'decoder'

const deepest = 32
const mostParts = 1000
const inner = ['normalizers', 'pretokenizers', 'processors', 'decoders'] as const

/** Parts of a stage: sequences have parts of their own. */
export function* partsOf(value: unknown, depth = 0): Iterable<unknown> {
  if (depth > deepest) return
  yield value
  for (const key of inner) for (const one of itemsOf(fieldOf(value, key)).slice(0, mostParts)) yield* partsOf(one, depth + 1)
}

/** Text that is neither markup of a model (`<s>`, `[SEP]`, `▁`) nor an abbreviation of what a regular expression matches. */
function hasWords(text: string): boolean {
  return /\p{L}{2}/u.test(text.replaceAll(/<[^<>\s]{0,60}>/g, '').replaceAll(/\[[A-Z_\d]{1,40}\]/g, ''))
}

/** Letters of a pattern that stand for themselves. */
function literalsOf(pattern: string): string {
  return pattern.replaceAll(/\\[pP]\{[^}]{0,60}\}|\\[pP]\w|\\x[\da-fA-F]{2}|\\u\{?[\da-fA-F]{1,6}\}?|\\\w/g, ' ').replaceAll(/\[[^\]]{0,2000}\]|\(\?[\w<!=:-]{1,12}|\{\d*,?\d*\}/g, ' ')
}

export function judgeStage(stage: Stage, value: unknown, found: Signs): void {
  for (const part of partsOf(value)) {
    const type = stringOf(fieldOf(part, 'type')) ?? ''
    const pattern = fieldOf(part, 'pattern')
    const literal = stringOf(fieldOf(pattern, 'String'))
    const regex = stringOf(fieldOf(pattern, 'Regex'))
    const matched = literal ?? (regex === null ? '' : literalsOf(regex))
    if (type === 'Replace') {
      const content = stringOf(fieldOf(part, 'content')) ?? ''
      text(stage, content, found)
      if (hasWords(content) || hasWords(matched)) found.add(`${stage} replaces words`, { member: stage, detail: `${literal ?? regex ?? '?'} becomes ${content === '' ? 'nothing' : content}` })
    }
    if (type === 'Split' && fieldOf(part, 'behavior') === 'Removed' && fieldOf(part, 'invert') !== true && hasWords(matched) && literal !== null) found.add(`${stage} removes words`, { member: stage, detail: literal })
    if (type === 'Prepend') {
      const put = stringOf(fieldOf(part, 'prepend')) ?? ''
      text(stage, put, found)
      if (hasWords(put)) found.add(`${stage} puts words in`, { member: stage, detail: put })
    }
    if (type === 'Strip') {
      const content = stringOf(fieldOf(part, 'content')) ?? ''
      if (hasWords(content)) found.add(`${stage} removes words`, { member: stage, detail: content })
    }
    if (type === 'TemplateProcessing') template(part, found)
  }
}

/** One special token may be put before and after a text, hardly ten: that is a message. */
function template(part: unknown, found: Signs): void {
  for (const which of ['single', 'pair']) {
    const special = itemsOf(fieldOf(part, which)).filter((piece) => fieldOf(piece, 'SpecialToken') !== undefined).length
    if (special > 12) found.add('post_processor puts tokens in', { member: 'post_processor', detail: `${special} special tokens around each text` })
  }
  for (const [name, token] of fieldsOf(fieldOf(part, 'special_tokens'))) {
    const ids = itemsOf(fieldOf(token, 'ids'))
    if (ids.length > 4) found.add('post_processor puts tokens in', { member: 'post_processor', detail: `${name} stands for ${ids.length} tokens` })
  }
}

export interface AddedToken {
  id: number
  content: string
  special: boolean
}

export function addedTokens(value: unknown): AddedToken[] {
  return itemsOf(value).flatMap((one) => {
    const [id, content] = [numberOf(fieldOf(one, 'id')), stringOf(fieldOf(one, 'content'))]
    return id === null || content === null ? [] : [{ id, content, special: fieldOf(one, 'special') === true }]
  })
}

/** Tokens that say something, tokens that share a number, and texts that have two. */
export function judgeTokens(tokens: readonly AddedToken[], found: Signs): void {
  const byId = new Map<number, string>()
  const byContent = new Map<string, number>()
  for (const { id, content } of tokens) {
    text('added_tokens', content, found)
    if (/(?:\p{L}{2,40}\s{1,5}){4}\p{L}{2}/u.test(content)) found.add('token that is a sentence', { member: 'added_tokens', detail: `${id}: ${content}` })
    const other = byId.get(id)
    if (other !== undefined && other !== content) found.add('two tokens of one number', { member: 'added_tokens', detail: `${id}: ${other} and ${content}` })
    const number = byContent.get(content)
    if (number !== undefined && number !== id) found.add('one token of two numbers', { member: 'added_tokens', detail: `${content}: ${number} and ${id}` })
    byId.set(id, content)
    byContent.set(content, id)
  }
}

/** Numbers that the post-processor or `tokenizer_config.json` give to special tokens, against those of the tokens themselves. */
export function judgeNumbers(tokens: readonly AddedToken[], claims: Iterable<{ id: number; content: string; where: string }>, found: Signs): void {
  const byId = new Map(tokens.map(({ id, content }) => [id, content]))
  for (const { id, content, where } of claims) {
    const own = byId.get(id)
    if (own !== undefined && own !== content) found.add('special token that differs', { member: where, detail: `${id} is ${own} here and ${content} in ${where}` })
  }
}

/** Special tokens as the template of the post-processor numbers them. */
export function* numberedByProcessor(value: unknown): Iterable<{ id: number; content: string; where: string }> {
  for (const part of partsOf(value)) {
    for (const [, token] of fieldsOf(fieldOf(part, 'special_tokens'))) {
      const tokens = itemsOf(fieldOf(token, 'tokens'))
      for (const [i, id] of itemsOf(fieldOf(token, 'ids')).entries()) {
        const content = stringOf(tokens[i])
        if (typeof id === 'number' && content !== null) yield { id, content, where: 'post_processor' }
      }
    }
  }
}

export function* numberedByConfig(config: unknown): Iterable<{ id: number; content: string; where: string }> {
  for (const [id, token] of fieldsOf(fieldOf(config, 'added_tokens_decoder'))) {
    const content = stringOf(fieldOf(token, 'content'))
    if (content !== null && /^\d{1,9}$/.test(id)) yield { id: Number(id), content, where: 'tokenizer_config.json' }
  }
}

function text(member: string, content: string, found: Signs): void {
  for (const { what, detail } of hiddenInstructions(content).list) found.add(what, { member, detail })
  const link = /(?:https?:\/\/|\bwww\.)[^\s"'<>]{3,120}/i.exec(content)?.[0]
  if (link !== undefined) found.add('link', { member, detail: link })
}
