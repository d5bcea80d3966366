// What goes wrong between a scanner and a cloud, one kind after the other, as a server sends it.
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { renderError } from '../../src/connectors/aws/wire.js'
import type { WireAnswer } from '../../src/connectors/kit/recording.js'
import type { GapReason } from '../../src/core/index.js'
import { random } from '../server/account.js'
import type { Asked } from '../server/server.js'
import type { Site } from './sites.js'

export type Act = WireAnswer | ((response: ServerResponse, socket: Socket) => void) | undefined
/** `n` counts how often the site was asked before. */
export type Injection = (asked: Asked, honest: () => WireAnswer, n: number) => Act

export interface FaultKind {
  /** Its number in the list of faults that must be survived. */
  id: number
  name: string
  make: (seed: number) => Injection
  /** `same`: the scan takes no notice. A reason: what is gapped says it. `vanished`: counted and left out. `kept`: values as they came. `lost`: no credentials any more. */
  becomes: 'same' | 'vanished' | 'kept' | 'lost' | GapReason
  fits: (site: Site) => boolean
  requestTimeout?: number
  endsWhenStalled?: true
  /** Scans at a time, for faults that take time themselves. */
  atOnce?: number
}

const anywhere = (): boolean => true
const hasBody = (site: Site): boolean => site.protocol !== 'head'
const isJson = (site: Site): boolean => site.protocol === 'json' && site.action !== 's3:GetBucketPolicy'
const isItem = (site: Site): boolean => site.kind === 'detail' || site.kind === 'setting'
const some = (...actions: string[]) => (site: Site): boolean => actions.includes(site.action)
const aFew = some(
  'iam:GetAccountAuthorizationDetails', 's3:ListBuckets', 's3:GetBucketPolicy', 's3-control:GetPublicAccessBlock', 'sagemaker:ListModels', 'sagemaker:Search',
  'sagemaker:DescribeNotebookInstance', 'sagemaker:GetModelPackageGroupPolicy', 'ecr:DescribeImages', 'organizations:DescribeOrganization',
)

/** An error in the service's own protocol, under the name the service gives it. */
export function error(asked: Asked, code: string | Record<Asked['protocol'], string>, status?: number, message = 'as the test would have it'): WireAnswer {
  const answer = renderError(typeof code === 'string' ? code : code[asked.protocol], message, status, asked)
  // A HEAD that names a region says that the bucket exists: that would be an answer.
  return asked.action.startsWith('Head') ? { ...answer, headers: {} } : answer
}
const deniedCodes = { json: 'AccessDeniedException', query: 'AccessDenied', ec2: 'UnauthorizedOperation', 'rest-xml': 'AccessDenied' }
const throttleCodes = { json: 'ThrottlingException', query: 'Throttling', ec2: 'RequestLimitExceeded', 'rest-xml': 'SlowDown' }
const serverCodes = { json: 'InternalFailure', query: 'InternalFailure', ec2: 'InternalError', 'rest-xml': 'InternalError' }
export const expiredCodes = { json: 'ExpiredTokenException', query: 'ExpiredToken', ec2: 'RequestExpired', 'rest-xml': 'ExpiredToken' }
const goneCodes = { json: 'ResourceNotFoundException', query: 'NoSuchEntity', ec2: 'ResourceNotFound', 'rest-xml': 'NoSuchBucket' }
const throttleStatus = (asked: Asked): number => (asked.protocol === 'rest-xml' || asked.protocol === 'ec2' ? 503 : 400)

const page = Buffer.from('<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>Welcome to the orchard guest network.</p></body></html>\n')
const html = (status: number): WireAnswer => ({ status, headers: { 'content-type': 'text/html' }, body: page })

/** Sends the head of the answer and half of the body, then hangs up. */
function hangUp(answer: WireAnswer): Act {
  return (response, socket) => {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': String(Math.max(answer.body.length, 2)) })
    response.write(Buffer.from(answer.body).subarray(0, Math.max(1, answer.body.length / 2)))
    setTimeout(() => socket.destroy(), 5)
  }
}

