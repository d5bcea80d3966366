// Whether an answer is the service's own and whole: proxies answer with pages of theirs, and half an XML document reads as a smaller one.

/** Thrown for a body that no AWS service would send in answer to the request. */
export class NotAnAnswer extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NotAnAnswer'
  }
}

interface Question {
  method: string
  path: string
  query?: Record<string, string | string[] | null>
  headers: Record<string, string>
  body?: unknown
}

/** Root elements of the S3 answers read here, by the sub-resource asked for. */
const s3Roots: Record<string, string> = {
  publicAccessBlock: 'PublicAccessBlockConfiguration', acl: 'AccessControlPolicy', ownershipControls: 'OwnershipControls',
  encryption: 'ServerSideEncryptionConfiguration', versioning: 'VersioningConfiguration', logging: 'BucketLoggingStatus',
  'object-lock': 'ObjectLockConfiguration', location: 'LocationConstraint', tagging: 'Tagging', 'list-type': 'ListBucketResult',
}

/** Throws when a successful answer is not what was asked for: the SDK would read it as one in which everything is unset. */
export function checkBody(question: Question, body: Uint8Array): void {
  // The bytes of an object may be anything; whether they are those asked for, the headers tell.
  if (question.method === 'HEAD' || asksForObject(question)) return
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (bytes.length === 0) throw new NotAnAnswer('the answer is empty')
  const isForm = (header(question, 'content-type') ?? '').startsWith('application/x-www-form-urlencoded')
  const isS3 = /\/s3\/aws4_request/.test(header(question, 'authorization') ?? '')
  if (!isForm && !isS3) return checkJson(bytes)
  const query = question.query ?? {}
  if ('policy' in query) {
    checkJson(bytes)
    JSON.parse(bytes.toString('utf8'))
    return
  }
  checkXml(bytes, expectedRoot(question))
}

/** The SDK names the operation in the address, since nothing else of it would. */
export function asksForObject({ query }: Pick<Question, 'query'>): boolean {
  return query?.['x-id'] === 'GetObject'
}

/** Only how it starts: the rest is parsed at once, and a parser of JSON does not forgive. */
function checkJson(bytes: Buffer): void {
  const start = bytes.subarray(0, 64).toString('utf8').replace(/^\uFEFF?\s*/, '')
  if (!start.startsWith('{')) throw new NotAnAnswer('the answer is not JSON')
}

function checkXml(bytes: Buffer, expected: string | undefined): void {
  const start = bytes.subarray(0, 2048).toString('utf8')
  const root = /^\uFEFF?\s*(?:<\?[^>]*\?>\s*)?(?:<!--[^>]*-->\s*)?<(?:[\w-]+:)?([A-Za-z_][\w.-]*)/.exec(start)?.[1]
  if (root === undefined) throw new NotAnAnswer('the answer is not XML')
  if (root.toLowerCase() === 'html' || (expected !== undefined && root !== expected)) throw new NotAnAnswer(`the answer is a <${root}>, not a <${expected ?? 'document'}>`)
  const end = bytes.subarray(-512).toString('utf8').trimEnd()
  const closed = new RegExp(`</(?:[\\w-]+:)?${root}\\s*>$`).test(end) || (end.endsWith('/>') && start.indexOf('>', start.indexOf(root)) === start.lastIndexOf('>'))
  if (!closed) throw new NotAnAnswer('the answer breaks off in the middle')
}

function expectedRoot(question: Question): string | undefined {
  const text = typeof question.body === 'string' ? question.body : question.body instanceof Uint8Array ? Buffer.from(question.body).toString('utf8') : ''
  const action = /(?:^|&)Action=(\w+)/.exec(text)?.[1]
  if (action !== undefined) return `${action}Response`
  if (question.path.startsWith('/v20180820/')) return s3Roots['publicAccessBlock']
  const query = question.query ?? {}
  const sub = Object.keys(s3Roots).find((name) => name in query)
  if (sub !== undefined) return s3Roots[sub]
  return question.path === '/' ? 'ListAllMyBucketsResult' : undefined
}

function header({ headers }: Question, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
}
