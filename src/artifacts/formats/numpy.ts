// NumPy arrays, alone (.npy) or several in a zip (.npz): their headers, and the pickles that arrays of objects are.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { bool, listOf, nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { containerFields, containerSigns } from '../archive/container.js'
import { asFarAsItGoes } from '../archive/unpack.js'
import { slice, type Bytes } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { PickleFacts, pickleFields } from '../pickle/facts.js'
import { Signs, signs } from '../sign.js'
import { looksLikeNpy, readNpyHeader, type NpyHeader } from '../torch/npy.js'
import { memberNames, zipAtStart, zipOf } from '../torch/zips.js'
import { orUnread } from '../unread.js'

/** Arrays told one by one; all are read. */
const arraysShown = 100
/** Arrays saved one after another into the same file. */
const arraysInRow = 10_000

export default format({
  type: 'dataset.numpy',
  kind: 'dataset',
  props: shape({
    container: oneOf('npy', 'npz'),
    /** Arrays in all. */
    arrays: number,
    /** Elements of all arrays; null when a header does not tell. */
    elements: nullable(number),
    /** The first of them. */
    contents: listOf(shape({ member: string, version: string, dtype: string, shape: listOf(number), objects: bool })),
    /** Arrays of Python objects: loading them runs a pickle. */
    objectArrays: signs,
    /** What NumPy would not have written: headers and lengths that do not agree. */
    headerAbuse: signs,
    ...pickleFields,
    ...containerFields,
  }),

  recognise: (head) => (looksLikeNpy(head.bytes) ? 3 : zipAtStart(head)),

  async confirm(file) {
    if (looksLikeNpy(file.bytes)) return true
    const names = await memberNames(file)
    // Many zips hold some array; an .npz holds nothing else at its top.
    if (file.extension === '.npz') return [...names].some((name) => name.endsWith('.npy'))
    return names.size > 0 && [...names].every((name) => name.endsWith('.npy') && !name.includes('/'))
  },

  async read(file) {
    const reader = new ArrayReader(file)
    const zip = looksLikeNpy(file.bytes) ? null : await zipOf(file)
    if (zip === null) await orUnread(file.unread, '', () => reader.readAll(file.content, ''))
    file.unread.push(...(zip?.unread ?? []))
    for (const member of zip?.members ?? []) {
      if (member.directory) continue
      await orUnread(file.unread, member.name, async () => {
        const content = await asFarAsItGoes(file.unread, member.name, () => member.open())
        if (content === undefined) return
        if (looksLikeNpy(await content.read(0, 12))) await reader.readAll(content, member.name)
        else await file.contains(member.name, content)
      })
    }
    // `bombs` and such of the zip stand beside those of the pickles in it.
    const pickle = reader.pickles.props()
    const container = zip === null ? noContainer : containerSigns(zip)
    return {
      props: {
        container: zip === null ? 'npy' : 'npz',
        arrays: reader.arrays, elements: reader.elements, contents: reader.contents,
        objectArrays: reader.objects.list, headerAbuse: reader.odd.list,
        ...pickle, ...container, bombs: [...container.bombs, ...pickle.bombs],
      },
    }
  },
})

const noContainer = { tampering: [], duplicates: [], escapes: [], bombs: [], executables: [] }

class ArrayReader {
  readonly pickles = new PickleFacts()
  readonly objects = new Signs()
  readonly odd = new Signs()
  readonly contents: { member: string; version: string; dtype: string; shape: number[]; objects: boolean }[] = []
  arrays = 0
  elements: number | null = 0

  constructor(private readonly file: Opened) {}

  /** `numpy.save` may be called on one open file again and again: then arrays stand in a row. */
  async readAll(content: Bytes, member: string): Promise<void> {
    for (let from = 0, i = 0; ; i++) {
      this.file.budget.tick()
      const header = await readNpyHeader(content, from, this.odd, member)
      this.note(header, member)
      if (header.objects) return this.readObjects(content, header, member)
      if (header.length === null) return
      const end = header.data + header.length
      if (end > content.size) {
        this.odd.add('data ends too early', { member, offset: header.data, detail: `${header.length} bytes by its header, ${content.size - header.data} are there` })
        return
      }
      if (end === content.size) return
      if (i >= arraysInRow || !looksLikeNpy(await content.read(end, 12))) {
        this.odd.add('data after the array', { member, offset: end, detail: `${content.size - end} bytes` })
        return this.file.contains(member === '' ? `from ${end} on` : `${member} from ${end} on`, slice(content, end, content.size - end))
      }
      from = end
    }
  }

  private note(header: NpyHeader, member: string): void {
    this.arrays += 1
    this.elements = this.elements === null || header.elements === null ? null : this.elements + header.elements
    if (this.contents.length < arraysShown) {
      this.contents.push({ member, version: header.version, dtype: header.dtype.slice(0, 100), shape: header.shape.slice(0, 32), objects: header.objects })
    }
  }

  private async readObjects(content: Bytes, header: NpyHeader, member: string): Promise<void> {
    const { budget, unread } = this.file
    this.objects.add(`dtype ${header.dtype}`, { member, offset: header.data, detail: `shape (${header.shape.join(', ')})` })
    await this.pickles.read(content, { member, budget, unread, from: header.data, kind: 'numpy' })
  }
}
