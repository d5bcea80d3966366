// How a safetensors model is packed, by the names and types of its tensors; null when nothing says so.
import type { Tensor } from './header.js'

/** Names as their writers give them: bitsandbytes, GPTQ and AWQ, compressed-tensors. */
const marks: readonly { end: RegExp; is: string }[] = [
  { end: /\.quant_state\.bitsandbytes__nf4$/, is: 'bitsandbytes nf4' },
  { end: /\.quant_state\.bitsandbytes__fp4$/, is: 'bitsandbytes fp4' },
  { end: /\.weight_format$|\.SCB$/, is: 'bitsandbytes int8' },
  { end: /\.g_idx$/, is: 'gptq' },
  { end: /\.qweight$/, is: 'gptq or awq' },
  { end: /\.weight_packed$/, is: 'compressed-tensors' },
]

export function quantisationOf(tensors: readonly Tensor[]): string | null {
  for (const { end, is } of marks) if (tensors.some(({ name }) => end.test(name))) return is
  const narrow = tensors.find(({ dtype }) => /^F[468]/.test(dtype))
  return narrow === undefined ? null : narrow.dtype.toLowerCase()
}

/** Tensors of low-rank adapters, as PEFT and the diffusion trainers name them. */
export function isAdapter(tensors: readonly Tensor[]): boolean {
  return tensors.some(({ name }) => /(?:^|[._])lora_(?:A|B|up|down|embedding_[AB])\b/.test(name))
}
