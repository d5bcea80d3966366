// What a file is made of, all text left out, by a parser of its kind. Two reports that differ in names only have the same.
import { validateXML } from 'xmllint-wasm'
import { parseCsv } from './csv-rows.js'

/** By the file extension of a format. Throws where the file cannot be read. */
export async function skeletonOf(extension: string, file: string): Promise<unknown> {
  if (extension.endsWith('json') || extension === 'sarif') return shape(JSON.parse(file))
  if (extension.endsWith('jsonl')) return file.trimEnd().split('\n').map((line) => shape(JSON.parse(line)))
  if (extension === 'csv') return parseCsv(file).map((row) => [row['state'], row['severity'], ...Object.entries(row).filter(([, value]) => value !== '').map(([name]) => name)])
  if (extension === 'xml') return elementsOf(file)
  if (extension === 'html') return tagsOf(file)
  // How a line goes on depends on how long the names are: only how it begins is ours.
  if (extension === 'txt') return file.split('\n').filter((line) => /^(?:critical|high|medium|low|\d+ assets|judged|cut short|could not judge|looked at|not reached)\b/.test(line)).map((line) => line.split(/\s/, 1)[0])
  throw new Error(`nobody told this test how to read .${extension}: add a line to skeletonOf`)
}

function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape)
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.entries(value).map(([key, item]) => [key, shape(item)])
}

/** Elements and the names of their attributes; in a file that is well formed, `<` stands nowhere else. */
async function elementsOf(file: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents: file }, normalization: 'format' })
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '))
  const bare = file.replaceAll(/<!\[CDATA\[[^]*?\]\]>/g, '')
  return [...bare.matchAll(/<([^\s>]+)((?:\s+[^\s=]+="[^"]*")*)\s*\/?>/g)].map(([, name = '', attributes = '']) => [name, ...[...attributes.matchAll(/([^\s=]+)="/g)].map((found) => found[1])].join(' '))
}

/** Elements and the names of their attributes, in order, as a browser's tokenizer would first see them. */
function tagsOf(html: string): string[] {
  const tags: string[] = []
  const token = /<!--[^]*?-->|<(script|style)\b[^>]*>[^]*?<\/\1\s*>|<(\/?[a-zA-Z][^\s/>]*)((?:\s+[^\s=/>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?|\s*\/)*)\s*>|<[!?/a-zA-Z][^>]*>/g
  for (const [whole, raw, name, attributes = ''] of html.matchAll(token)) {
    if (raw !== undefined) tags.push(`${raw} of ${/^<(?:script|style)\b[^>]*>/.exec(whole)?.[0] ?? ''}`)
    else if (name === undefined) tags.push(whole.slice(0, 20))
    else tags.push([name, ...[...attributes.matchAll(/([^\s=/>"']+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/g)].map((found) => found[1] ?? '')].join(' '))
  }
  return tags
}
