// R objects: RDS files and saved workspaces (RData), packed or not.
import { nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { codingOf, unpacked } from '../archive/unpack.js'
import type { Bytes } from '../bytes.js'
import { startsWith } from '../file-facts/content.js'
import { format, type Opened } from '../format.js'
import { RWalk } from '../rdata/walk.js'
import { Source, type Encoding } from '../rdata/source.js'
import { signs } from '../sign.js'
import { orUnread, Stopped } from '../unread.js'

const packedNames: ReadonlySet<string> = new Set(['.rds', '.rda', '.rdata'])
const encodings: ReadonlyMap<string, Encoding> = new Map([['X', 'xdr'], ['B', 'native'], ['A', 'ascii']])

export default format({
  type: 'artifact.r_serialized',
  kind: 'artifact',
  props: shape({
    /** `rds`: one object; `rdata`: a workspace of named objects. */
    container: oneOf('rds', 'rdata'),
    encoding: oneOf('xdr', 'native', 'ascii'),
    formatVersion: number,
    /** Version of R that wrote it. */
    writer: nullable(string),
    /** Functions, compiled functions and pointers to native memory, which models have. */
    closures: number,
    compiled: number,
    pointers: number,
    /** Promises that are still to be computed, and what is said in them. */
    promises: signs,
    /** Calls, in code that the file carries, of what reaches out of R. */
    dangerousCalls: signs,
  }),
  recognise(head) {
    if (beginOf(head.bytes) !== null) return 3
    // Packed ones begin as anything packed does: a name makes it worth unpacking.
    return packedNames.has(head.extension) && codingOf(head.bytes) !== null ? 2 : 0
  },
  async confirm(file) {
    if (beginOf(file.bytes) !== null) return true
    const inner = await orUnread([], '', () => open(file))
    return inner !== undefined && beginOf(await inner.read(0, Math.min(64, inner.size))) !== null
  },
  async read(file) {
    const content = beginOf(file.bytes) === null ? await open(file) : file.content
    const begin = beginOf(await content.read(0, Math.min(64, content.size)))
    if (begin === null) throw new Stopped('malformed', 'does not begin as an R object')
    const source = new Source(content, file.budget, begin.encoding, begin.size)
    const version = await source.int()
    const writer = await source.int()
    await source.int()
    // Version 3 tells the native encoding of texts.
    if (version === 3) await source.text(Math.min(64, Math.max(0, await source.int())))
    const walk = new RWalk(source, file.budget)
    if (version === 2 || version === 3) await orUnread(file.unread, '', () => walk.run())
    else file.unread.push({ reason: 'unsupported', what: `version ${version} of R's format`, member: '' })
    return {
      props: {
        container: begin.container, encoding: begin.encoding, formatVersion: version, writer: writer > 0 ? [writer >> 16, (writer >> 8) & 255, writer & 255].join('.') : null,
        closures: walk.closures, compiled: walk.compiled, pointers: walk.pointers, promises: walk.promises.list, dangerousCalls: walk.calls.list,
      },
    }
  },
})

async function open(file: Opened): Promise<Bytes> {
  const coding = codingOf(file.bytes)
  if (coding === null) throw new Stopped('malformed', 'is not packed in a way that R knows')
  return unpacked(file.content, coding, file.budget)
}

/** `RDX3\n` of workspaces, then `X\n`; version 2 or 3 follows. */
function beginOf(head: Uint8Array): { container: 'rds' | 'rdata'; encoding: Encoding; size: number } | null {
  const workspace = startsWith(head, [0x52, 0x44]) && (head[3] === 0x32 || head[3] === 0x33) && head[4] === 10
  const at = workspace ? 5 : 0
  const encoding = encodings.get(String.fromCharCode(head[at] ?? 0))
  if (encoding === undefined || head[at + 1] !== 10) return null
  const next = head.subarray(at + 2, at + 6)
  const version = encoding === 'xdr' ? startsWith(next, [0, 0, 0]) && (next[3] ?? 0) : encoding === 'native' ? startsWith(next, [0, 0, 0], 1) && (next[0] ?? 0) : next[1] === 10 && (next[0] ?? 48) - 48
  return version === 2 || version === 3 ? { container: workspace ? 'rdata' : 'rds', encoding, size: at + 2 } : null
}