function trickle(answer: WireAnswer): Act {
  return (response) => {
    response.writeHead(answer.status, answer.headers)
    const body = Buffer.from(answer.body)
    let at = 0
    const timer = setInterval(() => response.write(body.subarray(at % body.length, ++at % body.length)), 200)
    response.on('close', () => clearInterval(timer))
  }
}

function flood(answer: WireAnswer): Act {
  return (response) => {
    response.writeHead(200, { ...answer.headers, 'content-length': String(1024 ** 3) })
    const megabyte = Buffer.alloc(1024 * 1024, 0x20)
    const more = (): void => {
      while (!response.destroyed && response.write(megabyte)) continue
    }
    response.on('drain', more)
    more()
  }
}

type Rows = Record<string, unknown>
function json(answer: WireAnswer): Rows {
  return JSON.parse(Buffer.from(answer.body).toString('utf8')) as Rows
}
function withJson(answer: WireAnswer, change: (value: Rows) => void): WireAnswer {
  const value = json(answer)
  change(value)
  return { ...answer, body: Buffer.from(JSON.stringify(value)) }
}

/** One member, chosen by the seed, gets a type it never has. */
function wrongType(answer: WireAnswer, next: () => number): WireAnswer {
  return withJson(answer, (value) => {
    const names = Object.keys(value).filter((name) => !/token/i.test(name))
    const name = names[Math.floor(next() * names.length)]
    if (name === undefined) value['NextToken'] = { no: 'token' }
    else value[name] = typeof value[name] === 'string' || typeof value[name] === 'number' ? { instead: ['of', 'that'] } : 'something else'
  })
}

function unknownWords(answer: WireAnswer): WireAnswer {
  return { ...answer, body: Buffer.from(Buffer.from(answer.body).toString('utf8').replaceAll(/"(InService|Completed|Enabled|Disabled|IAM|SingleModel|MUTABLE|COMPLETE|Approved)"/g, '"Orchardised"')) }
}

const truncated = (answer: WireAnswer): WireAnswer => ({ ...answer, body: Buffer.from(answer.body).subarray(0, Math.floor(answer.body.length * 0.6)) })
const hasToken = (asked: Asked): boolean => ['NextToken', 'nextToken', 'Marker', 'continuation-token'].some((name) => asked.input[name] !== undefined)
const isSuccess = (answer: WireAnswer): boolean => answer.status < 300 && answer.body.length > 2

