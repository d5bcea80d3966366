// The global heap (section III.E): values of variable length, such as the configuration of a Keras model.
import { Stopped } from '../unread.js'
import { Fields, nowhere } from './fields.js'
import type { Hdf5 } from './superblock.js'

const mostObjects = 100_000

/** The object of that number in the collection at an address. */
export async function heapObject(file: Hdf5, address: number, index: number): Promise<{ data: Uint8Array; address: number }> {
  if (address === nowhere) throw new Stopped('malformed', 'points to a heap that is nowhere')
  const { length } = file.widths
  const head = new Fields(await file.pages.at(address, 8 + length), file.widths, address)
  head.signature('GCOL')
  head.skip(4)
  const end = address + head.length()
  let at = address + 8 + length
  for (let i = 0; i < mostObjects && at + 8 + length <= end; i++) {
    const fields = new Fields(await file.pages.at(at, 8 + length), file.widths, at)
    const number = fields.u16()
    fields.skip(6)
    const size = fields.length()
    // Object 0 is what is free at the end.
    if (number === 0) break
    const data = at + 8 + length
    if (number === index) {
      if (data + size > end) throw new Stopped('malformed', 'has a value that is longer than its heap', at)
      return { data: await file.pages.at(data, size), address: data }
    }
    at = data + Math.ceil(size / 8) * 8
  }
  throw new Stopped('malformed', `points to object ${index} of a heap that has none of that number`, address)
}
