// What is fuzzed: every reader of bytes or text that comes from outside, each with the seeds that it takes.
import { Cut, decoded } from '../../src/artifacts/archive/unpack.js'
import { decoders, type Coding } from '../../src/artifacts/archive/codings.js'
import { Feed } from '../../src/artifacts/archive/feed.js'
import { openRar } from '../../src/artifacts/archive/rar.js'
import { open7z } from '../../src/artifacts/archive/seven-zip.js'
import { openTar } from '../../src/artifacts/archive/tar.js'
import { openZip } from '../../src/artifacts/archive/zip.js'
import { bytesOf, type Bytes } from '../../src/artifacts/bytes.js'
import { fileFields } from '../../src/artifacts/file-facts.js'
import type { AnyFormat } from '../../src/artifacts/format.js'
import { openHdf5 } from '../../src/artifacts/hdf5/superblock.js'
import { walkHdf5 } from '../../src/artifacts/hdf5/walk.js'
import { Inspector, type Found } from '../../src/artifacts/inspect.js'
import { Budget, defaultLimits, type Limits } from '../../src/artifacts/limits.js'
import { PickleFacts } from '../../src/artifacts/pickle/facts.js'
import { looksLikePickle, mayBePickle } from '../../src/artifacts/pickle/probe.js'
import { parseJson as parseMapped } from '../../src/artifacts/safetensors/json.js'
import { jsonMembers } from '../../src/artifacts/text/json-members.js'
import { MsgWalk } from '../../src/artifacts/torch/msgpack.js'
import { Stopped, type Unread } from '../../src/artifacts/unread.js'
import { FlatBuffer } from '../../src/artifacts/wire/flatbuffer.js'
import { Wire, type Field } from '../../src/artifacts/wire/protobuf.js'
import { sniff } from '../../src/artifacts/wire/sniff.js'
import type { Steps } from '../../src/artifacts/wire/window.js'
import { readXml } from '../../src/artifacts/wire/xml.js'
import { misfit } from '../../src/core/shape.js'
import { dangerousCall } from './corpus.js'
import type { Mutation } from './mutate.js'
import type { Target } from './oracle.js'
import { pickleMutations, zipMutations } from './structures.js'

/** As tight as they may be and the seeds still be read: what is beyond is refused, and that soon. */
export const limits: Limits = { ...defaultLimits, unpacked: 2 ** 26, bombAbove: 2 ** 20, members: 2000, opcodes: 2_000_000, document: 2 ** 20, time: 1500 }

export function budgetOf(): Budget {
  return new Budget(limits, () => performance.now())
}

export interface Fuzzed extends Target {
  /** Which seeds it takes, by their path. */
  takes: RegExp
  own?: readonly Mutation[]
}

export const stopped = (error: unknown): boolean => error instanceof Stopped

/** The dispatcher with one format, or with all of them. */
export function formatTarget(name: string, formats: readonly AnyFormat[], takes = /./): Fuzzed {
  const inspector = new Inspector(formats, limits, () => performance.now())
  const byType = new Map(formats.map((one) => [one.type, one]))
  return {
    name, takes, own: [...pickleMutations.slice(0, 2), ...zipMutations],
    async run(data, path) {
      const found = await inspector.inspect({ path, content: bytesOf(data), beside: () => Promise.resolve(null) })
      for (const { bug, path: where, type } of found) if (bug !== undefined) throw new Error(`${type} of ${where}: ${bug instanceof Error ? bug.stack ?? bug.message : 'no error'}`)
      return found
    },
    check: (answer) => unfit(answer as Found[], byType),
  }
}

/** The first property that is not as its format declares it, and the first sign that is not fit to be shown. */
function unfit(found: readonly Found[], byType: ReadonlyMap<string, AnyFormat>): string | null {
  for (const { type, props, unread, path } of found) {
    const one = byType.get(type)
    if (one === undefined) return `${type} is no format`
    if (props === null && unread.length === 0) return `${path}: neither props nor a word why`
    if (props !== null) {
      const wrong = misfit({ is: 'record', fields: { ...(one.kind === 'artifact' && fileFields), ...one.props.fields } }, props)
      if (wrong !== null) return `${type}, ${wrong}`
    }
    for (const told of unread) if (!reasons.has(told.reason) || told.what === '') return `${path}: unread ${JSON.stringify(told)}`
  }
  return unprintable(found)
}

