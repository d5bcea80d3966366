// What goes wrong with a request over plain HTTP before the service's own words matter: sockets, TLS, bodies, tokens.
import { isList, type Call } from './collector.js'
import type { Failure, FailureClass } from './failure.js'
import type { HttpAnswer } from './http.js'

/** A success that is not the service's own: a proxy's page, a body cut short. */
export class NotAnAnswer extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NotAnAnswer'
  }
}

/** No token could be had. `lost`: and none will be. */
export class NoToken extends Error {
  constructor(message: string, readonly lost: boolean) {
    super(message)
    this.name = 'NoToken'
  }
}

/** The parsed body of a success; throws what `unserviced` understands, or what `refused` makes of any other answer. */
export function jsonOf(answer: HttpAnswer, refused: (body: unknown) => Error): unknown {
  const isJson = /^(?:application|text)\/json\b/.test(answer.headers['content-type'] ?? '')
  const isGood = answer.status >= 200 && answer.status < 300
  let body: unknown
  try {
    body = JSON.parse(answer.body.toString('utf8').replace(/^\uFEFF/, ''))
  } catch {
    if (isGood) throw new NotAnAnswer(isJson ? 'the answer is cut short or no JSON' : 'the answer is not the service\'s (a proxy or a captive portal?)')
    throw refused(undefined)
  }
  if (!isGood) throw refused(body)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new NotAnAnswer('the answer is no JSON object')
  return body
}

/** A list whose rows are no rows is no answer of the service's, whatever its status says. */
export function checkPage(call: Call, answer: unknown): void {
  if (!isList(call)) return
  const rows: unknown = call.items(answer)
  const token: unknown = call.paging.next(answer)
  const isGood = (rows === undefined || (Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null))) && (token === undefined || typeof token === 'string')
  if (!isGood) throw new NotAnAnswer('the answer holds no rows where rows must be')
}

const network: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EPROTO'])
const tls = /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL)/

/** The failure behind an error that no service sent. */
export function unserviced(error: unknown, call: Call): Failure {
  const message = error instanceof Error ? error.message : String(error)
  const code = text(member(error, 'code')) ?? (error instanceof Error ? error.name : 'Error')
  const failure = (klass: FailureClass, say = `${call.action}: ${message}`): Failure => ({ class: klass, code, message: tidy(say) })
  if (error instanceof NoToken) return failure(error.lost ? 'credentials' : 'transient', message)
  if (error instanceof NotAnAnswer || code === 'AnswerTooLarge') return failure('invalid-answer')
  if (code === 'MissingSdk') return failure('unsupported', message)
  if (code === 'ETIMEDOUT') return failure('timeout')
  if (tls.test(code)) return failure('error', `TLS: ${message}; give a private CA with NODE_EXTRA_CA_CERTS`)
  if (network.has(code) || /socket hang up|aborted|premature close|terminated/i.test(message)) return failure('transient')
  // No host of that name: the service is not there in the location. The session makes sure that names resolve at all.
  if (code === 'ENOTFOUND') return failure('not-offered')
  return failure('error')
}

/** One line, without links and request ids. */
export function tidy(message: string): string {
  return message.replaceAll(/\s+/g, ' ').replaceAll(/https?:\/\/\S+/g, '').trim().slice(0, 300)
}

export function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

export function array(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
