// Arrow tables: IPC files and Feather (ARROW1 … ARROW1), and streams, as `datasets` caches them.
import { listOf, oneOf, shape, string } from '../../core/shape.js'
import { readSchema } from '../dataset/arrow-schema.js'
import { format, type Head } from '../format.js'
import { signs } from '../sign.js'
import { startsWith, u32 } from '../file-facts/content.js'
import { orUnread } from '../unread.js'

const magic = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]
/** Numbers of MetadataVersion and of the header's kind keep the streams apart from other bytes that begin with four ff. */
const longestSchema = 64 * 2 ** 20

export default format({
  type: 'dataset.arrow',
  kind: 'dataset',
  props: shape({
    layout: oneOf('file', 'stream'),
    columns: listOf(string),
    /** Types that extensions add, by name. */
    extensions: listOf(string),
    /** What pickled types name: `module.class`. */
    pickledTypes: listOf(string),
    /** What pickles in the schema import or call beyond types of well-known libraries. */
    pickledCode: signs,
  }),
  recognise: (head) => (layoutOf(head) === null ? 0 : 3),
  async read(file) {
    const layout = layoutOf(file) ?? 'file'
    // A file has its magic number in eight bytes, then the same stream of messages; the footer repeats the schema.
    const schema = await orUnread(file.unread, '', () => readSchema(file.content, layout === 'file' ? 8 : 0, file))
    const tail = layout === 'file' ? await file.content.read(Math.max(0, file.size - 6), 6) : null
    if (tail !== null && !startsWith(tail, magic)) file.unread.push({ reason: 'truncated', what: 'it does not end as an Arrow file', member: '' })
    return {
      props: {
        layout, columns: (schema?.columns ?? []).slice(0, 200), extensions: schema?.extensions ?? [], pickledTypes: schema?.pickledTypes ?? [],
        pickledCode: schema?.pickledCode.list ?? [],
      },
    }
  },
})

function layoutOf({ bytes, size }: Head): 'file' | 'stream' | null {
  if (startsWith(bytes, [...magic, 0, 0])) return 'file'
  if (size < 32 || u32(bytes, 0) !== 0xffffffff) return null
  const length = u32(bytes, 4)
  const root = u32(bytes, 8)
  // A FlatBuffer begins with the offset of its root, which lies close by; messages are padded to 8 bytes.
  return length > 16 && length % 8 === 0 && length < Math.min(size, longestSchema) && root >= 8 && root < 64 && root % 2 === 0 ? 'stream' : null
}
