// Bills of materials for AI, `artifact.aibom`: what they say of models and datasets, held against the files that stand beside them.
import { listOf, nullable, number, shape, string } from '../../core/shape.js'
import { textOf } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, signs } from '../sign.js'
import { mayBeAiBom, readBom, type Bom, type BomPart } from '../signature/bom.js'
import { Digests } from '../signature/digests.js'
import { orUnread, Stopped } from '../unread.js'

export default format({
  type: 'artifact.aibom',
  kind: 'artifact',
  props: shape({
    /** `CycloneDX` or `SPDX`. */
    standard: string,
    /** Version of the standard. */
    version: nullable(string),
    /** Parts of all kinds. */
    parts: number,
    models: listOf(shape({ name: string, version: nullable(string), sha256: nullable(string) })),
    datasets: listOf(string),
    /** What it says that the files beside it belie. */
    drift: signs,
    /** Models without a digest or a model card, and references that lead nowhere. */
    holes: signs,
  }),
  recognise({ bytes, name }) {
    if (!/^(?:\xEF\xBB\xBF)?\s*\{/.test(latin(bytes.subarray(0, 256)))) return 0
    const head = latin(bytes)
    if (/"bomFormat"\s*:\s*"CycloneDX"|spdx\.org\/rdf\/3/.test(head)) return 3
    return /(?:bom|cdx|cyclonedx|spdx)[\w.-]*\.json$/i.test(name) ? 2 : 0
  },
  async confirm({ content, budget }) {
    return mayBeAiBom(await textOf(content, budget.limits.document))
  },
  async read(file) {
    if (file.size > file.budget.limits.document) throw new Stopped('limit', `is larger than ${file.budget.limits.document / 2 ** 20} MB`)
    const bom = readBom(await textOf(file.content, file.size))
    if (bom === null) throw new Stopped('malformed', 'is no JSON of CycloneDX or SPDX 3')
    const holes = new Signs()
    for (const { what, detail } of bom.holes) holes.add(what, { detail })
    return {
      props: {
        standard: bom.standard, version: bom.version, parts: bom.parts.length,
        models: bom.parts.filter(({ is }) => is === 'model').slice(0, 100).map(({ name, version, sha256 }) => ({ name, version, sha256 })),
        datasets: bom.parts.filter(({ is }) => is === 'dataset').slice(0, 100).map(({ name }) => name),
        drift: await driftOf(file, bom), holes: holes.list,
      },
    }
  },
})

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/** Each file is read once, however often it is named. */
async function driftOf(file: Opened, bom: Bom): Promise<Signs['list']> {
  const drift = new Signs()
  const digests = new Digests()
  for (const part of bom.parts) {
    if (part.sha256 === null || part.paths.length === 0) continue
    file.budget.tick()
    await orUnread(file.unread, part.paths[0] ?? '', () => hold(file, part, { drift, digests }))
  }
  await orUnread(file.unread, 'README.md', () => holdLicence(file, bom, drift))
  return drift.list
}

async function hold(file: Opened, part: BomPart, { drift, digests }: { drift: Signs; digests: Digests }): Promise<void> {
  for (const path of part.paths) {
    const beside = await file.beside(path)
    if (beside === 'outside') drift.add(part.name, { detail: `is said to be ${path}, outside of what is scanned` })
    if (beside === null || beside === 'outside') continue
    const { sha256 } = await digests.read(path, beside.bytes, [], () => file.budget.tick())
    if (sha256 !== part.sha256) drift.add(part.name, { detail: `sha256 ${sha256} of ${path}, the bill says ${part.sha256 ?? ''}` })
    return
  }
  if (part.is === 'file') drift.add(part.name, { detail: 'the bill lists it, and it is not there' })
}

/** The licence on the model's card against the one in the bill. */
async function holdLicence(file: Opened, bom: Bom, drift: Signs): Promise<void> {
  const [model, another] = bom.parts.filter(({ is }) => is === 'model')
  if (model === undefined || another !== undefined || model.licences.length === 0) return
  const card = await file.beside('README.md')
  if (card === null || card === 'outside') return
  const front = /^---\r?\n(.*?)\r?\n---/s.exec(await textOf(card.bytes, 64 * 1024))?.[1] ?? ''
  const licence = /^license:[ \t]*["']?([\w.+-]+)["']?[ \t]*$/m.exec(front)?.[1]
  // `other` says that the name stands elsewhere.
  if (licence === undefined || licence.toLowerCase() === 'other') return
  if (!model.licences.some((one) => one.toLowerCase() === licence.toLowerCase())) drift.add(model.name, { detail: `licence ${licence} on its card, ${model.licences.join(', ')} in the bill` })
}
