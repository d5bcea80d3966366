// The signed statement: which files a signature covers, with which digests, and what it leaves out.
// https://github.com/ossf/model-signing-spec/blob/main/spec/v1.0.md
import { createHash } from 'node:crypto'
import type { Sign } from '../sign.js'
import { isAlgorithm, type Algorithm } from './digests.js'
import { fieldsOf, listOf, parsed, textOrNull, type Fields } from './json.js'
import { isCanonical, plainPath } from './names.js'
import { signOf, type Scope } from './verification.js'

export interface Resource {
  /** Path of the file; `.` for the only file of a model that is one file. */
  path: string
  algorithm: Algorithm
  /** In small hexadecimal. */
  digest: string
  shard: { start: number; end: number } | null
}

export interface Statement {
  scope: Scope
  /** Name of the model: the last part of its path when it was signed. */
  name: string
  resources: Resource[]
  /** Entries that cannot be checked, and why. */
  refused: Sign[]
  weak: Sign[]
}

export const modelPredicate = 'https://model_signing/signature/v1.0'
/** From before 1.0: the files are the subjects, and nothing says how they were listed. */
export const oldPredicate = 'https://model_signing/Digests/v0.1'
const statementV1 = 'https://in-toto.io/Statement/v1'
const statements: ReadonlySet<string> = new Set([statementV1, 'https://in-toto.io/Statement/v0.1'])

export const noScope: Scope = { hash: null, method: null, shardSize: null, ignoredPaths: [], allowSymlinks: false, deprecated: false }

/** What a statement says it is about; null where it is none. */
export function predicateOf(payload: Buffer): { type: string; fields: Fields } | null {
  return predicateIn(fieldsOf(parsed(payload.toString('utf8'))))
}

export function predicateIn(fields: Fields): { type: string; fields: Fields } | null {
  const type = textOrNull(fields.get('predicateType'))
  return type !== null && statements.has(textOrNull(fields.get('_type')) ?? '') ? { type, fields } : null
}

/** The statement about a model; a clause that says what is wrong with it otherwise. */
export function readStatement(payload: Buffer): Statement | string {
  const found = predicateOf(payload)
  if (found === null) return 'the signed payload is no in-toto statement'
  if (found.type === oldPredicate) return readOld(found.fields)
  if (found.type !== modelPredicate || found.fields.get('_type') !== statementV1) return `it is about something else than the files of a model: ${found.type}`
  const subjects = listOf(found.fields.get('subject'))
  const predicate = fieldsOf(found.fields.get('predicate'))
  const listed = predicate.get('resources')
  if (subjects.length !== 1 || !Array.isArray(listed)) return 'the signed statement does not name one model and its files'
  const scope = scopeOf(fieldsOf(predicate.get('serialization')))
  if (typeof scope === 'string') return scope
  const subject = fieldsOf(subjects[0])
  const statement: Statement = { scope, name: textOrNull(subject.get('name')) ?? '', resources: [], refused: [], weak: [] }
  for (const resource of listed) {
    const fields = fieldsOf(resource)
    addResource(statement, textOrNull(fields.get('name')) ?? '', textOrNull(fields.get('algorithm')) ?? '', textOrNull(fields.get('digest')) ?? '')
  }
  checkRoot(statement, textOrNull(fieldsOf(subject.get('digest')).get('sha256')) ?? '')
  return statement
}

function scopeOf(fields: Fields): Scope | string {
  const method = fields.get('method')
  if (method !== 'files' && method !== 'shards') return 'the signed statement does not say how the files were listed'
  const size = fields.get('shard_size')
  const shardSize = method === 'shards' && typeof size === 'number' && Number.isSafeInteger(size) && size > 0 ? size : null
  if (method === 'shards' && shardSize === null) return 'the signed statement does not say how large its shards are'
  const ignored = listOf(fields.get('ignore_paths')).flatMap((path) => (typeof path === 'string' ? [plainPath(path)] : []))
  return {
    hash: textOrNull(fields.get('hash_type')), method, shardSize, ignoredPaths: ignored.toSorted(),
    allowSymlinks: fields.get('allow_symlinks') === true, deprecated: false,
  }
}

function addResource(statement: Statement, name: string, word: string, digest: string): void {
  // The reference implementation writes `sha256-sharded-1000000000` for digests of shards.
  const algorithm = word.replace(`-sharded-${statement.scope.shardSize ?? ''}`, '')
  // The path may have colons of its own: the last two numbers count.
  const shard = statement.scope.method === 'shards' ? /^(.*):(\d{1,15}):(\d{1,15})$/s.exec(name) : null
  const path = shard?.[1] ?? name
  if (statement.scope.method === 'shards' && shard === null) statement.refused.push(signOf(name, 'is no shard of a file'))
  else if (path !== '.' && !isCanonical(path)) {
    statement.refused.push(signOf(name, 'the path leaves the folder, or can be written in another way'))
    statement.weak.push(signOf(name, 'signed under a path that leaves the folder, or can be written in another way'))
  } else if (!isAlgorithm(algorithm)) statement.refused.push(signOf(name, `has a digest of a kind that is not known: ${algorithm}`))
  else if (!/^(?:[0-9a-f]{2})+$/i.test(digest)) statement.refused.push(signOf(name, 'has no digest'))
  else {
    statement.resources.push({
      path, algorithm, digest: digest.toLowerCase(), shard: shard === null ? null : { start: Number(shard[2]), end: Number(shard[3]) },
    })
  }
}

/** The subject's digest is SHA-256 over all digests, in their order: a name for the model that other documents use. */
function checkRoot(statement: Statement, wanted: string): void {
  if (statement.refused.length > 0) return
  const root = createHash('sha256')
  for (const { digest } of statement.resources) root.update(Buffer.from(digest, 'hex'))
  const found = root.digest('hex')
  if (found !== wanted.toLowerCase()) statement.weak.push(signOf(statement.name, `its digest of the whole model is ${wanted}, its files give ${found}`))
}

function readOld(fields: Fields): Statement {
  const statement: Statement = {
    scope: { hash: 'sha256', method: 'files', shardSize: null, ignoredPaths: [], allowSymlinks: false, deprecated: true },
    name: '', resources: [], refused: [], weak: [signOf(oldPredicate, 'the format from before 1.0 does not say what it leaves out')],
  }
  for (const subject of listOf(fields.get('subject'))) {
    const one = fieldsOf(subject)
    addResource(statement, textOrNull(one.get('name')) ?? '', 'sha256', textOrNull(fieldsOf(one.get('digest')).get('sha256')) ?? '')
  }
  return statement
}