export const faults: FaultKind[] = [
  { id: 1, name: 'access denied', becomes: 'denied', fits: anywhere, make: () => (asked) => error(asked, deniedCodes, asked.protocol === 'json' ? 400 : 403) },
  { id: 1, name: '403 without a code', becomes: 'denied', fits: aFew, make: () => () => ({ status: 403, headers: {}, body: Buffer.alloc(0) }) },
  { id: 3, name: 'throttled three times', becomes: 'same', fits: anywhere, make: () => (asked, _honest, n) => (n < 3 ? error(asked, throttleCodes, throttleStatus(asked), 'Rate exceeded') : undefined) },
  {
    id: 4, name: 'throttled until the end', becomes: 'throttled', fits: (site) => site.kind !== 'start' && site.kind !== 'bulk' && hasBody(site) && aFew(site), endsWhenStalled: true, atOnce: 5,
    make: () => (asked) => error(asked, throttleCodes, throttleStatus(asked), 'Rate exceeded'),
  },
  { id: 5, name: '500 once', becomes: 'same', fits: anywhere, make: () => (asked, _honest, n) => (n === 0 ? error(asked, serverCodes, 500) : undefined) },
  { id: 5, name: '503 without a body, twice', becomes: 'same', fits: aFew, make: () => (_asked, _honest, n) => (n < 2 ? { status: 503, headers: {}, body: Buffer.alloc(0) } : undefined) },
  { id: 6, name: '500 always', becomes: 'error', fits: anywhere, make: () => (asked) => error(asked, serverCodes, 500) },
  { id: 7, name: 'a page of a captive portal', becomes: 'invalid-answer', fits: hasBody, make: () => () => html(200) },
  { id: 7, name: 'a page with 429, twice', becomes: 'same', fits: aFew, make: () => (_asked, _honest, n) => (n < 2 ? html(429) : undefined) },
  { id: 7, name: 'a page with 403', becomes: 'denied', fits: (site) => hasBody(site) && aFew(site), make: () => () => html(403) },
  { id: 8, name: 'a truncated answer', becomes: 'invalid-answer', fits: hasBody, make: () => (_asked, honest) => (isSuccess(honest()) ? truncated(honest()) : { status: 200, headers: {}, body: Buffer.from('{"Mod') }) },
  { id: 8, name: 'a truncated answer, once', becomes: 'same', fits: aFew, make: () => (_asked, honest, n) => (n > 0 ? undefined : isSuccess(honest()) ? truncated(honest()) : { status: 200, headers: {}, body: Buffer.from('<') }) },
  { id: 8, name: 'an empty answer', becomes: 'invalid-answer', fits: hasBody, make: () => () => ({ status: 200, headers: {}, body: Buffer.alloc(0) }) },
  {
    id: 9, name: 'wrong types', becomes: 'invalid-answer', fits: isJson,
    make: (seed) => {
      const next = random(seed)
      return (_asked, honest) => (isSuccess(honest()) ? wrongType(honest(), next) : { status: 200, headers: {}, body: Buffer.from('{"NextToken":{},"policyText":7,"ResourcePolicy":7,"resourcePolicy":7,"policy":7,"Policy":7,"Organization":7}') })
    },
  },
  { id: 9, name: 'another document', becomes: 'invalid-answer', fits: (site) => site.protocol === 'xml', make: () => () => ({ status: 200, headers: {}, body: Buffer.from('<?xml version="1.0"?>\n<Orchard><Trees>3</Trees></Orchard>') }) },
  { id: 9, name: 'no rows where rows must be', becomes: 'invalid-answer', fits: (site) => site.kind === 'list' && site.action !== 'sagemaker:ListNotebookInstances' && site.action !== 'sagemaker:ListDomains', make: () => () => ({ status: 200, headers: {}, body: Buffer.from('{}') }) },
  { id: 10, name: 'fields nobody knows', becomes: 'same', fits: isJson, make: () => (_asked, honest) => (isSuccess(honest()) ? withJson(honest(), (value) => { value['Orchard'] = { trees: [1, 2, 3] } }) : undefined) },
  { id: 10, name: 'words nobody knows', becomes: 'kept', fits: some('sagemaker:DescribeNotebookInstance', 'sagemaker:DescribeDomain', 'ecr:DescribeRepositories'), make: () => (_asked, honest) => unknownWords(honest()) },
  { id: 11, name: 'an expired token, once', becomes: 'same', fits: hasBody, make: () => (asked, _honest, n) => (n === 0 ? error(asked, expiredCodes, asked.protocol === 'rest-xml' ? 400 : 403) : undefined) },
  { id: 11, name: 'an expired token', becomes: 'lost', fits: aFew, make: () => (asked) => error(asked, expiredCodes, asked.protocol === 'rest-xml' ? 400 : 403) },
  { id: 12, name: 'a clock that is wrong, once', becomes: 'same', fits: hasBody, make: () => (asked, _honest, n) => (n === 0 ? error(asked, 'RequestTimeTooSkewed', 403) : undefined) },
  { id: 12, name: 'a clock that is wrong', becomes: 'error', fits: (site) => hasBody(site) && aFew(site), make: () => (asked) => error(asked, 'RequestTimeTooSkewed', 403) },
  {
    id: 14, name: 'a stale page token', becomes: 'same', fits: (site) => site.paged === true && site.kind !== 'bulk',
    make: () => {
      let stale = true
      return (asked) => {
        if (!stale || !hasToken(asked)) return undefined
        stale = false
        return asked.protocol === 'json' ? error(asked, 'ValidationException', 400, 'Invalid NextToken') : error(asked, 'InvalidMarker', 400)
      }
    },
  },
  { id: 16, name: 'one byte at a time', becomes: 'timeout', fits: (site) => site.kind !== 'start' && hasBody(site) && aFew(site), requestTimeout: 2500, atOnce: 10, make: () => (_asked, honest) => trickle(honest()) },
  { id: 17, name: 'a reset in mid-body, once', becomes: 'same', fits: hasBody, make: () => (_asked, honest, n) => (n === 0 ? hangUp(honest()) : undefined) },
  { id: 17, name: 'a reset in mid-body', becomes: 'error', fits: hasBody, make: () => (_asked, honest) => hangUp(honest()) },
  { id: 17, name: 'a connection that is closed, twice', becomes: 'same', fits: aFew, make: () => (_asked, _honest, n) => (n < 2 ? (_response, socket) => socket.destroy() : undefined) },
  { id: 20, name: 'an operation nobody offers', becomes: 'unsupported', fits: (site) => site.kind !== 'start' && hasBody(site), make: () => (asked) => error(asked, 'UnknownOperationException', 400) },
  { id: 21, name: 'deleted in between', becomes: 'vanished', fits: isItem, make: () => (asked) => error(asked, goneCodes, asked.protocol === 'json' ? 400 : 404) },
  { id: 21, name: 'a list that is "not found"', becomes: 'error', fits: (site) => ['list', 'shared'].includes(site.kind), make: () => (asked) => error(asked, goneCodes, asked.protocol === 'json' ? 400 : 404) },
  { id: 23, name: 'a gigabyte', becomes: 'invalid-answer', fits: (site) => hasBody(site) && aFew(site), atOnce: 3, make: () => (_asked, honest) => flood(honest()) },
]

