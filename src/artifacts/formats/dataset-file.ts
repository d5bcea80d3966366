// Datasets of records and of plain text: JSON lines, JSON arrays, text shards.
import { oneOf, shape } from '../../core/shape.js'
import { Anomalies } from '../dataset/anomalies.js'
import { isDatasetPlace } from '../dataset/place.js'
import { flatten, isLogRecord, parseRecord } from '../dataset/records.js'
import { Survey, surveyFields } from '../dataset/survey.js'
import { looksLikeText, textWindows } from '../dataset/windows.js'
import { format, type Head, type Opened } from '../format.js'
import { signs } from '../sign.js'

const lineNames: ReadonlySet<string> = new Set(['.jsonl', '.ndjson', '.jsonlines'])
/** Texts of a repository that lie in such folders and are no data. */
const prose = /^(?:readme|licen[cs]e|notice|requirements|constraints|robots|cmakelists|changelog|authors|contributors|version|vocab|merges|classes|labels)\b/i
/** Keys of records that models are trained on, tested with or asked from. */
const trainingKeys = new RegExp(`^(?:${[
  'text', 'prompts?', 'completions?', 'instructions?', 'inputs?', 'outputs?', 'responses?', 'messages', 'conversations?', 'chosen', 'rejected', 'questions?', 'answers?', 'contexts?', 'label',
  'target', 'content', 'passage', 'document', 'query', 'positive', 'negative', 'image', 'caption', 'source', 'translation', 'summary', 'dialogue?', 'tokens', 'id',
].join('|')})$`, 'i')
const fewestLines = 50
const fewestBytes = 16_384

type Layout = 'json-lines' | 'json-array' | 'text'

export default format({
  type: 'dataset.file',
  kind: 'dataset',
  props: shape({
    layout: oneOf('json-lines', 'json-array', 'text'),
    ...surveyFields,
    /** Signs of rows that somebody added. */
    anomalies: signs,
  }),
  recognise: (head) => (layoutOf(head) === null ? 0 : 2),
  /** JSON lines by their name; under other names, records with keys that training uses, or a place that says dataset. */
  async confirm(file) {
    const layout = layoutOf(file)
    if (layout === null) return false
    const isPlace = isDatasetPlace(file.path)
    if (layout === 'text') {
      if (!isPlace || prose.test(file.name) || !hasWords(file.bytes)) return false
      if (file.size >= fewestBytes) return true
      return new TextDecoder().decode(await file.content.read(0, file.size)).split('\n').length > fewestLines
    }
    const start = new TextDecoder().decode(await file.content.read(0, Math.min(file.size, 2 ** 20)))
    const keys = layout === 'json-lines' ? linesKeys(start) : Object.keys(firstOfArray(start) ?? {})
    if (keys === null || isLogRecord(keys)) return false
    if (layout === 'json-lines' && (lineNames.has(file.extension) || isPlace)) return true
    const known = keys.filter((key) => trainingKeys.test(key)).length
    return known >= 2 || (isPlace && (known >= 1 || keys.length >= 3))
  },
  async read(file) {
    const layout = layoutOf(file) ?? 'text'
    const survey = new Survey()
    const anomalies = new Anomalies()
    const columns = new Set<string>()
    let rows = 0
    const add = (record: readonly (readonly [string, string])[], place: number): void => {
      rows += 1
      for (const [name, value] of record) {
        if (columns.size < 1000) columns.add(name)
        survey.add(name, value, place)
      }
      anomalies.add(new Map(record), place)
      if ((rows & 0x1ff) === 0) file.budget.tick()
    }
    const whole = layout === 'json-array' ? await readArray(file, add) : await readLines(file, layout, add)
    return { props: { layout, ...survey.facts({ columns: [...columns].toSorted(), rows, whole }, file.budget), anomalies: anomalies.signs().list } }
  },
})

type Add = (record: readonly (readonly [string, string])[], place: number) => void

async function readLines(file: Opened, layout: Layout, add: Add): Promise<boolean> {
  const { list, whole } = await textWindows(file.content, file.budget)
  let broken = 0
  for (const { text, from } of list) {
    let at = from
    for (const line of text.split('\n')) {
      const place = at
      at += Buffer.byteLength(line) + 1
      if (line.trim() === '') continue
      const record = layout === 'json-lines' ? parseRecord(line) : undefined
      // A line that is no record is text all the same: nothing hides behind a missing brace.
      if (record === undefined && layout === 'json-lines') broken += 1
      add(record === undefined ? [[layout === 'text' ? 'text' : '', line]] : flatten(record), place)
    }
  }
  if (broken > 0 && whole) file.unread.push({ reason: 'malformed', what: `${broken} lines are no JSON objects`, member: '' })
  return whole
}

/** An array is one value: it is parsed as a whole, or searched as text. */
async function readArray(file: Opened, add: Add): Promise<boolean> {
  if (file.size <= file.budget.limits.document / 2) {
    let value: unknown
    try {
      value = JSON.parse(new TextDecoder().decode(await file.content.read(0, file.size)))
    } catch {
      file.unread.push({ reason: 'malformed', what: 'is no valid JSON', member: '' })
    }
    if (Array.isArray(value)) {
      for (const [i, record] of value.entries()) add(flatten(record), i)
      return true
    }
  }
  const { list, whole } = await textWindows(file.content, file.budget)
  for (const { text, from } of list) add([['', text]], from)
  return whole && file.unread.length === 0
}

/** What the head looks like; what it is, `confirm` decides. */
function layoutOf(head: Head): Layout | null {
  const { extension } = head
  const named = lineNames.has(extension)
  if (!named && !['.json', '.txt', '.text', ''].includes(extension)) return null
  if (!looksLikeText(head.bytes)) return null
  const text = new TextDecoder().decode(head.bytes).replace(/^\uFEFF?\s*/, '')
  if (text.startsWith('{')) {
    const end = text.indexOf('\n')
    if (named) return 'json-lines'
    // One object is a document, however it is written; two lines of objects are records.
    return end > 0 && text.slice(end).trimStart().startsWith('{') && parseRecord(text.slice(0, end)) !== undefined ? 'json-lines' : null
  }
  if (/^\[\s*\{/.test(text) && extension === '.json') return 'json-array'
  return extension === '.txt' || extension === '.text' ? 'text' : null
}

/** Tables of numbers are text, too. */
function hasWords(head: Uint8Array): boolean {
  return (new TextDecoder().decode(head).match(/\p{L}/gu)?.length ?? 0) * 3 > head.length
}

/** Keys of the first record; null where the first two whole lines are no records. */
function linesKeys(start: string): string[] | null {
  const lines = start.split('\n').filter((line) => line.trim() !== '')
  const whole = lines.length > 1 && start.length >= 2 ** 20 ? lines.slice(0, -1) : lines
  const records = whole.slice(0, 2).map(parseRecord)
  const first = records[0]
  return first === undefined || (whole.length > 1 && records[1] === undefined) ? null : Object.keys(first)
}

/** The first object of an array, by its braces. */
function firstOfArray(start: string): object | undefined {
  const from = start.indexOf('{')
  let depth = 0
  let quoted = false
  for (let i = from; i < start.length && from >= 0; i++) {
    const one = start[i]
    if (quoted) {
      if (one === '\\') i += 1
      else if (one === '"') quoted = false
    } else if (one === '"') quoted = true
    else if (one === '{') depth += 1
    else if (one === '}' && (depth -= 1) === 0) return parseRecord(start.slice(from, i + 1))
  }
  return undefined
}
