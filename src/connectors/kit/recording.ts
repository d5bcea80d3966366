// Recorded answers: one file a call, under calls/<account>/<region>/<service>.<Action>[.<key>][@<page>].{json,xml,bin}.
// calls/<account>/empty.json lists reads that found nothing, as `service.Action` with `*` for any part of it.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a request asks for, whatever the protocol it is written in. */
export interface Asked {
  account: string
  /** `global` for services without regions. */
  region: string
  service: string
  action: string
  /** The names and ids in the input, joined by dots; empty when there are none. */
  key: string
  /** Page token, or empty. */
  page: string
}

/** An answer on the wire. */
export interface WireAnswer {
  status: number
  headers: Record<string, string>
  body: Uint8Array
}

/** A recorded body that stands for an error; rendered in the service's own protocol. */
export interface RecordedError {
  $error: string
  $status?: number
  $message?: string
}

/** A recorded answer, not yet rendered. */
export type Recorded =
  | { kind: 'error'; error: RecordedError }
  | { kind: 'empty' }
  | { kind: 'json'; value: unknown; status: number; headers: Record<string, string> }
  | { kind: 'bytes'; body: Uint8Array; status: number; headers: Record<string, string> }

const longestKey = 120
/** What an answer about an object says in its headers, and nowhere else. */
const ofObjects = /^(?:content-length|content-range|etag|last-modified|x-amz-(?:checksum-\w+|version-id|storage-class|archive-status|restore|bucket-region)|x-goog-generation|content-md5|x-ms-[\w-]+)$/i

function fileSafe(text: string): string {
  const safe = text.replaceAll(/[^A-Za-z0-9._-]+/g, '_')
  return safe.length <= longestKey ? safe : safe.slice(0, longestKey)
}

function stem(asked: Asked, withKey: boolean): string {
  const key = withKey && asked.key !== '' ? `.${fileSafe(asked.key)}` : ''
  const page = asked.page === '' ? '' : `@${fileSafe(asked.page)}`
  return `${asked.service}.${asked.action}${key}${page}`
}

/** Answers from a folder of recorded calls. A call nobody recorded is refused by name. */
export class Recording {
  private readonly folders = new Map<string, Promise<ReadonlySet<string>>>()
  private readonly empties = new Map<string, Promise<readonly RegExp[]>>()

  constructor(private readonly root: string) {}

  async find(asked: Asked): Promise<Recorded | null> {
    const folder = join(this.root, 'calls', fileSafe(asked.account), fileSafe(asked.region))
    const files = await this.files(folder)
    for (const name of new Set([stem(asked, true), stem(asked, false)])) {
      for (const extension of ['json', 'xml', 'bin']) {
        const file = `${name}.${extension}`
        if (files.has(file)) return this.load(join(folder, file), extension, files.has(`${name}.meta.json`) ? join(folder, `${name}.meta.json`) : null)
      }
    }
    return (await this.empty(asked.account)).some((pattern) => pattern.test(`${asked.service}.${asked.action}`)) ? { kind: 'empty' } : null
  }

  /** The name under which `find` looks first, for the message that refuses a call. */
  static nameOf(asked: Asked): string {
    return `calls/${asked.account}/${asked.region}/${stem(asked, true)}`
  }

  private empty(account: string): Promise<readonly RegExp[]> {
    let patterns = this.empties.get(account)
    if (patterns === undefined) {
      const file = join(this.root, 'calls', fileSafe(account), 'empty.json')
      patterns = readFile(file, 'utf8').then((text) => {
        const listed: unknown = JSON.parse(text)
        if (!Array.isArray(listed)) throw new Error(`${file}: not a list`)
        return listed.map((entry) => new RegExp(`^${String(entry).replaceAll('.', '\\.').replaceAll('*', '.*')}$`))
      }, () => [])
      this.empties.set(account, patterns)
    }
    return patterns
  }

  private files(folder: string): Promise<ReadonlySet<string>> {
    let files = this.folders.get(folder)
    if (files === undefined) {
      files = readdir(folder).then((names) => new Set(names), () => new Set<string>())
      this.folders.set(folder, files)
    }
    return files
  }

  private async load(file: string, extension: string, metaFile: string | null): Promise<Recorded> {
    const meta = metaFile === null ? {} : parseObject(await readFile(metaFile, 'utf8'), metaFile)
    const status = typeof meta['status'] === 'number' ? meta['status'] : 200
    const headers = Object.fromEntries(Object.entries(meta['headers'] ?? {}).map(([k, v]) => [k, String(v)]))
    const body = await readFile(file)
    if (extension !== 'json') return { kind: 'bytes', body, status, headers }
    const value = parseObject(body.toString('utf8'), file)
    if (typeof value['$error'] === 'string') {
      const error: RecordedError = { $error: value['$error'] }
      if (typeof value['$status'] === 'number') error.$status = value['$status']
      if (typeof value['$message'] === 'string') error.$message = value['$message']
      return { kind: 'error', error }
    }
    return { kind: 'json', value, status, headers }
  }
}

function parseObject(text: string, file: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${file}: not a JSON object`)
  // Just checked to be a plain object.
  return value as Record<string, unknown>
}

/** Writes an answer where `Recording` will find it. Recordings hold the account's own data: they are for its owner. */
export async function record(root: string, asked: Asked, answer: WireAnswer): Promise<void> {
  const folder = join(root, 'calls', fileSafe(asked.account), fileSafe(asked.region))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const name = stem(asked, true)
  const isDocument = !Buffer.from(answer.body).subarray(0, 1).equals(Buffer.from('<')) && answer.body.length > 0
  const isRange = Object.keys(answer.headers).some((header) => header.toLowerCase() === 'content-range') && answer.status < 300
  await writeFile(join(folder, `${name}.${isRange ? 'bin' : isDocument ? 'json' : 'xml'}`), answer.body, { mode: 0o600 })
  const telling = isRange || /^(?:HeadObject|blobs\.head)$/.test(asked.action) ? ofObjects : /^(x-amzn-errortype|x-amz-bucket-region|location)$/i
  const kept = Object.fromEntries(Object.entries(answer.headers).filter(([k]) => telling.test(k)))
  if (answer.status !== 200 || Object.keys(kept).length > 0) {
    await writeFile(join(folder, `${name}.meta.json`), `${JSON.stringify({ status: answer.status, headers: kept }, null, 2)}\n`, { mode: 0o600 })
  }
}
