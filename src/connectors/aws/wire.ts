// Reads what an AWS request asks for, and writes recorded answers, in each service's own protocol.
import type { Asked, Recorded, WireAnswer } from '../kit/recording.js'
import { emptyAnswer, escapeXml, matchRoute, operationsOf, toWireJson, toWireXml } from './operations.js'
import { isRecord } from './sdk-schema.js'
import { namesOf, wordsSigning } from './services.js'

export interface WireRequest {
  method: string
  host: string
  path: string
  query: Record<string, string>
  headers: Record<string, string>
  body: string
}

export type Protocol = 'json' | 'query' | 'ec2' | 'rest-xml'

/** S3 names its operations by sub-resource. */
const s3Reads: Record<string, string> = {
  policy: 'GetBucketPolicy', publicAccessBlock: 'GetPublicAccessBlock', acl: 'GetBucketAcl', ownershipControls: 'GetBucketOwnershipControls',
  encryption: 'GetBucketEncryption', versioning: 'GetBucketVersioning', logging: 'GetBucketLogging', 'object-lock': 'GetObjectLockConfiguration',
  location: 'GetBucketLocation', tagging: 'GetBucketTagging',
}

/** Input fields that steer a list but name nothing. */
const steering = new Set(['SortBy', 'SortOrder', 'SearchExpression', 'Action', 'Version', 'AccountId', 'ModelPackageType', 'CreationTimeAfter', 'CrossAccountFilterOption', 'sortBy', 'sortOrder', 'CreatedAfter', 'creationTimeAfter'])
const tokens = ['NextToken', 'nextToken', 'Marker', 'marker', 'position', 'continuation-token', 'ContinuationToken']

export interface WireAsked extends Asked {
  /** `json` for all services that answer in JSON. */
  protocol: Protocol
  /** What the request says, under the names on the wire; of EC2 and S3 only the plain fields. */
  input: Record<string, unknown>
}

/** Null when the request carries no AWS signature, or asks for nothing that its service has. */
export async function whatIsAsked(request: WireRequest): Promise<WireAsked | null> {
  const credential = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(request.headers['authorization'] ?? '')
  const [, key, region, signing] = credential ?? []
  if (key === undefined || region === undefined || signing === undefined) return null
  const words = wordsSigning(signing)
  const account = accountOfKey(key)
  const scoped = (word: string): { account: string; region: string } => ({ account, region: namesOf(word).global ? 'global' : region })
  if (signing === 's3') {
    const asked = s3Asked(request)
    const { range: Range, 'if-match': IfMatch } = request.headers
    return { account, region, ...asked, protocol: 'rest-xml', input: { ...request.query, Bucket: asked.key, ...(Range !== undefined && { Range }), ...(IfMatch !== undefined && { IfMatch }) } }
  }
  const [first = signing] = words
  const target = request.headers['x-amz-target']
  if (target !== undefined) {
    const input = parseJson(request.body)
    return { ...scoped(first), protocol: 'json', service: first, action: target.split('.').at(-1) ?? '', input, ...inputKey(input) }
  }
  const form = Object.fromEntries(new URLSearchParams(request.body))
  if (form['Action'] !== undefined) {
    return { ...scoped(first), protocol: first === 'ec2' ? 'ec2' : 'query', service: first, action: form['Action'], input: form, ...inputKey(form) }
  }
  for (const word of words) {
    const found = matchRoute((await operationsOf(word)).values(), request.method, request.path, request.query)
    if (found === null) continue
    const input = { ...found.labels, ...request.query, ...parseJson(request.body) }
    return { ...scoped(word), protocol: 'json', service: word, action: found.operation.name, input, ...inputKey(input) }
  }
  return null
}

/** Recorded accounts are addressed by an access key that ends in the account id. */
export function accountOfKey(accessKeyId: string): string {
  return /(\d{12})$/.exec(accessKeyId)?.[1] ?? accessKeyId
}

function s3Asked({ host, path, query, headers, method }: WireRequest): Omit<Asked, 'account' | 'region'> & { region?: string } {
  if (path.startsWith('/v20180820/')) {
    return { service: 's3-control', action: method === 'GET' ? 'GetPublicAccessBlock' : method, key: '', page: '', region: 'global' }
  }
  const virtual = /^([a-z0-9.-]+?)\.s3[.-]/.exec(host)?.[1]
  const segments = decodeURIComponent(path).split('/').filter((part) => part !== '')
  const bucket = virtual ?? segments.shift() ?? ''
  const key = segments.join('/')
  const page = query['continuation-token'] ?? ''
  if (bucket === '') return { service: 's3', action: 'ListBuckets', key: '', page, region: 'global' }
  if (method === 'HEAD') return { service: 's3', action: key === '' ? 'HeadBucket' : 'HeadObject', key: key === '' ? bucket : `${bucket}.${key}`, page: '', region: 'global' }
  if ('list-type' in query) return { service: 's3', action: 'ListObjectsV2', key: `${bucket}.${query['prefix'] ?? ''}`, page, region: 'global' }
  for (const [sub, action] of Object.entries(s3Reads)) if (sub in query) return { service: 's3', action, key: bucket, page: '', region: 'global' }
  // Ranges of one object are recorded as pages are.
  return { service: 's3', action: headers['x-amz-target'] ?? 'GetObject', key: `${bucket}.${key}`, page: headers['range'] ?? '', region: 'global' }
}

