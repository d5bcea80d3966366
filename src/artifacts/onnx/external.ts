// Files that hold the bytes of an ONNX model's tensors: where they are, and whether the ranges that the model names are in them.
// https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
import type { Beside, Opened } from '../format.js'
import { leaves } from '../graph/place.js'
import { shown, Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import type { External } from './model.js'
import { bytesOfTensor, type Tensor } from './tensor.js'

export interface ExternalFacts {
  /** Paths as the model names them. */
  files: string[]
  /** Places outside the model's folder. */
  escapes: Signs
  /** Files that are links, or have further names. */
  links: Signs
  /** Ranges that are not in their file, files that are not there. */
  faults: Signs
}

interface Extent {
  from: number
  to: number
  name: string
  offset: number
}

const filesKept = 1000
/** Keys of the format, and those that ONNX Runtime adds for weights it has packed. */
const keyKnown = /^(?:location|offset|length|checksum|basepath|prepacked_\d+)$/
/** ONNX Runtime's mark for bytes that are an address in its own memory: no file may hold it. */
const memoryMark = '_ORT_MEM_ADDR_'

interface Place {
  found: Beside | null
  extents: Extent[]
}

export async function checkExternals(file: Opened, externals: readonly External[]): Promise<ExternalFacts> {
  const facts: ExternalFacts = { files: [], escapes: new Signs(), links: new Signs(), faults: new Signs() }
  const places = new Map<string, Place>()
  for (const { tensor, entries } of externals) {
    const here = { offset: tensor.offset, detail: `tensor ${tensor.name}` }
    const last = new Map(entries)
    // Readers in Python once set every key as an attribute of an object of theirs (CVE-2026-34445).
    for (const [key] of entries) if (!keyKnown.test(key)) facts.faults.add(`external data has the key ${key}`, here)
    if (last.size < entries.length) facts.faults.add('external data has a key twice', here)
    // Of two locations readers differ in which they take.
    for (const location of new Set(entries.flatMap(([key, value]) => (key === 'location' ? [value] : [])))) {
      let place = places.get(location)
      if (place === undefined) {
        if (places.size >= filesKept) throw new Stopped('limit', `names more than ${filesKept} files`)
        file.budget.tick()
        place = { found: await look(file, location, here, facts), extents: [] }
        places.set(location, place)
      }
      measure(place, location, tensor, last, facts.faults)
    }
    if (!last.has('location')) facts.faults.add('external data names no file', here)
  }
  facts.files = [...places.keys()].slice(0, 64).map(shown)
  for (const [location, { extents }] of places) overlaps(location, extents, facts.faults)
  return facts
}

function measure({ found, extents }: Place, location: string, tensor: Tensor, entries: ReadonlyMap<string, string>, faults: Signs): void {
  const extent = extentOf(entries, tensor, faults)
  if (extent === null || found === null) return
  const { size } = found.bytes
  const to = extent.to ?? size
  if (extent.from <= size && to <= size) extents.push({ from: extent.from, to, name: tensor.name, offset: tensor.offset })
  else faults.add(`${location} has ${size} bytes`, { offset: tensor.offset, detail: `tensor ${tensor.name} wants bytes ${extent.from} to ${to}` })
}

async function look(file: Opened, location: string, here: { offset: number; detail: string }, facts: ExternalFacts): Promise<Beside | null> {
  const why = location.includes(memoryMark) ? 'is an address in the memory of the loader' : leaves(location)
  if (why !== null) {
    facts.escapes.add(location, { ...here, detail: `${why}; ${here.detail}` })
    return null
  }
  if (location === '') {
    facts.faults.add('external data names no file', here)
    return null
  }
  const found = await file.beside(location)
  if (found === 'outside') {
    facts.escapes.add(location, { ...here, detail: `is a link that leads out of the scanned folder; ${here.detail}` })
    return null
  }
  if (found === null) {
    // What stands beside a file within an archive is not at hand here.
    if (file.depth > 0) file.unread.push({ reason: 'unsupported', what: `${location}, which stands beside it in an archive`, member: '' })
    else facts.faults.add(`${location} is missing`, here)
    return null
  }
  if (found.linked) facts.links.add(location, { ...here, detail: `is reached through a symbolic link; ${here.detail}` })
  if (found.hardLinks > 1) facts.links.add(location, { ...here, detail: `is a file with ${found.hardLinks} names; ${here.detail}` })
  return found
}

/** The bytes that a tensor wants; without a length, `to` is null: all the rest. */
function extentOf(entries: ReadonlyMap<string, string>, tensor: Tensor, faults: Signs): { from: number; to: number | null } | null {
  const offset = count(entries.get('offset') ?? '0')
  const stated = entries.get('length')
  const length = stated === undefined ? null : count(stated)
  if (offset === undefined || length === undefined) {
    faults.add('external data has no proper offset or length', {
      offset: tensor.offset, detail: `tensor ${tensor.name}: offset ${entries.get('offset') ?? 'none'}, length ${stated ?? 'none'}`,
    })
    return null
  }
  const wanted = bytesOfTensor(tensor)
  if (wanted !== null && length !== null && length !== wanted) {
    faults.add(`tensor ${tensor.name} takes ${wanted} bytes and names ${length}`, { offset: tensor.offset })
  }
  return { from: offset, to: length === null ? (wanted === null ? null : offset + wanted) : offset + length }
}

function count(text: string): number | undefined {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined
}

/** Tensors may share a range, as tied weights do; ranges that overlap in part are no weights of both. */
function overlaps(location: string, extents: readonly Extent[], faults: Signs): void {
  let last: Extent | null = null
  for (const extent of extents.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (last !== null && extent.from < last.to && (extent.from !== last.from || extent.to !== last.to)) {
      faults.add(`tensors ${last.name} and ${extent.name} overlap in ${location}`, { offset: extent.offset })
    }
    if (last === null || extent.to > last.to) last = extent
  }
}
