// A second container in a file that already is one: two programs that read it see two different things.
import type { Bytes } from '../bytes.js'
import { Signs } from '../sign.js'
import { startsWith, u16, u32 } from './content.js'

/** The end record of a zip may be followed by a comment of at most 65,535 bytes (APPNOTE 4.3.16). */
const zipTail = 22 + 65_535

/** HDF5 may have a block of its user before it: a format of its own is no such block. */
const hdf5: ReadonlySet<string> = new Set(['artifact.hdf5', 'artifact.keras_h5'])

/** Google's way of adding labels and descriptions to a TFLite model is a zip behind it, which its reader hands on. */
const zipBehind: ReadonlySet<string> = new Set(['artifact.tflite'])

export async function findPolyglots(content: Bytes, head: Uint8Array, type: string): Promise<Signs> {
  const signs = new Signs()
  const tar = tarName(head)
  const begins = beginningOf(head)
  const zip = begins === 'a zip' || zipBehind.has(type) ? null : await zipAtEnd(content, head, tar !== null)
  if (zip !== null) {
    const told = `${zip.members} members, its directory at the end of the file; the file begins as ${begins ?? (tar === null ? 'something else' : 'a tar')}`
    signs.add('zip archive', { offset: zip.from, detail: told })
  }
  if (tar !== null && begins !== null) signs.add('tar archive', { offset: 0, detail: `its header names ${tar}; the file begins as ${begins}` })
  // HDF5 begins at 0, 512, 1024, 2048 and so on (file format specification, II.A); its readers try each.
  for (let at = 512; at + 8 <= head.length; at *= 2) {
    if (!startsWith(head, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a], at)) continue
    if (begins !== null || !hdf5.has(type)) signs.add('HDF5 file', { offset: at, detail: `the file begins as ${begins ?? 'something else'}` })
  }
  return signs
}

function beginningOf(head: Uint8Array): string | null {
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6])) return 'a zip'
  if (startsWith(head, [0x47, 0x47, 0x55, 0x46])) return 'GGUF'
  if (startsWith(head, [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59])) return 'a NumPy array'
  if (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 9) <= 5) return 'a pickle'
  // safetensors: eight bytes of length, then a JSON object.
  return head[8] === 0x7b && startsWith(head, [0, 0, 0, 0], 4) ? 'safetensors' : null
}

/**
 * Readers of zip begin at the end: what stands before the first member does not trouble them, nor what follows the end
 * record. `exact`: nothing may follow it, since a tar whose last member is a zip has one near its end, too.
 */
async function zipAtEnd(content: Bytes, head: Uint8Array, exact: boolean): Promise<{ from: number; members: number } | null> {
  if (content.size < 22) return null
  const from = Math.max(0, content.size - zipTail)
  const tail = head.length >= content.size ? head.subarray(from) : await content.read(from, content.size - from)
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail[at] !== 0x50 || !startsWith(tail, [0x50, 0x4b, 5, 6], at)) continue
    if (exact && at + 22 + u16(tail, at + 20) !== tail.length) continue
    const members = u16(tail, at + 10)
    const size = u32(tail, at + 12)
    const directory = from + at - size
    // Weights hold these four bytes by chance; a zip64 locator before them, or the directory, does not come by chance.
    if (at >= 20 && startsWith(tail, [0x50, 0x4b, 6, 7], at - 20)) return { from: size === 0xffffffff || directory < 0 ? from + at : directory, members }
    if (members === 0 || size < 46 || directory < 0) continue
    if (startsWith(await content.read(directory, 4), [0x50, 0x4b, 1, 2])) return { from: Math.max(0, directory - u32(tail, at + 16)), members }
  }
  return null
}

/** The first member of a tar whose header is whole: its checksum is right. */
function tarName(head: Uint8Array): string | null {
  if (head.length < 512 || !startsWith(head, [0x75, 0x73, 0x74, 0x61, 0x72], 257)) return null
  let sum = 0
  for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 0x20 : head[i] ?? 0
  const wanted = Number.parseInt(new TextDecoder().decode(head.subarray(148, 156)).replaceAll(/[^0-7]/g, ''), 8)
  return sum === wanted ? new TextDecoder('latin1').decode(head.subarray(0, 100)).replace(/\0.*$/s, '') : null
}
