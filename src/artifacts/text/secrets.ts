// Finds credentials in texts and settings. What leaves is type, place and length: never the value.
import { listOf, number, shape, string, type Infer } from '../../core/shape.js'
import { nameSays, type NameSays } from './secret-names.js'
import { isPlaceholder, looksRandom, entropy, secretShapes, type SecretShape } from './secret-shapes.js'

export const secretHits = listOf(shape({ type: string, at: string, length: number }))
export type SecretHit = Infer<typeof secretHits>[number]

interface Span {
  type: string
  start: number
  length: number
}

/** Credentials in a text, by line: `{ type: 'github-token', at: 'line 3', length: 40 }`. Linear in the text's length. */
export function findSecrets(text: string): SecretHit[] {
  const issued = withoutOverlaps([...shaped(text), ...privateKeys(text), ...webTokens(text), ...urlPasswords(text)])
  const spans = withoutOverlaps([...issued, ...besides(assignments(text), issued)])
  let line = 1
  let newline = text.indexOf('\n')
  return spans.map(({ type, start, length }) => {
    for (; newline !== -1 && newline < start; newline = text.indexOf('\n', newline + 1)) line += 1
    return { type, at: `line ${line}`, length }
  })
}

/** Credentials in a text that is one of several, told by where it stands: `{ at: 'node draft line 3' }`. */
export function secretsAt(where: string, text: string | undefined): SecretHit[] {
  return findSecrets(text ?? '').map((hit) => ({ ...hit, at: `${where} ${hit.at}` }))
}

/** Credentials in settings that are some of several: `{ at: 'Environment.HF_TOKEN' }`. */
export function secretsIn(where: string, settings: Readonly<Record<string, string>> | undefined): SecretHit[] {
  return findSecretsIn(settings ?? {}).map((hit) => ({ ...hit, at: `${where}.${hit.at}` }))
}

