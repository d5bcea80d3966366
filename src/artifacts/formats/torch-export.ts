// Programs exported by PyTorch 2 (.pt2): a graph in JSON, weights, and perhaps pickles and compiled libraries beside them.
// torch/csrc/export/pt2_archive_constants.h and torch/export/pt2_archive/_package.py of pytorch/pytorch
import { listOf, nullable, number, oneOf, shape, string } from '../../core/shape.js'
import type { ZipMember } from '../archive/zip.js'
import { textOf } from '../bytes.js'
import { format } from '../format.js'
import { Signs, signs } from '../sign.js'
import { archiveFields, isNative, isPlain, TorchArchive } from '../torch/archive.js'
import { folderWith, memberNames, zipAtStart } from '../torch/zips.js'
import { orUnread, Stopped } from '../unread.js'

/** What torch.export.save wrote before it had an archive of its own. */
const olderProgram = 'serialized_exported_program.json'
const modelsShown = 50

export default format({
  type: 'artifact.torch_export',
  kind: 'artifact',
  props: shape({
    layout: oneOf('archive', 'older'),
    archiveVersion: nullable(string),
    /** Names of the models in it. */
    models: listOf(string),
    /** Entries of the weights' and constants' tables. */
    weights: number,
    /** Weights and constants that are unpickled instead of read. */
    pickledWeights: signs,
    /** Compiled code that is loaded into the process, and GPU kernels. */
    nativeCode: signs,
    hiddenPickles: signs,
    ...archiveFields,
  }),

  recognise: zipAtStart,

  async confirm(file) {
    const names = await memberNames(file)
    return folderWith(names, 'archive_format') !== null || names.has(olderProgram)
  },

  async read(file) {
    const names = await memberNames(file)
    const root = folderWith(names, 'archive_format')
    const reader = new ExportReader(await TorchArchive.open(file, root ?? ''))
    await reader.read()
    const { archive } = reader
    return {
      props: {
        layout: root === null ? 'older' : 'archive', archiveVersion: await archive.text(root === null ? 'version' : 'archive_version'),
        models: [...reader.models].slice(0, modelsShown), weights: reader.weights,
        pickledWeights: reader.pickled.list, nativeCode: reader.native.list, hiddenPickles: archive.hidden.list,
        ...archive.props(),
      },
    }
  },
})

const nativeEnding = /\.(?:so|dll|dylib|o|cubin|hsaco|ptx|spv)$/i

/** Members that are unpickled whatever the tables say. */
const pickledMembers: readonly (readonly [RegExp, string])[] = [
  [/^data\/constants\/custom_obj_\d+$/, 'an object of a custom class'],
  [/^data\/constants\/opaque_obj_\d+$/, 'an object of any class'],
  [/^data\/(?:weights|constants)\/[^/]+\.pt$/, 'all weights or constants in one pickle'],
  [/^serialized_(?:state_dict|constants)\.(?:pt|json)$/, 'all weights or constants in one pickle'],
]

class ExportReader {
  readonly models = new Set<string>()
  readonly pickled = new Signs()
  readonly native = new Signs()
  weights = 0

  constructor(readonly archive: TorchArchive) {}

  async read(): Promise<void> {
    const raw: ZipMember[] = []
    for (const member of this.archive.members) {
      const name = this.archive.inner(member)
      const model = /^models\/(.+)\.json$/.exec(name)?.[1]
      if (model !== undefined) this.models.add(model)
      else if (/^data\/(?:weights|constants)\/.*_config\.json$/.test(name)) await this.readTable(member)
      else if (/^data\/(?:weights|constants)\/(?:weight|tensor)_\d+$/.test(name)) raw.push(member)
      else if (!isPlain(member, name)) await this.readOther(member)
    }
    const before = this.archive.hidden.list.length
    await this.archive.probe(raw)
    for (const { member } of this.archive.hidden.list.slice(before)) this.pickled.add('pickle', { member, detail: 'a weight that is a pickle, whatever the table says' })
  }

  /** `{ "config": { "<name>": { "path_name": "weight_0", "use_pickle": false, … } } }` */
  private async readTable(member: ZipMember): Promise<void> {
    const { file } = this.archive
    await orUnread(file.unread, member.name, async () => {
      const { document: most } = file.budget.limits
      if (member.size > most) throw new Stopped('limit', `is longer than ${most} bytes`)
      const table = parsed(await textOf(await member.open(), most))
      for (const [name, entry] of table) {
        this.weights += 1
        if (entry.get('use_pickle') !== true) continue
        const path = entry.get('path_name')
        this.pickled.add(name, { member: member.name, detail: `use_pickle of ${typeof path === 'string' ? path : '?'}` })
      }
    })
  }

  private async readOther(member: ZipMember): Promise<void> {
    const name = this.archive.inner(member)
    const last = name.slice(name.lastIndexOf('/') + 1)
    if (nativeEnding.test(name) || isNative(member.head)) this.native.add(last, { member: member.name, offset: 0, detail: `${member.size} bytes` })
    const pickled = pickledMembers.find(([shape]) => shape.test(name))
    if (pickled !== undefined) this.pickled.add(last, { member: member.name, detail: pickled[1] })
    await this.archive.readMember(member, false, new Map())
  }
}

type Entry = ReadonlyMap<string, unknown>

function parsed(text: string): [string, Entry][] {
  let table: unknown
  try {
    table = JSON.parse(text)
  } catch {
    throw new Stopped('malformed', 'is no JSON')
  }
  const config = mapOf(table)?.get('config') ?? table
  return [...(mapOf(config) ?? [])].flatMap(([name, entry]): [string, Entry][] => {
    const fields = mapOf(entry)
    return fields === null ? [] : [[name, fields]]
  })
}

function mapOf(value: unknown): Entry | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null
}
