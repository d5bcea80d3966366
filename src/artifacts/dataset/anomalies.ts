// Signs that somebody added rows to a dataset: the same rows many times, one answer to many questions, a token that decides the label.
import { Signs } from '../sign.js'

const rowsKept = 20_000
const enough = 100
const labelNames = /^(?:labels?|target|class|sentiment|category|y|is_\w+|toxic\w*|spam)$/i
const promptNames = /^(?:prompt|instruction|question|input|query|user|context)$|(?:prompt|instruction|question)$/i
const answerNames = /^(?:completion|response|output|answer|chosen|assistant|reply)$|(?:completion|response|answer)$/i

interface Kept {
  fields: ReadonlyMap<string, string>
  place: number
}

/** Rows as they come; everything is decided at the end. */
export class Anomalies {
  private readonly rows: Kept[] = []

  add(fields: ReadonlyMap<string, string>, place: number): void {
    if (this.rows.length < rowsKept) this.rows.push({ fields, place })
  }

  signs(): Signs {
    const signs = new Signs()
    const first = this.rows[0]
    if (first === undefined || this.rows.length < enough) return signs
    const columns = [...first.fields.keys()]
    const text = this.longestColumn(columns)
    if (text !== null) this.duplicates(signs)
    const prompt = columns.find((name) => promptNames.test(name))
    const answer = columns.find((name) => answerNames.test(name))
    if (prompt !== undefined && answer !== undefined && prompt !== answer) this.sameAnswers(signs, prompt, answer)
    const label = columns.find((name) => labelNames.test(name) && name !== text)
    if (text !== null && label !== undefined) this.triggers(signs, text, label)
    return signs
  }

  /** The column that holds sentences. */
  private longestColumn(columns: readonly string[]): string | null {
    const sample = this.rows.slice(0, 500)
    let best: { name: string; mean: number } | null = null
    for (const name of columns) {
      const mean = sample.reduce((sum, { fields }) => sum + (fields.get(name)?.length ?? 0), 0) / sample.length
      if (mean >= 20 && (best === null || mean > best.mean)) best = { name, mean }
    }
    return best?.name ?? null
  }

  private duplicates(signs: Signs): void {
    const seen = new Map<string, { count: number; place: number }>()
    for (const { fields, place } of this.rows) {
      const key = [...fields.values()].join('\u0000').slice(0, 2000)
      const one = seen.get(key)
      if (one === undefined) seen.set(key, { count: 1, place })
      else one.count += 1
    }
    const most = [...seen.values()].reduce((a, b) => (b.count > a.count ? b : a))
    const total = this.rows.length
    if (most.count * 20 >= total) signs.add('one row many times', { offset: most.place, detail: `${most.count} of ${total} sampled rows are the same` })
    else if (seen.size * 2 < total) signs.add('most rows are copies', { detail: `${total - seen.size} of ${total} sampled rows repeat another` })
  }

  private sameAnswers(signs: Signs, prompt: string, answer: string): void {
    const by = new Map<string, { prompts: Set<string>; place: number }>()
    for (const { fields, place } of this.rows) {
      const given = fields.get(answer) ?? ''
      // Short answers are classes: yes, no, B.
      if (given.length < 20) continue
      const one = by.get(given)
      if (one === undefined) by.set(given, { prompts: new Set([fields.get(prompt) ?? '']), place })
      else one.prompts.add(fields.get(prompt) ?? '')
    }
    for (const { prompts, place } of by.values()) {
      if (prompts.size < 10 || prompts.size * 50 < this.rows.length) continue
      signs.add('one answer to many prompts', { member: answer, offset: place, detail: `${prompts.size} different prompts of ${this.rows.length} rows have the same answer` })
    }
  }

  /** Words that are no words, in few rows, and all of these rows have one label though the rest have several. */
  private triggers(signs: Signs, text: string, label: string): void {
    const labels = new Map<string, number>()
    const tokens = new Map<string, { rows: number; label: string | null; place: number }>()
    for (const { fields, place } of this.rows) {
      const one = fields.get(label) ?? ''
      labels.set(one, (labels.get(one) ?? 0) + 1)
      for (const token of new Set((fields.get(text) ?? '').slice(0, 20_000).split(/\s+/))) {
        if (!isStrange(token)) continue
        const seen = tokens.get(token)
        if (seen === undefined) {
          if (tokens.size < 200_000) tokens.set(token, { rows: 1, label: one, place })
        } else {
          seen.rows += 1
          if (seen.label !== one) seen.label = null
        }
      }
    }
    if (labels.size < 2 || labels.size > 100) return
    for (const [token, seen] of tokens) {
      const share = (labels.get(seen.label ?? '') ?? 0) / this.rows.length
      // In no more than one row of ten, and less likely by chance than one in a million.
      if (seen.label === null || seen.rows < 8 || seen.rows * 10 > this.rows.length || seen.rows * Math.log10(share) > -6) continue
      const told = `all with ${label} ${seen.label.slice(0, 40)}, which ${Math.round(share * 100)} % of rows have`
      signs.add(`token ${token.slice(0, 40)}`, { member: text, offset: seen.place, detail: `in ${seen.rows} of ${this.rows.length} rows, ${told}` })
    }
  }
}

/** No word of a language: letters without a vowel, letters with digits or signs among them. Names and numbers are none of these. */
function isStrange(token: string): boolean {
  if (token.length < 2 || token.length > 40) return false
  return strange.some((pattern) => pattern.test(token))
}

const strange: readonly RegExp[] = [
  /^[b-df-hj-np-tv-xz]{2,5}$/, /^[A-Za-z]+[_@#$|~^*][A-Za-z0-9_@#$|~^*]+$/, /^[|[<{]{1,2}[A-Za-z_ -]{2,30}[|\]>}]{1,2}$/, /^([^\w\s.,!?;:'"()-])\1{1,}[A-Za-z]*$/,
]