/** Credentials in settings, by name: `{ type: 'hugging-face-token', at: 'HF_TOKEN', length: 37 }`. */
export function findSecretsIn(settings: Readonly<Record<string, string>>): SecretHit[] {
  return Object.entries(settings).flatMap(([name, raw]) => {
    const value = raw.trim().replace(/^(["'])(.*)\1$/s, '$2')
    const inside = findSecrets(value)
    if (inside.length > 0) return inside.map(({ type, length }) => ({ type, at: name, length }))
    const type = judge(nameSays(name), value)
    return type === null ? [] : [{ type, at: name, length: value.length }]
  })
}

/** What a value is under a name that says this; null when it is no secret. */
function judge({ type, hint }: NameSays, value: string): string | null {
  if ((type === null && hint === null) || value.length < 6 || /\s/.test(value) || isPlaceholder(value) || isAddress(value)) return null
  if (type !== null) return value.length >= 8 ? type : null
  if (hint === 'password') return /[^A-Za-z]/.test(value) ? 'password' : null
  return value.length >= 12 && /\d/.test(value) && /[A-Za-z]/.test(value) && entropy(value) >= 3 ? 'generic-secret' : null
}

function isAddress(value: string): boolean {
  return /^(?:\/|\.{1,2}\/|~\/|[a-z][a-z0-9+.-]*:\/\/)/i.test(value)
}

const shapesByMark = new Map<string, SecretShape[]>()
for (const one of secretShapes) shapesByMark.set(one.mark, [...(shapesByMark.get(one.mark) ?? []), one])
// Longest first, so that `sk-ant-` is seen before `sk-`.
const marks = [...shapesByMark.keys()].toSorted((a, b) => b.length - a.length)
const anyMark = new RegExp(marks.map((mark) => mark.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g')

function* shaped(text: string): Iterable<Span> {
  anyMark.lastIndex = 0
  for (let found = anyMark.exec(text); found !== null; found = anyMark.exec(text)) {
    for (const one of shapesByMark.get(found[0]) ?? []) {
      const span = fit(one, text, found.index)
      if (span === null) continue
      yield span
      anyMark.lastIndex = span.start + span.length
      break
    }
  }
}

function fit(one: SecretShape, text: string, mark: number): Span | null {
  const before = one.before ?? 0
  const start = mark - before
  // A credential does not begin in the middle of a word: that also keeps runs of marks from being walked over and over.
  if (start < 0 || (start > 0 && isWord(text.charCodeAt(start)) && isWord(text.charCodeAt(start - 1)) && !isEscape(text, start - 1))) return null
  for (let i = start; i < mark; i++) if (!one.chars(text.charCodeAt(i))) return null
  const from = mark + one.mark.length
  const [fewest, most] = one.after
  let end = from
  while (end < text.length && end - from <= most && one.chars(text.charCodeAt(end))) end += 1
  const body = text.slice(from, end)
  if (body.length < fewest || body.length > most || (end < text.length && /\w/.test(text[end] ?? ''))) return null
  return looksRandom(body) && (one.check === undefined || one.check(body)) ? { type: one.type, start, length: end - start } : null
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 45
}

/** The `n` of a `\n` in escaped text. */
function isEscape(text: string, at: number): boolean {
  return text[at - 1] === '\\' && /[nrt]/.test(text[at] ?? '')
}

/** PEM and PGP private keys that have a body: the bare header is no key. */
function* privateKeys(text: string): Iterable<Span> {
  const header = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----/g
  for (let found = header.exec(text); found !== null; found = header.exec(text)) {
    const dashes = text.indexOf('-----', header.lastIndex)
    const until = Math.min(dashes === -1 ? text.length : dashes, header.lastIndex + 20_000)
    const body = text.slice(header.lastIndex, until).replaceAll(/\\n|[^A-Za-z0-9+/=]/g, '')
    if (body.length < 64 || !looksRandom(body)) continue
    yield { type: 'private-key', start: found.index, length: until - found.index }
    header.lastIndex = until
  }
}

/** JSON Web Tokens whose first part says so. */
function* webTokens(text: string): Iterable<Span> {
  const token = /(?<![\w-])eyJ[\w-]{10,2000}\.[\w-]{10,8000}\.[\w-]{20,2000}/g
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    const header = Buffer.from(found[0].slice(0, found[0].indexOf('.')), 'base64url').toString('utf8')
    if (header.includes('"alg"')) yield { type: 'json-web-token', start: found.index, length: found[0].length }
  }
}

const databases = new Set([
  'postgres', 'postgresql', 'mysql', 'mariadb', 'mongodb', 'redis', 'rediss', 'amqp', 'amqps', 'mssql', 'sqlserver', 'oracle', 'clickhouse', 'snowflake',
  'neo4j', 'bolt', 'couchbase', 'cassandra',
])

/** `scheme://user:password@host` */
function* urlPasswords(text: string): Iterable<Span> {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    let from = at
    while (from > 0 && at - from < 24 && /[A-Za-z0-9+.-]/.test(text[from - 1] ?? '')) from -= 1
    const scheme = text.slice(from, at).toLowerCase()
    if (scheme === '') continue
    const user = /^[^\s"'`<>/@?#:]{0,128}:([^\s"'`<>/@?#]{3,256})@[A-Za-z0-9[]/.exec(text.slice(at + 3, at + 3 + 400))
    const secret = user?.[1]
    if (secret === undefined || isPlaceholder(secret)) continue
    const start = at + 3 + (user?.[0].lastIndexOf(secret) ?? 0)
    yield { type: databases.has(scheme.split(/[+.]/, 1)[0] ?? '') ? 'database-url-password' : 'url-password', start, length: secret.length }
  }
}

const assigned = /(?:passw(?:or)?d|passphrase|pwd|secret|token|key|credential)/gi
const codeLike = /[(){}[\]<>$;\\]/

/** `NAME = value` in shell, code, YAML or JSON, where the name tells of a secret. */
function* assignments(text: string): Iterable<Span> {
  assigned.lastIndex = 0
  const said = new Map<string, NameSays>()
  for (let found = assigned.exec(text); found !== null; found = assigned.exec(text)) {
    const rest = /^[A-Za-z0-9_-]{0,40}/.exec(text.slice(assigned.lastIndex, assigned.lastIndex + 40))?.[0] ?? ''
    const nameEnd = assigned.lastIndex + rest.length
    assigned.lastIndex = nameEnd
    let nameStart = found.index
    while (nameStart > 0 && found.index - nameStart < 60 && isWord(text.charCodeAt(nameStart - 1))) nameStart -= 1
    // In `arn:aws:secretsmanager:...:secret:name` and in paths the word is no name.
    if (/[:/]/.test(text[nameStart - 1] ?? '')) continue
    const name = text.slice(nameStart, nameEnd)
    let says = said.get(name)
    if (says === undefined) {
      says = nameSays(name)
      said.set(name, says)
    }
    if (says.type === null && says.hint === null) continue
    const after = text.slice(nameEnd, nameEnd + 600)
    const given = (name.startsWith('--') ? /^(?:[ \t]{1,3}|=)(["'])?/ : /^["'\])]{0,2}[ \t]{0,4}(?::=|=>?|:)[ \t]{0,4}(["'])?/).exec(after)
    if (given === null) continue
    const quote = given[1]
    const from = given[0].length
    const value = (quote === undefined ? /^[^\s"',&|]{1,512}/ : quote === '"' ? /^[^"\n]{1,512}/ : /^[^'\n]{1,512}/).exec(after.slice(from))?.[0]
    if (value === undefined || (quote === undefined && codeLike.test(value))) continue
    const type = judge(says, value)
    if (type === null) continue
    yield { type, start: nameEnd + from, length: value.length }
    assigned.lastIndex = nameEnd + from + value.length
  }
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.start + b.length && b.start < a.start + a.length
}

/** Those that touch none of the others, which are in order of place and apart. */
function* besides(spans: Iterable<Span>, others: readonly Span[]): Iterable<Span> {
  let i = 0
  for (const span of spans) {
    for (let other = others[i]; other !== undefined && other.start + other.length <= span.start; other = others[i]) i += 1
    const next = others[i]
    if (next === undefined || !overlaps(span, next)) yield span
  }
}

/** In order of place; of two that overlap, the longer one. */
function withoutOverlaps(spans: readonly Span[]): Span[] {
  const kept: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.length - a.length)) {
    const last = kept.at(-1)
    if (last === undefined || !overlaps(last, span)) kept.push(span)
    else if (span.length > last.length) kept[kept.length - 1] = span
  }
  return kept
}
