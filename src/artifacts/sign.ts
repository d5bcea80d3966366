// What a reader found and where: the evidence of a finding. Lists of signs are what rules on files read.
import { listOf, nullable, number, shape, string, type Infer } from '../core/shape.js'

export const signShape = shape({
  /** What it is, such as `os.system` or `../../etc/passwd`: printable, shortened, secrets masked. */
  what: string,
  /** Path within the file, such as `archive/data.pkl`; empty for the file itself. */
  member: string,
  /** Byte in that member, where there is one place. */
  offset: nullable(number),
  /** What else tells the story: the instruction, the arguments, the value found; empty when `what` says it all. */
  detail: string,
})
export type Sign = Infer<typeof signShape>

export const signs = listOf(signShape)

/** Signs of one kind that are kept for one file: the rest are as many again, and nobody reads them. */
export const signsKept = 25

/** A list that keeps the first of them, each once. */
export class Signs {
  readonly list: Sign[] = []
  private readonly seen = new Set<string>()

  add(what: string, where: { member?: string; offset?: number | null; detail?: string } = {}): void {
    const sign = { what: shown(what), member: where.member ?? '', offset: where.offset ?? null, detail: shown(where.detail ?? '') }
    const key = `${sign.member}\n${sign.what}\n${sign.detail}`
    if (this.list.length >= signsKept || this.seen.has(key)) return
    this.seen.add(key)
    this.list.push(sign)
  }
}

const longest = 200

/** Text out of a file, safe to show: control, bidi and other invisible characters as escapes, at most 200 characters. */
export function shown(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  return cut.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`)
}
