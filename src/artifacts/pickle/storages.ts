// PyTorch's persistent ids: `('storage', torch.FloatStorage, '0', 'cpu', 128)` names bytes that stand outside the pickle.
import type { Judge } from './judge.js'
import type { Machine } from './machine.js'
import { globals, isGlobal, type Value } from './values.js'

const itemSizes: Readonly<Record<string, number>> = {
  Double: 8, Float: 4, Half: 2, BFloat16: 2, Long: 8, Int: 4, Short: 2, Char: 1, Byte: 1, Bool: 1, ComplexFloat: 8, ComplexDouble: 16,
  QInt8: 1, QUInt8: 1, QInt32: 4, QUInt4x2: 1, QUInt2x4: 1,
}

/** Why a persistent id is none that PyTorch writes, or does not fit its archive; null when nothing is wrong with it. */
export function storageProblem(judge: Judge, machine: Machine, value: Value, storages: ReadonlyMap<string, number> | undefined): string | null {
  const items = machine.arena.items(value)
  if (items === undefined || items.length < 5 || items.length > 6) return 'no storage of PyTorch'
  const [word, type, key, location, count] = items.map((item) => machine.constant(item))
  if (word?.kind !== 'text' || word.text !== 'storage') return 'no storage of PyTorch'
  if (key?.kind !== 'text' && key?.kind !== 'integer') return 'a storage without key'
  if (location?.kind !== 'text' && location?.kind !== 'none') return 'a storage without place'
  const name = isGlobal(items[1] ?? 0) ? judge.names.list[(items[1] ?? 0) - globals]?.full : undefined
  const kind = /^torch(?:\.cuda|\.storage)?\.(\w+)Storage$/.exec(name ?? '')?.[1]
  if (type !== null || kind === undefined) return 'a storage of no type of PyTorch'
  const elements = machine.integer(items[4] ?? 0)
  if (count?.kind !== 'integer' || elements === undefined || elements < 0) return 'a storage without length'
  // Untyped storages count bytes.
  const itemSize = itemSizes[kind] ?? 1
  judge.itemSizes.set(key.text, itemSize)
  if (storages === undefined) return null
  const there = storages.get(key.text)
  if (there === undefined) return 'a storage that is not in the file'
  return elements * itemSize > there ? `a storage of ${elements * itemSize} bytes, of which the file has ${there}` : null
}