function inputKey(input: unknown): { key: string; page: string } {
  let page = ''
  const names: string[] = []
  const walk = (value: unknown, name: string): void => {
    if (tokens.includes(name)) page = String(value)
    // A filter that is one word tells two lists apart, such as the kinds of policies on an account.
    // The account that a container registry belongs to; registries of agents have names of their own.
    else if (steering.has(name) || (name === 'registryId' && /^\d{12}$/.test(String(value))) || /^Filters?\./.test(name) || (/^Filters?$/.test(name) && typeof value !== 'string')) return
    else if (typeof value === 'string') {
      if (!/^(Max|max)/.test(name)) names.push(value)
    } else if (Array.isArray(value)) for (const item of value) walk(item, '')
    else if (typeof value === 'object' && value !== null) for (const [k, v] of Object.entries(value)) walk(v, k)
  }
  for (const [name, value] of Object.entries(input ?? {})) walk(value, name)
  return { key: names.join('.'), page }
}

function parseJson(text: string): Record<string, unknown> {
  const value: unknown = text === '' ? {} : JSON.parse(text)
  return isRecord(value) ? value : {}
}

/** Services whose answers are written without the SDK's description: small tags, and policies in places of their own. */
const plainXml: ReadonlySet<string> = new Set(['iam', 'sts', 's3', 's3-control'])

/** Writes a recorded answer as the service would. */
export async function render(recorded: Recorded, asked: Asked & { protocol: Protocol }): Promise<WireAnswer> {
  if (recorded.kind === 'bytes') return { status: recorded.status, headers: { 'content-type': 'application/xml', ...recorded.headers }, body: recorded.body }
  if (recorded.kind === 'error') return renderError(recorded.error.$error, recorded.error.$message ?? messageFor(recorded.error.$error, asked), recorded.error.$status, asked)
  const { action, protocol, service } = asked
  const output = plainXml.has(service) ? undefined : (await operationsOf(service, action)).get(action)?.output
  if (recorded.kind === 'empty') return render({ kind: 'json', value: emptyAnswer(output), status: 200, headers: {} }, asked)
  if (protocol === 'json') {
    return { status: recorded.status, headers: { 'content-type': 'application/x-amz-json-1.1', ...recorded.headers }, body: Buffer.from(JSON.stringify(toWireJson(output, recorded.value))) }
  }
  // The one S3 answer whose body is the document itself.
  if (protocol === 'rest-xml' && action === 'GetBucketPolicy') {
    return { status: recorded.status, headers: { 'content-type': 'application/json', ...recorded.headers }, body: Buffer.from(JSON.stringify(recorded.value)) }
  }
  const inner = output === undefined ? xml(recorded.value, protocol) : toWireXml(output, recorded.value)
  const text = protocol === 'ec2'
    ? `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response><requestId>recorded</requestId>${inner}</${action}Response>`
    : protocol === 'query'
      ? `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>recorded</RequestId></ResponseMetadata></${action}Response>`
      : `<?xml version="1.0" encoding="UTF-8"?>\n${inner}`
  return { status: recorded.status, headers: { 'content-type': 'text/xml', ...recorded.headers }, body: Buffer.from(text) }
}

function messageFor(code: string, asked: Asked): string {
  return /denied|unauthori[sz]ed/i.test(code)
    ? `User is not authorized to perform: ${asked.service}:${asked.action}`
    : `${code}: ${asked.action}`
}

export function renderError(code: string, message: string, status: number | undefined, asked: { protocol: Protocol; action: string; service: string }): WireAnswer {
  const http = status ?? (/denied|forbidden|unauthori[sz]ed/i.test(code) ? (asked.protocol === 'json' ? 400 : 403) : /^(NoSuch|NotFound)/.test(code) ? 404 : /SlowDown|Unavailable/.test(code) ? 503 : 400)
  if (asked.protocol === 'json') {
    return {
      status: http, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
      body: Buffer.from(JSON.stringify({ __type: code, message })),
    }
  }
  const bare = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`
  const body = asked.protocol === 'rest-xml' && asked.service === 's3' ? `<Error>${bare}<RequestId>recorded</RequestId></Error>`
    : asked.protocol === 'ec2' ? `<Response><Errors><Error>${bare}</Error></Errors><RequestID>recorded</RequestID></Response>`
      : `<ErrorResponse><Error><Type>Sender</Type>${bare}</Error><RequestId>recorded</RequestId></ErrorResponse>`
  // A HEAD has no body: its status is all it says.
  const head = asked.action.startsWith('Head')
  // A bucket that is somebody else's still says where it is.
  const where: Record<string, string> = asked.action === 'HeadBucket' && http !== 404 ? { 'x-amz-bucket-region': 'us-east-1' } : {}
  return { status: http, headers: { 'content-type': 'application/xml', ...where }, body: Buffer.from(head ? '' : `<?xml version="1.0" encoding="UTF-8"?>\n${body}`) }
}

/**
 * A JSON value as AWS XML. Query lists are `<member>`, EC2 lists `<item>`; in REST XML a list repeats its own element.
 * Values under keys ending in `Document` that are objects are policy documents, which IAM sends URL-encoded.
 */
function xml(value: unknown, protocol: Protocol): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) {
    const tag = protocol === 'ec2' ? 'item' : 'member'
    return value.map((item) => `<${tag}>${xml(item, protocol)}</${tag}>`).join('')
  }
  if (typeof value !== 'object') return escapeXml(typeof value === 'string' ? value : JSON.stringify(value))
  return Object.entries(value).map(([key, inner]) => {
    if (key.endsWith('Document') && typeof inner === 'object' && inner !== null) return `<${key}>${encodeURIComponent(JSON.stringify(inner))}</${key}>`
    if (protocol === 'rest-xml' && Array.isArray(inner)) return inner.map((item) => `<${key}>${xml(item, protocol)}</${key}>`).join('')
    return `<${key}>${xml(inner, protocol)}</${key}>`
  }).join('')
}
