// A folder that holds a dataset: its shards, what loads them, and what pins them.
import { listOf, nullable, number, shape, string } from '../../core/shape.js'
import { folderFormat } from '../folder.js'
import { readCard } from '../repo/card.js'
import { signs, Signs } from '../sign.js'
import { orUnread } from '../unread.js'

const shards: ReadonlySet<string> = new Set(['dataset.parquet', 'dataset.arrow', 'dataset.csv', 'dataset.file'])
/** Files that name shards with their digests: DVC, Croissant, model signing, plain checksums. */
const manifests = /\.dvc$|^croissant\.json$|\.sig$|\.sigstore(?:\.json)?$|^(?:SHA256SUMS|sha256sums?\.txt|checksums?\.txt)$|\.sha256$/i

export default folderFormat({
  type: 'dataset.repo',
  kind: 'dataset',
  props: shape({
    shards: number,
    /** Distinct asset types of them, sorted. */
    formats: listOf(string),
    bytes: number,
    licence: nullable(string),
    /** `README.md` where it has front matter. */
    card: nullable(string),
    /** Files that pin the shards by digest. */
    manifests: listOf(string),
    /** Python that `datasets` would run to load it: named like the folder, or the only one beside the card. */
    loadingScripts: signs,
  }),
  recognise: ({ names, types }) => [...types].some((type) => shards.has(type)) || names.has('dataset_infos.json') || names.has('dataset_info.json'),
  holds: ({ names }) => names.has('README.md') || names.has('dataset_infos.json'),
  async read(folder) {
    const held = folder.files.flatMap((file) => {
      const type = folder.found(file.name)[0]?.type
      return type !== undefined && shards.has(type) ? [{ file, type }] : []
    })
    const readme = folder.file('README.md')
    const card = readme === undefined ? null : await orUnread(folder.unread, 'README.md', () => readCard(readme.bytes)) ?? null
    const scripts = new Signs()
    const builder = /\b(?:GeneratorBasedBuilder|ArrowBasedBuilder|BeamBasedBuilder|BuilderConfig)\b/
    for (const file of folder.files.filter(({ name }) => name.endsWith('.py') && !name.includes('/'))) {
      const text = new TextDecoder().decode(await file.bytes.read(0, Math.min(file.bytes.size, 2 ** 20)))
      const found = builder.exec(text)
      if (found !== null) scripts.add(file.name, { member: file.name, offset: found.index, detail: `defines a ${found[0]}` })
    }
    return {
      props: {
        shards: held.length, formats: [...new Set(held.map(({ type }) => type))].toSorted(), bytes: held.reduce((sum, { file }) => sum + file.bytes.size, 0),
        licence: card?.licence ?? null, card: card === null ? null : 'README.md',
        manifests: folder.files.filter(({ name }) => manifests.test(name.slice(name.lastIndexOf('/') + 1))).map(({ name }) => name).slice(0, 20), loadingScripts: scripts.list,
      },
    }
  },
})
