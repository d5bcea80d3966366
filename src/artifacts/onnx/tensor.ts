// Tensors in ONNX: what they are made of, and which file holds their bytes.
// Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
import type { Field, Range, Wire } from '../wire/protobuf.js'
import type { Steps } from '../wire/window.js'

/** Bits of one value, by the number of its type. */
const bits: Readonly<Record<number, number>> = {
  1: 32, 2: 8, 3: 8, 4: 16, 5: 16, 6: 32, 7: 64, 9: 8, 10: 16, 11: 64, 12: 32, 13: 64, 14: 64, 15: 128, 16: 16, 17: 8, 18: 8, 19: 8,
  20: 8, 21: 4, 22: 4, 23: 4, 24: 8, 25: 2, 26: 2, 27: 6, 28: 6,
}

const names: Readonly<Record<number, string>> = {
  1: 'float32', 2: 'uint8', 3: 'int8', 4: 'uint16', 5: 'int16', 6: 'int32', 7: 'int64', 8: 'string', 9: 'bool', 10: 'float16', 11: 'float64',
  12: 'uint32', 13: 'uint64', 14: 'complex64', 15: 'complex128', 16: 'bfloat16', 17: 'float8e4m3fn', 18: 'float8e4m3fnuz', 19: 'float8e5m2',
  20: 'float8e5m2fnuz', 21: 'uint4', 22: 'int4', 23: 'float4e2m1', 24: 'float8e8m0', 25: 'uint2', 26: 'int2', 27: 'float6e2m3', 28: 'float6e3m2',
}

export function elementName(type: number): string {
  return names[type] ?? `type ${type}`
}

export interface Tensor {
  name: string
  dims: number[]
  type: number
  offset: number
  /** Entries that name another file, if the tensor says that its bytes are there. */
  external: readonly (readonly [string, string])[] | null
  /** Values of a tensor of texts, the first of them. */
  texts: string[]
}

/** Bytes that a tensor of this shape takes; null where that cannot be told. */
export function bytesOfTensor({ dims, type }: Tensor): number | null {
  const each = bits[type]
  const values = dims.reduce((product, dim) => product * dim, 1)
  return each === undefined || values < 0 || !Number.isSafeInteger(values * each) ? null : Math.ceil(values * each / 8)
}

const textsKept = 32
const entriesKept = 64
const known = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16])

export function* readTensor(wire: Wire, at: Range, unknown: (field: Field) => void): Steps<Tensor> {
  const entries: [string, string][] = []
  const tensor = { name: '', dims: [] as number[], type: 0, offset: at.start, texts: [] as string[] }
  let isExternal = false
  yield* wire.each(at, function* (field) {
    if (field.number === 1 && tensor.dims.length < entriesKept) tensor.dims.push(...yield* wire.numbers(field, entriesKept))
    else if (field.number === 2) tensor.type = field.value
    else if (field.number === 6 && field.wire === 2 && tensor.texts.length < textsKept) tensor.texts.push(yield* wire.text(field))
    else if (field.number === 8 && field.wire === 2) tensor.name = yield* wire.text(field, 512)
    else if (field.number === 13 && field.wire === 2 && entries.length < entriesKept) entries.push(yield* readEntry(wire, field))
    else if (field.number === 14) isExternal = field.value === 1
    else if (!known.has(field.number)) unknown(field)
  })
  return { ...tensor, external: isExternal ? entries : null }
}

/** A pair of texts. */
export function* readEntry(wire: Wire, at: Range, most = 4096): Steps<[string, string]> {
  let key = ''
  let value = ''
  yield* wire.each(at, function* (field) {
    if (field.wire !== 2) return
    if (field.number === 1) key = yield* wire.text(field, 512)
    else if (field.number === 2) value = yield* wire.text(field, most)
  })
  return [key, value]
}
