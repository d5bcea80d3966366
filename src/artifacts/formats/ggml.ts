// The files that came before GGUF: a magic number, numbers without names, tensors. Named, and not read any further.
import { nullable, number, shape, string } from '../../core/shape.js'
import { format } from '../format.js'

/** A 32-bit word, written on little-endian machines: the letters stand in reverse. */
const magics: ReadonlyMap<string, { family: string; versions: number }> = new Map([
  // The first has no version; its next word is the size of the vocabulary.
  ['lmgg', { family: 'ggml', versions: 0 }], ['fmgg', { family: 'ggmf', versions: 1 }], ['tjgg', { family: 'ggjt', versions: 3 }],
  ['algg', { family: 'ggla', versions: 1 }], ['nsgg', { family: 'ggsn', versions: 1 }],
])
const largestVocabulary = 10_000_000

export default format({
  type: 'artifact.ggml',
  kind: 'artifact',
  props: shape({
    /** `ggml`, `ggmf`, `ggjt`, `ggla` (adapter) or `ggsn` (session). */
    family: string,
    formatVersion: nullable(number),
    /** The program that still reads such files: whisper.cpp, told by the vocabulary of its models. */
    runtime: nullable(string),
  }),

  recognise: ({ bytes }) => (familyOf(bytes) === null ? 0 : 3),

  read: ({ bytes }) => {
    const found = familyOf(bytes)
    return Promise.resolve({ props: { family: found?.family ?? '', formatVersion: found?.version ?? null, runtime: found?.runtime ?? null } })
  },
})

/** Sizes of the vocabularies of Whisper: English, many languages, and those of its third version. */
const whisper: ReadonlySet<number> = new Set([51_864, 51_865, 51_866])

function familyOf(bytes: Uint8Array): { family: string; version: number | null; runtime: string | null } | null {
  if (bytes.length < 8) return null
  const letters = String.fromCharCode(...bytes.subarray(0, 4))
  const known = magics.get(letters)
  if (known === undefined) return null
  const next = new DataView(bytes.buffer, bytes.byteOffset, 8).getUint32(4, true)
  const { family } = known
  if (known.versions > 0) return next <= known.versions ? { family, version: next, runtime: null } : null
  return next > 0 && next <= largestVocabulary ? { family, version: null, runtime: whisper.has(next) ? 'whisper.cpp' : null } : null
}