const reasons: ReadonlySet<string> = new Set(['malformed', 'truncated', 'encrypted', 'unsupported', 'limit', 'unreadable'])

/** `what` and `detail` of signs are shown as they are. */
function unprintable(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  if ('what' in value && 'detail' in value && 'member' in value && 'offset' in value) {
    for (const text of [value.what, value.detail]) if (typeof text !== 'string' || /[\p{Cc}\p{Cf}]/u.test(text)) return `a sign that cannot be shown: ${JSON.stringify(value)}`
  }
  for (const inner of Object.values(value)) {
    const wrong = unprintable(inner)
    if (wrong !== null) return wrong
  }
  return null
}

async function drained(content: Bytes): Promise<number> {
  let size = 0
  for (let at = 0; at < content.size;) {
    const piece = await content.read(at, 65_536)
    if (piece.length === 0) throw new Stopped('truncated', 'ends early', at)
    size += piece.length
    at += piece.length
  }
  return size
}

/** Members with what each holds, or why it does not. */
async function unpackedMembers(members: readonly { name: string; size: number; open(): Promise<Bytes> }[]): Promise<unknown[]> {
  const all: unknown[] = []
  for (const member of members) {
    const { name, size } = member
    try {
      all.push([name, size, await drained(await member.open())])
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      all.push([name, size, error.what, error instanceof Cut ? error.before.size : 0])
    }
  }
  return all
}

async function pickleAnswer(data: Uint8Array): Promise<unknown> {
  const facts = new PickleFacts()
  const unread: Unread[] = []
  await facts.read(bytesOf(data), { member: '', budget: budgetOf(), unread })
  return { props: facts.props(), unread }
}

const zip: Fuzzed = {
  name: 'zip', takes: /^(?:archives\/.*zip|torch\/.*pt|keras\/.*keras|.*\.zip$)/, own: zipMutations, allows: stopped,
  async run(data) {
    const { members, unread, stray, ...signs } = await openZip(bytesOf(data), budgetOf())
    return { members: await unpackedMembers(members.filter(({ directory }) => !directory).map((member) => ({ name: member.name, size: member.size, open: () => member.open() }))), unread, stray, signs: JSON.parse(JSON.stringify(signs)) as unknown }
  },
}

const tar: Fuzzed = {
  name: 'tar', takes: /\.tar$|nemo$/, allows: stopped,
  async run(data) {
    const { members, unread, ...signs } = await openTar(bytesOf(data), budgetOf())
    return { members: await unpackedMembers(members.filter(({ kind }) => kind === 'file').map((member) => ({ name: member.name, size: member.size, open: () => member.open() }))), unread, signs: JSON.parse(JSON.stringify(signs)) as unknown }
  },
}

const whole = (name: string, takes: RegExp, open: typeof open7z | typeof openRar): Fuzzed => ({
  name, takes, allows: stopped,
  async run(data) {
    const { members, unread, ...signs } = await open(bytesOf(data), budgetOf())
    return { members: await unpackedMembers(members.map((member) => ({ name: member.name, size: member.size, open: () => member.open() }))), unread, signs: JSON.parse(JSON.stringify(signs)) as unknown }
  },
})

const codings = Object.keys(decoders) as Coding[]
const decoderTargets: Fuzzed[] = codings.map((coding) => ({
  name: `decoder ${coding}`, takes: new RegExp(`^packed/${coding}`), allows: stopped,
  async run(data) {
    try {
      const { bytes, used } = await decoded(bytesOf(data), decoders[coding], budgetOf())
      return [bytes.size, used, await drained(bytes)]
    } catch (error) {
      if (error instanceof Cut) return [error.what, error.before.size, error.offset ?? null]
      throw error
    }
  },
}))

