// Evidence in one line: `rootAccess: Enabled, want Disabled`, or the statement of a policy that decides.
import type { Evidence, Json } from '../../core/index.js'
import type { Names } from './names.js'

type Fields = { [key: string]: Json }

/** What was seen and what would have passed. Names the asset when it is another than the finding's. Not yet printable. */
export function evidenceWords(evidence: Evidence, about: string, names: Names): string {
  const owner = evidence.asset === about ? '' : `${names.label(evidence.asset)} `
  const path = evidence.path.replace(/^(->|props\.)/, '')
  const saw = sawWords(evidence.saw)
  const wanted = unquoted(evidence.wanted)
  const isPlain = wanted === '' || (evidence.saw === null && wanted === 'not null') || (wanted === '[]' && isSigns(evidence.saw))
  const want = isPlain ? '' : `, want ${wanted}`
  return `${owner}${path}${path === '' ? '' : ': '}${saw}${want}`
}

function sawWords(value: Json, depth = 0): string {
  if (value === null) return 'not set'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : few(value.map((item) => sawWords(item, depth + 1)))
  if (typeof value !== 'object') return String(value)
  if (typeof value['Effect'] === 'string') return statementWords(value)
  if (isSign(value)) return signWords(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return 'nothing'
  if (depth > 1) return '{…}'
  const inner = few(entries.map(([key, item]) => `${key}: ${sawWords(item, depth + 1)}`), 4)
  return depth === 0 ? inner : `{${inner}}`
}

/** What a reader of files found, or could not read, and where in the file. */
type Sign = { what: string; member: string; offset?: number | null; detail?: string; reason?: string }

function isSign(value: Json | undefined): value is Sign {
  if (!isFields(value) || typeof value['what'] !== 'string' || typeof value['member'] !== 'string') return false
  return typeof value['reason'] === 'string' || (typeof value['detail'] === 'string' && 'offset' in value)
}

function isSigns(value: Json): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item, i) => isSign(item) || (i > 0 && typeof item === 'string'))
}

/** `os.system (REDUCE 'id') in archive/data.pkl at byte 52`, `is no JSON (malformed) in config.json` */
function signWords({ what, member, offset, detail, reason }: Sign): string {
  const more = detail ?? reason ?? ''
  return `${what}${more === '' ? '' : ` (${more})`}${member === '' ? '' : ` in ${member}`}${offset == null ? '' : ` at byte ${offset}`}`
}

/** `Allow s3:GetObject on orchard-corpus/* to anyone if aws:PrincipalOrgID StringEquals o-abc` */
export function statementWords(statement: Fields): string {
  const parts = flat(statement['Effect'] ?? '')
  const actions = either(statement, 'Action', plain)
  if (actions !== null) parts.push(actions)
  const resources = either(statement, 'Resource', resourceWords)
  if (resources !== null) parts.push(`on ${resources === '*' ? 'everything' : resources}`)
  const principals = either(statement, 'Principal', principalWords)
  if (principals !== null) parts.push(`to ${principals}`)
  const condition = statement['Condition']
  if (isFields(condition) && Object.keys(condition).length > 0) parts.push(`if ${conditionWords(condition)}`)
  return parts.join(' ')
}

function either(statement: Fields, key: string, words: (value: string) => string): string | null {
  const value = statement[key]
  if (value !== undefined) return few(flat(value).map(words))
  const not = statement[`Not${key}`]
  return not === undefined ? null : `all but ${few(flat(not).map(words))}`
}

/** The strings of a value that may be one, a list, or a map of both (`Principal`). */
function flat(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(flat)
  return isFields(value) ? Object.values(value).flatMap(flat) : [String(value)]
}

function principalWords(principal: string): string {
  if (principal === '*') return 'anyone'
  const arn = /^arn:[^:]*:(?:iam|sts)::(\d+):(.+)$/.exec(principal)
  return arn === null ? principal : arn[2] === 'root' ? `account ${arn[1]}` : `${arn[1]}:${arn[2]}`
}

function resourceWords(resource: string): string {
  return resource.replace(/^arn:[^:]*:s3:::/, '')
}

function conditionWords(condition: Fields): string {
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    isFields(keys) ? Object.entries(keys).map(([key, values]) => `${key} ${operator} ${few(flat(values))}`) : [operator])
  return tests.join(' and ')
}

function few(words: string[], most = 3): string {
  return words.length <= most + 1 ? words.join(', ') : `${words.slice(0, most).join(', ')} +${words.length - most} more`
}

function plain(value: string): string {
  return value
}

function unquoted(wanted: string): string {
  return /^"[^"]*"$/.test(wanted) ? wanted.slice(1, -1) : wanted
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
