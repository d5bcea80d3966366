// Credentials in what is written in a file: its text, or the readable parts of a binary's head. Weights are never searched.
import type { Opened } from '../format.js'
import { findSecrets, type SecretHit } from '../text/secrets.js'

/** Of binaries: metadata stand at the head of most formats. */
const binaryHead = 64 * 1024
/** Formats whose text is mostly numbers or vocabulary; their metadata stand at both ends. */
const numbers: ReadonlySet<string> = new Set([
  'artifact.pickle', 'artifact.joblib', 'artifact.xgboost', 'artifact.lightgbm', 'artifact.catboost', 'artifact.pmml', 'artifact.mxnet', 'artifact.r_serialized',
])
/** Found by the name beside them, not by their own shape: chance makes such pairs in binaries and vocabularies. */
const byName: ReadonlySet<string> = new Set(['generic-secret', 'password'])
const hitsKept = 25

export async function findCredentials(file: Opened, type: string): Promise<SecretHit[]> {
  const text = decoded(file.bytes, file.bytes.length < file.size)
  if (text === null) return binary(await file.content.read(0, Math.min(file.size, binaryHead)))
  if (numbers.has(type) && file.size > 2 * binaryHead) {
    const ends = [await file.content.read(0, binaryHead), await file.content.read(file.size - binaryHead, binaryHead)]
    return ends.flatMap((end) => binary(end)).slice(0, hitsKept)
  }
  const most = file.budget.limits.document
  if (file.size > most) file.unread.push({ reason: 'limit', what: `only the first ${Math.round(most / 2 ** 20)} MB were searched for credentials`, member: '' })
  const whole = file.size <= file.bytes.length ? text : new TextDecoder(encodingOf(file.bytes)).decode(await file.content.read(0, Math.min(file.size, most)))
  const hits = findSecrets(whole)
  return (type === 'artifact.tokenizer' ? hits.filter((hit) => !byName.has(hit.type)) : hits).slice(0, hitsKept)
}

/** The text that a head is the beginning of; null where it is none. */
export function decoded(head: Uint8Array, cut: boolean): string | null {
  const encoding = encodingOf(head)
  if (encoding === 'utf-8' && head.includes(0)) return null
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(head, { stream: cut })
  } catch {
    return null
  }
}

function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8'
}

const readable = /[\x20-\x7e]{12,}/g

function binary(bytes: Uint8Array): SecretHit[] {
  const hits: SecretHit[] = []
  const text = new TextDecoder('latin1').decode(bytes)
  for (const run of text.matchAll(readable)) {
    for (const { type, length } of findSecrets(run[0])) if (!byName.has(type)) hits.push({ type, at: `text at byte ${run.index}`, length })
  }
  return hits.slice(0, hitsKept)
}
