// The text of a LightGBM model: its header, and whether the trees stand where the header says.
// https://github.com/microsoft/LightGBM/blob/master/src/boosting/gbdt_model_text.cpp
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import { commandIn } from './commands.js'

const piece = 2 ** 20
const longestHeader = 8 * piece

export interface LightgbmHeader {
  fields: ReadonlyMap<string, string>
  /** Where the first tree begins. */
  size: number
}

export async function readHeader(content: Bytes, budget: Budget): Promise<LightgbmHeader> {
  let text = ''
  for (let at = 0; at < Math.min(content.size, longestHeader); at += piece) {
    budget.tick()
    text += new TextDecoder('latin1').decode(await content.read(at, Math.min(piece, content.size - at)))
    const found = /\r?\n\r?\n(?=Tree=|end of trees)/.exec(text)
    if (found === null) continue
    const fields = new Map<string, string>()
    for (const line of text.slice(0, found.index).split(/\r?\n/)) {
      const equals = line.indexOf('=')
      if (equals > 0 && !fields.has(line.slice(0, equals))) fields.set(line.slice(0, equals), line.slice(equals + 1))
    }
    return { fields, size: found.index + found[0].length }
  }
  throw new Stopped(content.size > longestHeader ? 'limit' : 'truncated', 'its header has no end')
}

/** What of the body disagrees with the header; each tree is looked up where it should begin. */
export async function checkBody(content: Bytes, { fields, size }: LightgbmHeader, budget: Budget): Promise<{ trees: number; inconsistent: Signs }> {
  const inconsistent = new Signs()
  const sizes = (fields.get('tree_sizes') ?? '').trim().split(/\s+/).filter((one) => one !== '').map(Number)
  if (!fields.has('tree_sizes')) inconsistent.add('tree_sizes', { detail: 'is missing' })
  if (sizes.some((one) => !Number.isSafeInteger(one) || one <= 0)) {
    inconsistent.add('tree_sizes', { detail: 'holds what is no size' })
    return { trees: sizes.length, inconsistent }
  }
  const window = new Pieces(content)
  let at = size
  let trees = 0
  for (const one of sizes) {
    if ((trees & 63) === 0) budget.tick()
    const begin = await window.text(at, 24)
    if (!begin.startsWith(`Tree=${trees}\n`) && !begin.startsWith(`Tree=${trees}\r`)) {
      inconsistent.add('tree_sizes', { offset: at, detail: `tree ${trees} does not begin where the sizes before it end` })
      break
    }
    at += one
    trees += 1
  }
  if (trees === sizes.length && !(await window.text(at, 16)).trimStart().startsWith('end of trees')) inconsistent.add('end of trees', { offset: at, detail: 'is not where the sizes of all trees end' })
  const perIteration = Number(fields.get('num_tree_per_iteration') ?? 1)
  if (perIteration > 0 && sizes.length % perIteration !== 0) inconsistent.add('num_tree_per_iteration', { detail: `${sizes.length} trees are no multiple of ${perIteration}` })
  const highest = Number(fields.get('max_feature_idx'))
  const names = (fields.get('feature_names') ?? '').split(' ').length
  if (Number.isSafeInteger(highest) && names !== highest + 1) inconsistent.add('feature_names', { detail: `${names} names for ${highest + 1} features` })
  for (const [name, value] of fields) {
    const reads = name === 'tree_sizes' || name === 'feature_infos' ? null : commandIn(value)
    if (reads !== null) inconsistent.add(`reads like ${reads}`, { member: name, detail: value.slice(0, 120) })
  }
  await findBinary(content, budget, inconsistent)
  return { trees: sizes.length, inconsistent }
}

/** A text has no control characters. */
async function findBinary(content: Bytes, budget: Budget, into: Signs): Promise<void> {
  for (let from = 0; from < content.size; from += piece) {
    budget.tick()
    const bytes = await content.read(from, Math.min(piece, content.size - from))
    const at = bytes.findIndex((byte) => byte < 9 || (byte > 13 && byte < 32))
    if (at === -1) continue
    into.add('binary content', { offset: from + at, detail: 'in a format that is text' })
    return
  }
}

/** Small texts at rising places: a piece serves many of them. */
class Pieces {
  private bytes = new Uint8Array(0)
  private from = 0

  constructor(private readonly content: Bytes) {}

  async text(at: number, length: number): Promise<string> {
    if (at < this.from || at + length > this.from + this.bytes.length) {
      this.from = at
      this.bytes = Uint8Array.from(await this.content.read(at, Math.max(0, Math.min(piece, this.content.size - at))))
    }
    return new TextDecoder('latin1').decode(this.bytes.subarray(at - this.from, at - this.from + length))
  }
}
