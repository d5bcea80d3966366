// The inventory as a file: JSON lines with a header, tagged records and a footer that proves nothing is missing.
import { createHash } from 'node:crypto'
import type { Inventory } from './asset.js'
import { UsageError } from './errors.js'
import { asset, BadRecord, fields, flag, gap, parseFields, relation, scopeStatus, text, texts, whole, type Fields } from './inventory-record.js'
import { jsonText } from './json-text.js'
import type { ToolInfo } from './report.js'

/** Raised only when an older reader would misread the file. */
const version = 1

/** An inventory as it was saved, and the version of aispm that saved it. */
export type SavedInventory = Inventory & { tool: { name: string; version: string } }

/** The lines of an inventory file, each with its line break. */
export function* inventoryLines(inventory: Inventory, tool: ToolInfo): Generator<string> {
  const hash = createHash('sha256')
  const line = (record: object): string => {
    const written = `${jsonText(record)}\n`
    hash.update(written)
    return written
  }
  const { takenAt, historySince, collected, finished, scopes, assets, relations, gaps } = inventory
  yield line({ t: 'inventory', schema: version, tool, takenAt, historySince, collected, finished })
  for (const record of scopes) yield line({ t: 'scope', ...record })
  for (const record of assets) yield line({ t: 'asset', ...record })
  for (const record of relations) yield line({ t: 'relation', ...record })
  for (const record of gaps) yield line({ t: 'gap', ...record })
  const counts = { scopes: scopes.length, assets: assets.length, relations: relations.length, gaps: gaps.length }
  yield `${jsonText({ t: 'end', counts, sha256: hash.digest('hex') })}\n`
}

/**
 * Reads a saved inventory: the whole text, or the chunks of a file stream. What is cut short, changed or written by a
 * newer aispm is refused with a `UsageError` that names the line; `name` is what the errors call the file.
 */
export async function readInventory(source: string | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>, name = 'the inventory'): Promise<SavedInventory> {
  const hash = createHash('sha256')
  let read: SavedInventory | undefined
  let ended = false
  let at = 0
  try {
    for await (const line of linesOf(typeof source === 'string' ? [source] : source)) {
      at++
      if (ended && line.trim() === '') continue
      if (ended) throw new BadRecord('stands after the end record')
      const record = parseFields(line)
      if (read === undefined) read = header(record, name)
      else if (record['t'] === 'end') {
        checkEnd(record, read, hash.digest('hex'))
        ended = true
      } else take(record, read)
      if (!ended) hash.update(line).update('\n')
    }
  } catch (error) {
    if (error instanceof BadRecord) throw refused(`${name}, line ${Math.max(at, 1)}: ${error.message}`)
    throw error
  }
  if (read === undefined) throw refused(`${name} is empty`)
  if (!ended) throw refused(`${name} is cut short: line ${at} is the last one, and it is not the end record`)
  return read
}

function header(record: Fields, name: string): SavedInventory {
  if (record['t'] !== 'inventory') throw new BadRecord('is not the header of an aispm inventory')
  const schema = whole(record['schema'], 'schema')
  const tool = fields(record['tool'], 'tool')
  const written = { name: text(tool['name'], 'tool.name'), version: text(tool['version'], 'tool.version') }
  if (schema > version) {
    throw new UsageError(
      `${name} was written by a newer aispm (${written.version}, schema ${schema}; this one reads schema ${version}) — nothing was judged`,
      'update aispm, or save the inventory again with this version',
    )
  }
  if (schema !== version) throw new BadRecord(`has schema ${schema}, which no aispm writes`)
  return {
    schema: version,
    tool: written,
    takenAt: text(record['takenAt'], 'takenAt'),
    ...(record['historySince'] === undefined ? {} : { historySince: text(record['historySince'], 'historySince') }),
    collected: texts(record['collected'], 'collected'),
    finished: flag(record['finished'], 'finished'),
    scopes: [], assets: [], relations: [], gaps: [],
  }
}

function take(record: Fields, into: SavedInventory): void {
  switch (record['t']) {
    case 'scope': into.scopes.push(scopeStatus(record)); return
    case 'asset': into.assets.push(asset(record)); return
    case 'relation': into.relations.push(relation(record)); return
    case 'gap': into.gaps.push(gap(record)); return
    case 'inventory': throw new BadRecord('is a second header: two inventories in one file')
    default: throw new BadRecord(`is tagged ${JSON.stringify(record['t']) ?? 'with nothing'}, which this aispm does not know`)
  }
}

function checkEnd(record: Fields, read: Inventory, sha256: string): void {
  if (text(record['sha256'], 'sha256') !== sha256) throw new BadRecord('does not match the lines above: they were changed after the file was written')
  const counts = fields(record['counts'], 'counts')
  for (const list of ['scopes', 'assets', 'relations', 'gaps'] as const) {
    const promised = whole(counts[list], `counts.${list}`)
    if (promised !== read[list].length) throw new BadRecord(`promises ${promised} ${list}, the file has ${read[list].length}`)
  }
}

function refused(what: string): UsageError {
  return new UsageError(`${what} — nothing was judged`, 'save it again: aispm inventory -o inventory=FILE')
}

// Not node:readline: it also splits at U+2028 and would hash other bytes than the file's. A carriage return before
// the break is dropped, so that a checkout with Windows line ends still reads.
export async function* linesOf(chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoded(() => decoder.decode(chunk, { stream: true }))
    let from = 0
    for (let to = rest.indexOf('\n'); to !== -1; to = rest.indexOf('\n', from)) {
      yield withoutReturn(rest.slice(from, to))
      from = to + 1
    }
    rest = rest.slice(from)
  }
  rest += decoded(() => decoder.decode())
  if (rest !== '') yield withoutReturn(rest)
}

function decoded(decode: () => string): string {
  try {
    return decode()
  } catch {
    throw new BadRecord('the bytes after it are not UTF-8 text')
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
