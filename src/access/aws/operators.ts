// Condition operators: how one value of the request compares with one value of the policy.
import ipaddr from 'ipaddr.js'
import { anything, covers, decode, glob } from '../wildcard.js'

export interface Operator {
  /** As documented, such as `StringNotLike`; without prefix and `IfExists`. */
  name: string
  negated: boolean
  /** Whether `*` and `?` in the policy's value are wildcards. */
  wild: boolean
  /** `wanted` has its wildcards encoded. */
  test: (actual: string, wanted: string) => boolean
}

type Test = Operator['test']

const equals: Test = (actual, wanted) => actual === decode(wanted)
const equalsIgnoringCase: Test = (actual, wanted) => actual.toLowerCase() === decode(wanted).toLowerCase()
const like: Test = (actual, wanted) => covers(glob(wanted), actual)
const bool: Test = equalsIgnoringCase
const binary: Test = (actual, wanted) => strip(actual) === strip(decode(wanted))
const numeric = (compare: (a: number, b: number) => boolean): Test => (actual, wanted) => {
  const [a, b] = [number(actual), number(decode(wanted))]
  return a !== null && b !== null && compare(a, b)
}
const date = (compare: (a: number, b: number) => boolean): Test => (actual, wanted) => {
  const [a, b] = [time(actual), time(decode(wanted))]
  return a !== null && b !== null && compare(a, b)
}

const table: readonly (readonly [name: string, test: Test, wild?: 'wild'])[] = [
  ['StringEquals', equals], ['StringEqualsIgnoreCase', equalsIgnoringCase], ['StringLike', like, 'wild'],
  ['NumericEquals', numeric((a, b) => a === b)], ['NumericLessThan', numeric((a, b) => a < b)],
  ['NumericLessThanEquals', numeric((a, b) => a <= b)], ['NumericGreaterThan', numeric((a, b) => a > b)],
  ['NumericGreaterThanEquals', numeric((a, b) => a >= b)],
  ['DateEquals', date((a, b) => a === b)], ['DateLessThan', date((a, b) => a < b)], ['DateLessThanEquals', date((a, b) => a <= b)],
  ['DateGreaterThan', date((a, b) => a > b)], ['DateGreaterThanEquals', date((a, b) => a >= b)],
  ['Bool', bool], ['BinaryEquals', binary], ['IpAddress', inRange],
  ['ArnEquals', arnLike, 'wild'], ['ArnLike', arnLike, 'wild'], ['Null', () => false],
]
const negations: readonly (readonly [name: string, of: string])[] = [
  ['StringNotEquals', 'StringEquals'], ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'], ['StringNotLike', 'StringLike'],
  ['NumericNotEquals', 'NumericEquals'], ['DateNotEquals', 'DateEquals'], ['NotIpAddress', 'IpAddress'],
  ['ArnNotEquals', 'ArnEquals'], ['ArnNotLike', 'ArnLike'],
]

const operators = new Map<string, Operator>()
for (const [name, test, wild] of table) operators.set(name.toLowerCase(), { name, negated: false, wild: wild !== undefined, test })
for (const [name, of] of negations) {
  const base = operators.get(of.toLowerCase())
  if (base !== undefined) operators.set(name.toLowerCase(), { ...base, name, negated: true })
}

export interface OperatorUse {
  operator: Operator
  ifExists: boolean
  /** `ForAllValues:` or `ForAnyValue:`. */
  over: 'all' | 'any' | null
}

/** Null for an operator that AWS does not document. */
export function parseOperator(text: string): OperatorUse | null {
  const lower = text.toLowerCase()
  const over = lower.startsWith('forallvalues:') ? 'all' : lower.startsWith('foranyvalue:') ? 'any' : null
  const bare = over === null ? lower : lower.slice(lower.indexOf(':') + 1)
  const ifExists = bare.endsWith('ifexists')
  const operator = operators.get(ifExists ? bare.slice(0, -'ifexists'.length) : bare)
  if (operator === undefined || (ifExists && operator.name === 'Null')) return null
  return { operator, ifExists, over }
}

function strip(base64: string): string {
  return base64.replace(/=+$/, '')
}

function number(text: string): number | null {
  const n = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(n) ? n : null
}

/** ISO 8601, or seconds since 1970. */
function time(text: string): number | null {
  const n = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text)
  return Number.isFinite(n) ? n : null
}

function inRange(actual: string, wanted: string): boolean {
  const range = parseRange(decode(wanted))
  if (range === null || !ipaddr.isValid(actual)) return false
  const address = ipaddr.process(actual)
  return address.kind() === range[0].kind() && address.match(range)
}

/** `10.0.0.0/8`, or a single address; null for anything else. */
export function parseRange(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
  if (!ipaddr.isValid(text)) return null
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/** Each of the six parts of an ARN is matched on its own: a wildcard does not reach over a colon. */
function arnLike(actual: string, wanted: string): boolean {
  if (wanted === anything) return true
  const [want, have] = [arnParts(wanted), arnParts(actual)]
  if (want === null) return covers(glob(wanted), actual)
  return have !== null && want.every((part, i) => covers(glob(part), have[i] ?? ''))
}

function arnParts(text: string): string[] | null {
  const parts = text.split(':')
  return parts.length < 6 ? null : [...parts.slice(0, 5), parts.slice(5).join(':')]
}