/** Whatever follows a call, the call was made by then: no byte behind it takes it back. */
const steadfast: Fuzzed = {
  name: 'pickle, a call and what follows', takes: /^pickle\/\d/, own: pickleMutations,
  run: (data) => pickleAnswer(data.length >= dangerousCall.length ? new Uint8Array([...dangerousCall, ...data.subarray(dangerousCall.length)]) : new Uint8Array([...dangerousCall, ...data])),
  check(answer) {
    const { props } = answer as { props: ReturnType<PickleFacts['props']> }
    return props.dangerousCalls.some(({ what }) => what.includes('system')) && props.verdict === 'dangerous' ? null : 'the dangerous call is lost'
  },
}

export const byteTargets: readonly Fuzzed[] = [
  zip, tar, whole('7z', /7z$/, open7z), whole('rar', /rar$/, openRar), ...decoderTargets, steadfast,
  { name: 'pickle', takes: /^(?:pickle|joblib)\//, own: pickleMutations, run: pickleAnswer },
  {
    name: 'pickle, a first look', takes: /./, own: pickleMutations,
    run: (data) => [looksLikePickle(data.subarray(0, 4096)), mayBePickle(data.subarray(0, 4096), data.length)],
  },
  {
    name: 'hdf5', takes: /h5$/, allows: stopped,
    async run(data) {
      const unread: Unread[] = []
      const budget = budgetOf()
      const walked = await walkHdf5(await openHdf5(bytesOf(data), budget), budget, unread)
      return { groups: walked.groups, datasets: walked.datasets, external: walked.external.list, attributes: walked.attributes.length, unread }
    },
  },
  {
    name: 'protobuf', takes: /^(?:onnx|tensorflow|coreml|paddle)\//, allows: stopped,
    async run(data) {
      const wire = new Wire(bytesOf(data), budgetOf())
      let fields = 0
      function* visit(field: Field): Steps<void> {
        fields += 1
        // What has a length may be a message: most are, and all may be taken for one.
        if (field.wire === 2 && field.depth < 8) yield* wire.each(field, visit)
      }
      await wire.run(wire.each(wire.whole, visit))
      return [fields, sniff(data.subarray(0, 4096), data.length, { 1: 'varint', 2: 'text', 7: { 1: 'bytes' }, 8: 'bytes' }) !== null]
    },
  },
  {
    name: 'flatbuffer', takes: /tflite$|pte$|arrow$|cbm$/, allows: stopped,
    async run(data) {
      const buffer = new FlatBuffer(bytesOf(data), budgetOf())
      const root = await buffer.root(0)
      const texts: (string | null)[] = []
      for (let i = 0; i < 8; i++) {
        texts.push(await root.string(i, 100))
        for await (const inner of root.tables(i)) texts.push(await inner.string(0, 100))
      }
      return texts
    },
  },
  {
    name: 'msgpack', takes: /^flax\//, allows: stopped,
    async run(data) {
      const seen: string[] = []
      for await (const item of new MsgWalk(bytesOf(data), budgetOf()).items()) if (seen.length < 1000) seen.push(item.kind)
      return seen
    },
  },
  {
    name: 'json members', takes: /json$|ipynb$/, allows: stopped,
    async run(data) {
      const seen: unknown[] = []
      for await (const { key, from, to } of jsonMembers(bytesOf(data), budgetOf())) if (seen.length < 1000) seen.push([key, from, to])
      return seen
    },
  },
  { name: 'json with its keys', takes: /json$|ipynb$/, allows: stopped, run: (data) => typeof parseMapped(data) },
  {
    name: 'xml', takes: /xml$/, allows: stopped,
    async run(data) {
      const seen: string[] = []
      await readXml(bytesOf(data), budgetOf(), {
        open: ({ name, attributes, depth }) => { if (seen.length < 1000) seen.push(`${name} ${attributes.size} ${depth}`) }, close: () => {}, text: () => {}, doctype: (text) => { seen.push(text.slice(0, 100)) },
        instruction: () => {}, fault: () => {},
      })
      return seen
    },
  },
  { name: 'feed', takes: /^packed/, allows: stopped, async run(data) {
    const feed = new Feed(bytesOf(data))
    const lengths: number[] = []
    while (!feed.ended || feed.at < feed.data.length) lengths.push((await feed.take(Math.min(7, Math.max(1, feed.data.length - feed.at)))).length)
    return lengths.length
  } },
]
