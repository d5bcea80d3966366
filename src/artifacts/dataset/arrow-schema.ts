// The schema of Arrow data: its fields, and the types that extensions add. One of them was a pickle, run when the schema was read.
// https://arrow.apache.org/docs/format/Columnar.html, https://github.com/apache/arrow/blob/main/format/Schema.fbs
import { bytesOf, slice, type Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { PickleFacts } from '../pickle/facts.js'
import { shown, Signs } from '../sign.js'
import { Stopped, type Unread } from '../unread.js'
import { FlatBuffer, type Table } from '../wire/flatbuffer.js'

export interface ArrowSchema {
  columns: string[]
  /** Names of extension types, such as `arrow.uuid`. */
  extensions: string[]
  /** Names of the pickled types' classes. */
  pickledTypes: string[]
  /** What pickles in the schema import or call beyond types of well-known libraries. */
  pickledCode: Signs
  metadata: { key: string; value: string }[]
}

const fieldsKept = 10_000
const deepest = 32
const valueKept = 2 ** 20

/** Modules whose classes are what such pickles are for: the types of datasets and of ray, which no loader runs code in. */
const typeModules = /^(?:datasets\.(?:features|arrow_)|pyarrow\.|ray\.(?:data|air)\.|text_extensions_for_pandas\.|pandas\.core\.arrays\.arrow\.)/

/** A message as it stands in streams and files: perhaps a continuation mark, its length, then the FlatBuffer. */
export async function readSchema(content: Bytes, at: number, how: { budget: Budget; unread: Unread[] }): Promise<ArrowSchema> {
  const prefix = await content.read(at, 8)
  if (prefix.length < 8) throw new Stopped('truncated', 'ends before its schema', at)
  const view = new DataView(prefix.buffer, prefix.byteOffset, 8)
  const marked = view.getUint32(0, true) === 0xffffffff
  const length = view.getInt32(marked ? 4 : 0, true)
  const from = at + (marked ? 8 : 4)
  if (length <= 0 || from + length > content.size) throw new Stopped('malformed', `its schema is said to have ${length} bytes`, at)
  const buffer = new FlatBuffer(slice(content, from, length), how.budget)
  const message = await buffer.root()
  // Message: version, header_type, header, bodyLength, custom_metadata. Header type 1 is a schema.
  if ((await message.u8(1)) !== 1) throw new Stopped('malformed', 'does not begin with a schema', at)
  const schema = await message.table(2)
  if (schema === null) throw new Stopped('malformed', 'has an empty schema', at)
  const found: ArrowSchema = { columns: [], extensions: [], pickledTypes: [], pickledCode: new Signs(), metadata: [] }
  const walk = new SchemaWalk(found, from, how)
  // Schema: endianness, fields, custom_metadata, features.
  for await (const field of schema.tables(1)) await walk.field(field, '', 0)
  for (const [key, value] of await walk.pairs(schema, 2)) found.metadata.push({ key: key.slice(0, 200), value: new TextDecoder().decode(value) })
  return found
}

class SchemaWalk {
  private fields = 0

  constructor(private readonly found: ArrowSchema, private readonly from: number, private readonly how: { budget: Budget; unread: Unread[] }) {}

  /** Field: name, nullable, type_type, type, dictionary, children, custom_metadata. */
  async field(field: Table, above: string, depth: number): Promise<void> {
    this.fields += 1
    if (this.fields > fieldsKept || depth > deepest) throw new Stopped('limit', 'its schema has too many fields', this.from + field.at)
    if (this.fields % 64 === 0) this.how.budget.tick()
    const name = shown(await field.string(0, 400) ?? '')
    const path = above === '' ? name : `${above}.${name}`.slice(0, 400)
    if (depth === 0) this.found.columns.push(name)
    const pairs = new Map(await this.pairs(field, 6))
    const extension = text(pairs.get('ARROW:extension:name'))
    if (extension !== null && !this.found.extensions.includes(shown(extension))) this.found.extensions.push(shown(extension))
    if (extension === 'arrow.py_extension_type') await this.pickle(path, field.at, pairs.get('ARROW:extension:metadata') ?? new Uint8Array(0))
    for await (const child of field.tables(5)) await this.field(child, path, depth + 1)
  }

  /** KeyValue: key, value. Values of extensions are bytes. */
  async pairs(table: Table, field: number): Promise<[string, Uint8Array][]> {
    const pairs: [string, Uint8Array][] = []
    for await (const pair of table.tables(field)) {
      if (pairs.length >= 1000) break
      pairs.push([await pair.string(0, 400) ?? '', await pair.bytes(1, valueKept) ?? new Uint8Array(0)])
    }
    return pairs
  }

  private async pickle(path: string, at: number, bytes: Uint8Array): Promise<void> {
    const offset = this.from + at
    const facts = new PickleFacts()
    await facts.read(bytesOf(bytes), { member: path, budget: this.how.budget, unread: this.how.unread, kind: 'plain' })
    const { imports, unknownImports, verdict, brokenStreams, dangerousCalls, dangerousImports } = facts.props()
    for (const one of imports) if (this.found.pickledTypes.length < 50 && !this.found.pickledTypes.includes(one)) this.found.pickledTypes.push(one)
    const strange = unknownImports.map(({ what }) => what).filter((one) => !typeModules.test(one))
    const told = [...dangerousCalls, ...dangerousImports].map(({ what, detail }) => (detail === '' ? what : `${what} ${detail}`))
    if (told.length > 0) for (const one of told) this.found.pickledCode.add(one, { member: path, offset, detail: 'in a pickled extension type' })
    else for (const one of strange) this.found.pickledCode.add(one, { member: path, offset, detail: 'in a pickled extension type' })
    if (brokenStreams.length === 0 && (strange.length > 0 || verdict !== 'dangerous')) return
    const detail = brokenStreams.length > 0 ? 'its pickle breaks off' : 'its pickle does more than name a class'
    this.found.pickledCode.add('arrow.py_extension_type', { member: path, offset, detail })
  }
}

function text(bytes: Uint8Array | undefined): string | null {
  return bytes === undefined ? null : new TextDecoder().decode(bytes)
}
