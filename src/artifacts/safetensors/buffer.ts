// What of the data of a safetensors file belongs to no tensor, or to two: room for something that no loader shows.
import { Signs } from '../sign.js'
import type { Tensor } from './header.js'

/** `data`: bytes of the file after its header; `from`: where they begin. */
export function checkBuffer(tensors: readonly Tensor[], data: number, from: number): Signs {
  const signs = new Signs()
  const sorted = tensors.filter(({ begin, end }) => begin <= end).toSorted((a, b) => a.begin - b.begin || a.end - b.end)
  let reached = 0
  let last = 'the header'
  for (const { name, begin, end } of sorted) {
    if (begin > reached) signs.add(`hole of ${begin - reached} bytes`, { offset: from + reached, detail: `between ${last} and ${name}` })
    if (begin < reached && end > begin) signs.add(`overlap of ${Math.min(reached, end) - begin} bytes`, {
      offset: from + begin, detail: `${name} begins before ${last} ends`,
    })
    if (end <= reached) continue
    reached = end
    last = name
  }
  if (reached > data) {
    signs.add(`${reached - data} bytes missing`, { offset: from + data, detail: `${last} ends at ${reached} of ${data} bytes of data` })
  }
  if (reached < data) signs.add(`${data - reached} bytes after the last tensor`, {
    offset: from + reached, detail: `${last} ends at ${reached} of ${data} bytes of data`,
  })
  return signs
}
