// Parquet tables: footer by ranges, and a sample of their texts.
import { listOf, nullable, number, shape, string } from '../../core/shape.js'
import { readSchema, type ArrowSchema } from '../dataset/arrow-schema.js'
import { avroClasses } from '../dataset/avro-schema.js'
import { readFooter, type Chunk, type Footer } from '../dataset/parquet-footer.js'
import { readTexts } from '../dataset/parquet-pages.js'
import { Survey, surveyFields } from '../dataset/survey.js'
import { startsWith } from '../file-facts/content.js'
import { bytesOf } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, signs } from '../sign.js'
import { orUnread, Stopped } from '../unread.js'

/** Chunks of text columns that are looked into, each a request. */
const chunksRead = 96
const avroKeys: ReadonlySet<string> = new Set(['parquet.avro.schema', 'avro.schema'])

export default format({
  type: 'dataset.parquet',
  kind: 'dataset',
  props: shape({
    formatVersion: number,
    /** Program that wrote it, as it names itself. */
    writer: nullable(string),
    rows: number,
    rowGroups: number,
    ...surveyFields,
    extensions: listOf(string),
    pickledTypes: listOf(string),
    /** What pickles in the Arrow schema import or call beyond types of well-known libraries. */
    pickledCode: signs,
    /** Java classes that an Avro schema in the footer names. */
    avroClasses: signs,
  }),
  recognise: ({ bytes, size }) => (size >= 12 && (startsWith(bytes, [0x50, 0x41, 0x52, 0x31]) || startsWith(bytes, [0x50, 0x41, 0x52, 0x45])) ? 3 : 0),
  async read(file) {
    const footer = await readFooter(file.content, file.budget)
    const survey = new Survey()
    const classes = new Signs()
    let arrow: ArrowSchema | undefined
    for (const { key, value } of footer.metadata) {
      if (key === 'ARROW:schema') {
        const bytes = bytesOf(new Uint8Array(Buffer.from(value, 'base64')))
        arrow = await orUnread(file.unread, key, () => readSchema(bytes, 0, file))
      } else survey.add(`metadata ${key}`, value, 0)
      if (avroKeys.has(key)) for (const { what, detail } of avroClasses(parsed(file, key, value), key).list) classes.add(what, { member: key, detail })
    }
    const sample = await readSample(file, footer, survey)
    return {
      props: {
        formatVersion: footer.version, writer: footer.writer, rows: footer.rows, rowGroups: footer.rowGroups.length,
        ...survey.facts({ columns: footer.columns, ...sample }, file.budget), extensions: arrow?.extensions ?? [], pickledTypes: arrow?.pickledTypes ?? [],
        pickledCode: arrow?.pickledCode.list ?? [], avroClasses: classes.list,
      },
    }
  },
})

function parsed(file: Opened, key: string, value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    file.unread.push({ reason: 'malformed', what: 'its Avro schema is no JSON', member: key })
    return null
  }
}

/** Texts of the first, the last and some row groups between; what one column refuses does not keep the others from being read. */
async function readSample(file: Opened, footer: Footer, survey: Survey): Promise<{ rows: number; whole: boolean }> {
  const { rowGroups } = footer
  const widest = Math.max(1, ...rowGroups.slice(0, 100).map(({ texts }) => texts.length))
  const wanted = Math.max(1, Math.min(rowGroups.length, Math.floor(chunksRead / widest), 12))
  const chosen = new Set(Array.from({ length: wanted }, (_, i) => (wanted === 1 ? 0 : Math.round((i * (rowGroups.length - 1)) / (wanted - 1)))))
  let rows = 0
  let read = 0
  let whole = chosen.size >= rowGroups.length
  const refused = new Set<string>()
  for (const index of chosen) {
    const group = rowGroups[index]
    if (group === undefined) continue
    let seen = 0
    let complete = true
    for (const chunk of group.texts) {
      if (read >= chunksRead * 2) complete = false
      if (read >= chunksRead * 2 || refused.has(chunk.column)) continue
      read += 1
      const one = await readChunk(file, chunk, survey, refused)
      complete &&= one.whole
      seen = Math.max(seen, one.texts)
    }
    rows += complete ? group.rows : Math.min(group.rows, seen)
    whole &&= complete
  }
  return { rows, whole: whole && refused.size === 0 }
}

async function readChunk(file: Opened, chunk: Chunk, survey: Survey, refused: Set<string>): Promise<{ whole: boolean; texts: number }> {
  let texts = 0
  try {
    const whole = await readTexts(file.content, chunk, file.budget, (text) => {
      texts += 1
      survey.add(chunk.column, text, chunk.from)
    })
    return { whole, texts }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    refused.add(chunk.column)
    if (file.unread.length < 20) file.unread.push(error.at(chunk.column))
    return { whole: false, texts }
  }
}
