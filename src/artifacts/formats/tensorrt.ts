// TensorRT engines: compiled for one graphics card, not documented, and looked through for code that runs on the host.
import { nullable, number, shape } from '../../core/shape.js'
import { format } from '../format.js'
import { Signs, signs } from '../sign.js'
import { findPrograms } from '../tensorrt/programs.js'
import { orUnread } from '../unread.js'

export default format({
  type: 'artifact.tensorrt',
  kind: 'artifact',
  props: shape({
    /** Number that follows the mark: it changes with versions of TensorRT. */
    serialisation: nullable(number),
    /** Programs and libraries for the host within the engine. */
    programs: signs,
    /** Names of libraries that are loaded beside it. */
    libraries: signs,
  }),
  recognise: ({ bytes }) => (markAt(bytes) === null ? 0 : 3),
  async read(file) {
    const programs = new Signs()
    const libraries = new Signs()
    await orUnread(file.unread, '', () => findPrograms(file.content, file.budget, programs, libraries))
    const at = markAt(file.bytes) ?? 0
    const serialisation = at + 8 <= file.bytes.length ? new DataView(file.bytes.buffer, file.bytes.byteOffset).getUint32(at + 4, true) : null
    return { props: { serialisation, programs: programs.list, libraries: libraries.list } }
  },
})

/**
 * `ftrt` or `ptrt`, the mark of an engine and of a plan; after a JSON header, whose length stands before it, where a tool
 * such as Ultralytics wrote one.
 */
function markAt(bytes: Uint8Array): number | null {
  if (bytes.length < 24) return null
  const json = bytes[4] === 0x7b ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) + 4 : 0
  const isMark = (at: number): boolean => (bytes[at] === 0x66 || bytes[at] === 0x70) && bytes[at + 1] === 0x74 && bytes[at + 2] === 0x72 && bytes[at + 3] === 0x74
  return [0, json].find(isMark) ?? null
}
