// Files of joblib: pickles with the bytes of arrays between their instructions, and pickles that are compressed as a whole.
// https://joblib.readthedocs.io/en/stable/persistence.html
import { nullable, number, shape, string } from '../../core/shape.js'
import { asFarAsItGoes, codingOf, unpacked, type Coding } from '../archive/unpack.js'
import { slice, type Bytes } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { isTorchLegacy, looksLikePickle, PickleFacts, pickleFields } from '../pickle/facts.js'
import type { Unread } from '../unread.js'

/** Compressed bytes of which a first look is unpacked. */
const looked = 65_536

export default format({
  type: 'artifact.joblib',
  kind: 'artifact',
  props: shape({
    /** How the pickle is compressed, such as `zlib`. */
    compression: nullable(string),
    /** Bytes of the pickle, unpacked; null when that is not known. */
    unpacked: nullable(number),
    ...pickleFields,
  }),

  recognise({ bytes }) {
    if (packing(bytes) !== null) return 3
    return mentions(bytes, 'NumpyArrayWrapper') && looksLikePickle(bytes) && !isTorchLegacy(bytes) ? 3 : 0
  },

  async confirm(file) {
    const packed = packing(file.bytes)
    if (packed === null) return true
    // The files on the way are of no interest here, and neither is what stops a first look.
    const begin = await unpackedFrom(file, packed, slice(file.content, packed.from, looked), [])
    return begin !== undefined && looksLikePickle(await begin.read(0, Math.min(begin.size, 4096)))
  },

  async read(file) {
    const facts = new PickleFacts()
    const packed = packing(file.bytes)
    const content = packed === null ? file.content
      : await unpackedFrom(file, packed, slice(file.content, packed.from, file.size - packed.from), file.unread)
    if (content !== undefined) {
      await facts.read(content, {
        member: '', budget: file.budget, unread: file.unread, kind: 'joblib', name: file.name, contains: (member, inner) => file.contains(member, inner),
      })
    }
    return { props: { compression: packed?.coding ?? null, unpacked: content?.size ?? null, ...facts.props() } }
  },
})

interface Packing {
  coding: Coding
  /** Where the compressed bytes start. */
  from: number
}

function packing(head: Uint8Array): Packing | null {
  const coding = codingOf(head)
  if (coding !== null) return { coding, from: 0 }
  // joblib before 0.10: `ZF`, the unpacked length in hexadecimal, padded to 19 characters or 20, then a zlib stream.
  if (!mentions(head.subarray(0, 4), 'ZF0x')) return null
  const from = head[21] === 0x20 ? 22 : 21
  return codingOf(head.subarray(from)) === 'zlib' ? { coding: 'zlib', from } : null
}

function unpackedFrom(file: Opened, { coding }: Packing, content: Bytes, unread: Unread[]): Promise<Bytes | undefined> {
  return asFarAsItGoes(unread, '', () => unpacked(content, coding, file.budget))
}

function mentions(bytes: Uint8Array, word: string): boolean {
  const first = word.charCodeAt(0)
  for (let at = bytes.indexOf(first); at !== -1 && at + word.length <= bytes.length; at = bytes.indexOf(first, at + 1)) {
    let i = 1
    while (i < word.length && bytes[at + i] === word.charCodeAt(i)) i++
    if (i === word.length) return true
  }
  return false
}
