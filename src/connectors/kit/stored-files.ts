// Looks into the objects of a store as into files of a folder: what is found in them are assets of their own.
import { setImmediate } from 'node:timers/promises'
import { partsBeside } from '../../artifacts/beside.js'
import type { Opened } from '../../artifacts/format.js'
import { Inspector, type Found } from '../../artifacts/inspect.js'
import { defaultLimits } from '../../artifacts/limits.js'
import { weightTypes } from '../../artifacts/repo/weights.js'
import { Stopped } from '../../artifacts/unread.js'
import { propsOf, type Mark } from './artifact-assets.js'
import { modelOf, modelType } from './artifact-model.js'
import type { Answer, Call, Calls, Emission, GapMark, Held, SharedCtx } from './collector.js'
import { allFormats } from './formats.js'
import { readyForPython } from './grammar.js'
import { Semaphore } from './limits.js'
import { RangeBytes, tooMuch, type Range } from './range-bytes.js'

/** What pins an object: what is read of it must be of this size and under this tag. */
export interface Version {
  size: number
  tag: string | null
}

/** A bucket, or whatever the provider calls it. */
export interface Store {
  /** Type of the objects in it. */
  type: string
  /** The call that fetches ranges: gaps in what is in an object are put down to it. */
  call: Call
  /** `s3://bucket/folder/model.pt` for a path: ids of what is found in an object begin with it. */
  uri(path: string): string
  /** `null`: there is no such object. */
  head(path: string): Promise<Answer<Version | null>>
  /** `null`: it is gone, or of another version by now. */
  fetch(path: string, version: Version, from: number, length: number): Promise<Answer<Range | null>>
}

export interface StoredObject extends Version {
  /** Of its own asset. */
  id: string
  path: string
  /** Of all its bytes, where the store computed it. */
  sha256: string | null
  /** Why its content cannot be had although nobody forbids it. */
  shut?: string | null
}

interface Around {
  held: Held | undefined
  gap: SharedCtx<Calls>['gap']
}

/** Objects that are looked into at a time: each may hold tens of megabytes. */
const room = new Semaphore(4)

/** Emits everything of ours that is in an object; returns what the object itself is, such as `torch`, or null where it is no file of ours. */
export async function formatOf(object: StoredObject, store: Store, { held, gap }: Around): Promise<string | null | GapMark> {
  if (held === undefined) return gap(store.call, 'not-requested', 'no rule asks what is in the objects')
  if (object.shut != null) {
    const shut = gap(store.call, 'unsupported', `${store.uri(object.path)} ${object.shut}`)
    held.unlisted(shut)
    return shut
  }
  await room.acquire()
  try {
    return await inspect(object, store, { held, gap })
  } finally {
    room.release()
  }
}

async function inspect(object: StoredObject, store: Store, around: Around & { held: Held }): Promise<string | null | GapMark> {
  const { path } = object
  const [{ formats }] = await Promise.all([allFormats(), readyForPython()])
  await setImmediate()
  const content = bytesOf(path, object, store, around)
  // Waiting for the store is no work on the file.
  const inspector = new Inspector(formats, defaultLimits, () => performance.now() - content.waited)
  const found = await inspector.inspect({ path, content, beside: besideOf(path, content, store, around) })
  for (const one of found) emit(one, object, content, store, around)
  // Nobody knows what an object is whose first bytes cannot be had: it may be of any type.
  if (content.gap !== undefined && content.fetched === 0) {
    around.held.unlisted(content.gap)
    return content.gap
  }
  // An archive that was not read to its end may hold files of any type.
  if (content.cut) around.held.unlisted(around.gap(store.call, 'unsupported', `${store.uri(path)}: ${tooMuch}`))
  const [first] = found
  return first?.path === path ? first.type.slice(first.type.indexOf('.') + 1) : null
}

function bytesOf(path: string, version: Version, store: Store, { gap }: Around, within?: RangeBytes): RangeBytes {
  return new RangeBytes({
    ...version,
    fetch: (from, length) => store.fetch(path, version, from, length),
    gap: (why) => gap(store.call, 'invalid-answer', `${store.uri(path)} ${why}`),
  }, within)
}

function emit(one: Found, { id, path, sha256 }: StoredObject, content: RangeBytes, store: Store, { held, gap }: Around & { held: Held }): void {
  const isItself = one.path === path
  const named: Found = { ...one, path: store.uri(path) + one.path.slice(path.length), props: one.props === null ? null : { ...one.props, ...(isItself && { sha256 }) } }
  // What the store refused is a gap with a reason of its own, and names the right that is missing.
  const mark: Mark = (reason, message) => content.gap ?? gap(store.call, reason, message)
  const fields = held.fields(one.type)
  if (fields !== undefined) {
    const props = propsOf(named, fields, mark)
    // What the scan was not given is no fault of the file.
    if (content.gap !== undefined) props['unread'] = content.gap
    held.emit(one.type, {
      // The shape is the format's, and every asset is held against it.
      id: named.path, name: named.path, props: props as Emission<never>['props'],
      edges: [...one.edges.map((edge) => ({ ...edge, basis: 'inferred' as const })), { type: 'stored-in', target: store.type, to: id }],
    })
  }
  if (weightTypes.has(one.type)) held.emit(modelType, modelOf(named, { id: named.path, path: named.path }))
}

/** What a file names is looked for in the same bucket, and never outside of it. */
function besideOf(path: string, content: RangeBytes, store: Store, around: Around): Opened['beside'] {
  return async (other) => {
    const at = pathBeside(path, other)
    if (at === null) return 'outside'
    const there = await store.head(at)
    if (!there.ok) {
      content.gap ??= there.gap
      throw new Stopped('unreadable', `${at} beside it could not be read`)
    }
    return there.value === null ? null : { path: at, bytes: bytesOf(at, there.value, store, around, content), linked: false, hardLinks: 1 }
  }
}

/** The path of what a file names, from the folder it stands in; null where that leads out of the bucket, or is no path. */
export function pathBeside(path: string, other: string): string | null {
  if (/^(?:[/\\]|[a-z][a-z0-9+.-]*:)/i.test(other) || other.includes('\0')) return null
  return partsBeside(path, other)?.join('/') ?? null
}
