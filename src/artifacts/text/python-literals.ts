// What the characters of a Python string literal stand for.

const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\u0007', '\\': '\\', "'": "'", '"': '"', '\n': '' }

export function unescape(text: string): string {
  if (!text.includes('\\')) return text
  return text.replaceAll(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g, (all, x?: string, u?: string, long?: string, octal?: string, one?: string) => {
    if (one !== undefined) return simple[one] ?? all
    const code = octal === undefined ? Number.parseInt(x ?? u ?? long ?? '', 16) : Number.parseInt(octal, 8)
    return code < 0x110000 ? String.fromCodePoint(code) : all
  })
}

export function rot13(text: string): string {
  return text.replaceAll(/[a-z]/gi, (c) => String.fromCharCode(c.charCodeAt(0) + (c.toLowerCase() < 'n' ? 13 : -13)))
}
