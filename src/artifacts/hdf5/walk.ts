// Goes through all groups and datasets of an HDF5 file and tells what leads out of it: links and data in other files.
import type { Budget } from '../limits.js'
import { Signs } from '../sign.js'
import { orUnread, Stopped, type Unread } from '../unread.js'
import { attributesOf, type Attribute } from './attributes.js'
import { Fields, nowhere } from './fields.js'
import { heapObject } from './global-heap.js'
import { linksOf } from './links.js'
import { messageType, readObjectHeader, type Message } from './object-header.js'
import type { Hdf5 } from './superblock.js'

const mostObjects = 1_000_000
const deepestPath = 64

export interface Walked {
  groups: number
  datasets: number
  /** Of the root group. */
  attributes: Attribute[]
  /** Links into other files, and data that lie in other files. */
  external: Signs
}

export interface Watch {
  attribute?(path: string, attribute: Attribute): void
  link?(path: string, kind: string, target: string): void
}

/** `watch` sees every attribute and link, for those who want more than what leads outside. */
export async function walkHdf5(file: Hdf5, budget: Budget, unread: Unread[], watch: Watch = {}): Promise<Walked> {
  const walked: Walked = { groups: 0, datasets: 0, attributes: [], external: new Signs() }
  const seen = new Set<number>([file.root])
  const open: { path: string; address: number; depth: number }[] = [{ path: '', address: file.root, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, address, depth } = next
    budget.tick()
    const here = path === '' ? '/' : path
    await orUnread(unread, here, async () => {
      const messages = await readObjectHeader(file, address)
      // What is broken of one part does not hide the others.
      // Attributes lead nowhere; those of the root are what Keras keeps its configuration in.
      if (path === '' || watch.attribute !== undefined) await orUnread(unread, here, async () => {
        for await (const attribute of attributesOf(file, messages)) {
          if (path === '') walked.attributes.push(attribute)
          watch.attribute?.(here, attribute)
        }
      })
      const isDataset = messages.some(({ type }) => type === messageType.layout)
      if (isDataset) walked.datasets += 1
      else if (messages.some(({ type }) => type === messageType.linkInfo || type === messageType.symbolTable || type === messageType.link)) walked.groups += 1
      await orUnread(unread, here, () => externalData(file, messages, here, walked.external))
      await orUnread(unread, here, async () => {
        for await (const link of linksOf(file, messages)) {
          const inner = `${path}/${link.name}`
          if (link.kind === 'external') {
            walked.external.add(link.file, {
              member: inner, offset: file.userblock + link.address, detail: `external link to ${link.target}${leads(link.file)}`,
            })
          }
          if (link.kind === 'other') unread.push({
            reason: 'unsupported', what: `is a link of type ${link.type}`, member: inner, offset: file.userblock + link.address,
          })
          watch.link?.(inner, link.kind, link.kind === 'external' ? `${link.file}:${link.target}` : link.kind === 'soft' ? link.target : '')
          if (link.kind !== 'hard' || seen.has(link.target)) continue
          seen.add(link.target)
          if (seen.size > mostObjects) throw new Stopped('limit', `has more than ${mostObjects} objects`)
          if (depth >= deepestPath) throw new Stopped('limit', `has groups more than ${deepestPath} deep`)
          open.push({ path: inner, address: link.target, depth: depth + 1 })
        }
      })
    })
  }
  return walked
}

async function externalData(file: Hdf5, messages: readonly Message[], path: string, external: Signs): Promise<void> {
  for (const message of messages) {
    if (message.type === messageType.externalFiles) await externalFiles(file, message, path, external)
    if (message.type === messageType.layout) await virtual(file, message, path, external)
  }
}

/** External Data Files (IV.A.2.h): raw data are read from files of these names. */
async function externalFiles(file: Hdf5, { data, address }: Message, path: string, external: Signs): Promise<void> {
  const fields = new Fields(data, file.widths, address)
  fields.skip(6)
  const used = fields.u16()
  const heap = new Fields(await file.pages.at(fields.offset(), 8 + 2 * file.widths.length + file.widths.offset), file.widths, address)
  heap.signature('HEAP')
  heap.skip(4)
  const size = heap.length()
  heap.length()
  const start = heap.offset()
  for (let i = 0; i < used; i++) {
    const name = fields.length()
    const from = fields.length()
    const length = fields.length()
    if (name >= size) throw new Stopped('malformed', 'has the name of an external file outside its heap', address)
    const text = new Fields(await file.pages.at(start + name, Math.min(size - name, 4096)), file.widths, start).text()
    const bytes = length === Number.MAX_SAFE_INTEGER ? 'all bytes' : `${length} bytes`
    external.add(text, { member: path, offset: file.userblock + address, detail: `external data: ${bytes} from ${from} on${leads(text)}` })
  }
}

/** Virtual layouts (IV.A.2.i, class 3): a dataset that is put together from datasets of other files. */
async function virtual(file: Hdf5, { data, address }: Message, path: string, external: Signs): Promise<void> {
  const fields = new Fields(data, file.widths, address)
  const version = fields.u8()
  if (version < 4 || fields.u8() !== 3) return
  const heap = fields.offset()
  if (heap === nowhere) return
  const { data: block } = await heapObject(file, heap, fields.u32())
  const mapping = new Fields(block, file.widths, heap)
  const encoding = mapping.u8()
  if (encoding > 0) throw new Stopped('unsupported', `has a virtual dataset of encoding ${encoding}`, file.userblock + address)
  const entries = mapping.length()
  for (let i = 0; i < entries; i++) {
    const name = mapping.text()
    const target = mapping.text()
    // A dot is the file itself.
    if (name !== '.') {
      external.add(name, { member: path, offset: file.userblock + address, detail: `virtual dataset, from ${target}${leads(name)}` })
    }
    skipSelection(mapping)
    skipSelection(mapping)
  }
}

/** Selections (section VII.C): which elements of the one dataset go where in the other. */
function skipSelection(fields: Fields): void {
  const type = fields.u32()
  const version = fields.u32()
  const [none, hyperslab, all] = [0, 2, 3]
  if (type === none || type === all) return fields.skip(8)
  if (type !== hyperslab || version < 1 || version > 3) throw new Stopped('unsupported', `has a selection of type ${type}, version ${version}`, fields.address)
  if (version === 1) {
    fields.skip(4)
    return fields.skip(fields.u32())
  }
  const isRegular = (fields.u8() & 1) !== 0
  if (version === 2) return fields.skip(fields.u32())
  const width = fields.u8()
  const rank = fields.u32()
  fields.skip(isRegular ? 4 * rank * width : 2 * rank * width * fields.uint(width))
}

function leads(path: string): string {
  if (/^(?:[/\\]|[a-z]:)/i.test(path)) return ', an absolute path'
  return path.split(/[/\\]/).includes('..') ? ', which leads out of the folder' : ''
}