/** Pages that come again and rows that come twice are made from honest ones, each list in its own words. */
export const listFaults: FaultKind[] = [
  {
    id: 13, name: 'the same page again and again', becomes: 'pagination-loop', fits: (site) => site.paged === true && site.kind !== 'bulk',
    make: () => (_asked, honest) => looped(honest()),
  },
  {
    id: 15, name: 'rows that come on two pages', becomes: 'same', fits: (site) => site.paged === true && site.protocol === 'json',
    make: () => {
      let first: Rows | undefined
      return (asked, honest) => {
        const answer = honest()
        if (!hasToken(asked)) {
          first = json(answer)
          return undefined
        }
        return withJson(answer, (value) => {
          for (const [name, rows] of Object.entries(value)) if (Array.isArray(rows)) value[name] = [...(first?.[name] as unknown[] ?? []), ...rows]
        })
      }
    },
  },
]

function looped(answer: WireAnswer): WireAnswer {
  const text = Buffer.from(answer.body).toString('utf8')
  const again = text.startsWith('{')
    ? JSON.stringify({ ...json(answer), NextToken: 'again' })
    : text.replaceAll(/<Marker>.*?<\/Marker>|<IsTruncated>.*?<\/IsTruncated>|<ContinuationToken>.*?<\/ContinuationToken>/g, '')
      .replace('</GetAccountAuthorizationDetailsResult>', '<IsTruncated>true</IsTruncated><Marker>0</Marker></GetAccountAuthorizationDetailsResult>')
      .replace('</ListAllMyBucketsResult>', '<ContinuationToken>0</ContinuationToken></ListAllMyBucketsResult>')
  return { ...answer, body: Buffer.from(again.replace('"again"', '"0"')) }
}
