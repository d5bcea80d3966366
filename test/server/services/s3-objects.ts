// Every object of the made-up account's buckets: a pickle of a list, as long as the lists of objects say.
import { rangeOf } from '../objects.js'
import type { ServiceAnswers } from '../serve.js'

const size = 1024
const etag = '0123'
/** `[]`, and zeros after it. */
const content = Buffer.concat([Buffer.from([0x80, 4, 0x5d, 0x2e]), Buffer.alloc(size - 4)])

export default {
  's3.HeadObject': (account, { input }) => {
    const [bucket] = String(input['Bucket']).split('.', 1)
    if (!account.buckets.some(({ name }) => name === bucket)) return { raw: '', status: 404 }
    return { raw: '', headers: { 'content-length': String(size), etag: `"${etag}"`, 'last-modified': 'Fri, 01 May 2026 00:00:00 GMT' } }
  },
  's3.GetObject': (_account, { input }) => {
    const range = rangeOf(content, String(input['Range']))
    return range === null ? { error: 'InvalidRange', status: 416 } : { raw: range.body, status: 206, headers: { 'content-range': range.header, etag: `"${etag}"` } }
  },
} satisfies ServiceAnswers
