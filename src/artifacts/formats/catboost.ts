// Models of CatBoost (.cbm): `CBM1`, the length of the core, the core as FlatBuffer, and parts of their own behind it.
// https://github.com/catboost/catboost/blob/master/catboost/libs/model/flatbuffers/model.fbs
import { listOf, nullable, number, shape, string } from '../../core/shape.js'
import { commandIn } from '../boosters/commands.js'
import { slice } from '../bytes.js'
import { startsWith, u32 } from '../file-facts/content.js'
import { format, type Opened } from '../format.js'
import { shown, Signs, signs } from '../sign.js'
import { orUnread } from '../unread.js'
import { FlatBuffer, type Table } from '../wire/flatbuffer.js'

interface Core {
  version: string | null
  objective: string | null
  trees: number | null
  features: number | null
  outputs: number | null
  parts: string[]
}

const none: Core = { version: null, objective: null, trees: null, features: null, outputs: null, parts: [] }

export default format({
  type: 'artifact.catboost',
  kind: 'artifact',
  props: shape({
    /** Of the format, such as `FlabuffersModel_v1`. */
    version: nullable(string),
    objective: nullable(string),
    trees: nullable(number),
    features: nullable(number),
    /** Values of one prediction: one for each class, or one. */
    outputs: nullable(number),
    /** What follows the core, by its own name. */
    parts: listOf(string),
    /** Lengths that do not fit, bytes nobody declares, texts that read like commands. */
    inconsistent: signs,
  }),
  recognise: ({ bytes, size }) => (size >= 16 && startsWith(bytes, [0x43, 0x42, 0x4d, 0x31]) ? 3 : 0),
  async read(file) {
    const inconsistent = new Signs()
    const size = u32(file.bytes, 4)
    const fits = size >= 16 && size <= file.size - 8
    if (!fits) inconsistent.add('length of the core', { offset: 4, detail: `${size} bytes in a file of ${file.size}` })
    const core = fits ? await orUnread(file.unread, 'core', () => readCore(file, size, inconsistent)) ?? none : none
    if (fits && core !== none && file.size > 8 + size && core.parts.length === 0) {
      inconsistent.add('bytes after the core', { offset: 8 + size, detail: `${file.size - 8 - size} of them, and the core names no parts` })
    }
    return { props: { ...core, inconsistent: inconsistent.list } }
  },
})

/** TModelCore: FormatVersion, ModelTrees, InfoMap, ModelPartIds. */
async function readCore(file: Opened, size: number, inconsistent: Signs): Promise<Core> {
  const buffer = new FlatBuffer(slice(file.content, 8, size), file.budget)
  const root = await buffer.root()
  const parts: string[] = []
  for await (const part of root.strings(3, 200)) if (parts.length < 100) parts.push(shown(part))
  const trees = await root.table(1)
  const info = await readInfo(root, inconsistent)
  // TModelTrees: ApproxDimension, TreeSplits, TreeSizes, TreeStartOffsets, CatFeatures, FloatFeatures, …, LeafValues.
  const sizes = await trees?.vector(2, 4) ?? null
  const categories = await trees?.vector(4, 4) ?? null
  const floats = await trees?.vector(5, 4) ?? null
  await trees?.vector(8, 8)
  if (trees === null) inconsistent.add('trees', { detail: 'the core has none' })
  return {
    version: shown(await root.string(0, 100) ?? '') || null, objective: info, trees: sizes?.length ?? null,
    features: floats === null && categories === null ? null : (floats?.length ?? 0) + (categories?.length ?? 0), outputs: await trees?.i32(0) ?? null, parts,
  }
}

/** InfoMap: pairs of texts; `params` is JSON and names the loss function. */
async function readInfo(root: Table, inconsistent: Signs): Promise<string | null> {
  let objective: string | null = null
  let pairs = 0
  for await (const pair of root.tables(2)) {
    pairs += 1
    if (pairs > 1000) break
    const key = shown(await pair.string(0, 200) ?? '')
    const value = await pair.string(1, 65_536) ?? ''
    const reads = commandIn(value)
    if (reads !== null) inconsistent.add(`reads like ${reads}`, { member: key, detail: value.slice(0, 120) })
    if (key === 'params') objective = /"loss_function"\s*:\s*(?:\{[^{}]{0,200}?"type"\s*:\s*)?"([^"]{1,60})"/.exec(value)?.[1] ?? objective
  }
  return objective
}
