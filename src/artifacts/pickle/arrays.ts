// joblib's arrays: a wrapper's state says how many bytes follow it in the stream, outside of any instruction.
import type { Machine } from './machine.js'
import { nameOf, type Value } from './values.js'

export interface InlineArray {
  /** Bytes of the array. */
  size: number
  /** A byte that counts the padding, and the padding, come first. */
  aligned: boolean
  /** The items are objects: what follows is a pickle of its own. */
  objects: boolean
}

export function isArrayWrapper(full: string): boolean {
  return full === 'joblib.numpy_pickle.NumpyArrayWrapper' || full === 'sklearn.externals.joblib.numpy_pickle.NumpyArrayWrapper'
}

/** The array that a wrapper's state tells of; or why it cannot be told. */
export function arrayOf(machine: Machine, state: Value): InlineArray | string {
  const items = machine.arena.items(state)
  if (items === undefined) return 'an array whose state is not known'
  const fields = new Map<string, Value>()
  for (let i = 0; i + 1 < items.length; i += 2) {
    const key = machine.text(items[i] ?? 0)
    if (key !== undefined) fields.set(key, items[i + 1] ?? 0)
  }
  const type = itemOf(machine, fields.get('dtype') ?? 0)
  if (type === null) return 'an array whose type is not known'
  const alignment = fields.get('numpy_array_alignment_bytes')
  const aligned = alignment !== undefined && machine.constant(alignment)?.kind === 'integer'
  if (type.objects) return { size: 0, aligned: false, objects: true }
  const shape = machine.arena.items(fields.get('shape') ?? 0)
  if (shape === undefined) return 'an array whose shape is not known'
  let size = type.size
  for (const length of shape) size *= machine.integer(length) ?? Number.NaN
  return Number.isSafeInteger(size) && size >= 0 ? { size, aligned, objects: false } : 'an array whose shape is no shape'
}

/** What `numpy.dtype('<f8', False, True)` is, with the state that structured types have. */
function itemOf(machine: Machine, value: Value): { size: number; objects: boolean } | null {
  const made = machine.arena.callOf(value)
  const name = machine.judge.names.list[nameOf(value) ?? -1]
  if (made === undefined || name?.full !== 'numpy.dtype') return null
  const [first] = machine.arena.items(made.args) ?? []
  const text = first === undefined ? undefined : machine.text(first)
  const [, letter = '', digits = ''] = /^[<>|=]?([a-zA-Z?])(\d*)/.exec(text ?? '') ?? []
  if (letter === '') return null
  // Flags come last in the state; the lowest says that items hold references (NPY_ITEM_REFCOUNT).
  const state = machine.arena.items(made.state) ?? []
  const flags = state.length >= 8 ? machine.integer(state[7] ?? 0) ?? 1 : 0
  if (letter === 'O' || (flags & 1) === 1) return { size: 0, objects: true }
  if (digits === '') return letter === '?' || letter === 'b' || letter === 'B' ? { size: 1, objects: false } : null
  return { size: Number(digits) * (letter === 'U' ? 4 : 1), objects: false }
}
