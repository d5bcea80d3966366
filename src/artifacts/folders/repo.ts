// A folder that holds a model: its weights, what loads them, where they come from, and who vouches for them.
import { listOf, nullable, number, shape, string } from '../../core/shape.js'
import { folderFormat, type Folder } from '../folder.js'
import { integrityOf, signatureFields } from '../signature/facts.js'
import { signs, Signs } from '../sign.js'
import { orUnread } from '../unread.js'
import { readCard, type Card } from '../repo/card.js'
import { hubConfigs, hubUrl, originsIn, readAutoMap, readModules, readRemoteCode } from '../repo/hub.js'
import { documentOf, jsonOf, textIn, wholeText } from '../repo/json.js'
import { isSameLicence, licenceOfText, restriction } from '../repo/licence.js'
import { lookalikeOf } from '../repo/lookalike.js'
import { templateConflicts, templatesIn } from '../repo/templates.js'
import { fallbacks, runsCode, weightsOf, weightTypes } from '../repo/weights.js'

/** Names that make a folder one whole with all below it: a repository of a hub, a pipeline, an exported model. */
const markers = ['config.json', 'model_index.json', 'modules.json', 'adapter_config.json', 'MLmodel', 'saved_model.pb', 'model.sig']

export default folderFormat({
  type: 'artifact.repo',
  kind: 'repo',
  props: shape({
    /** Files that hold weights. */
    weights: number,
    /** Distinct asset types of them, sorted. */
    formats: listOf(string),
    /** Bytes of them. */
    weightBytes: number,
    /** As the card, the weights or the LICENSE file say, in this order. */
    licence: nullable(string),
    /** Why the licence needs a look: `no commercial use`. */
    licenceRestriction: nullable(string),
    licenceConflicts: signs,
    /** A card with front matter: the model is meant for others. */
    hasCard: nullable(string),
    task: nullable(string),
    library: nullable(string),
    modelType: nullable(string),
    architectures: listOf(string),
    /** Ids of models it was made from. */
    baseModels: listOf(string),
    datasets: listOf(string),
    /** Classes imported from the repository's own Python on load. */
    ownCode: signs,
    /** Code of other repositories that a load fetches. */
    remoteCode: signs,
    /** Importable types outside the vetted ones that `modules.json` names. */
    foreignModules: signs,
    /** Publishers it refers to whose names are almost those of well-known ones. */
    lookalikes: signs,
    /** Weights in a format that runs code when it is loaded. */
    codeFormats: signs,
    /** Those of them that lie beside safetensors. */
    fallbacks: signs,
    templates: listOf(shape({ where: string, name: string, hash: string })),
    templateConflicts: signs,
    /** Links that lead out of the scanned folder. */
    escapes: signs,
    ...signatureFields,
  }),
  relates: { 'derived-from': ['hub.model'], 'trained-on': ['hub.dataset'] },
  recognise: ({ names, types }) => [...types].some((type) => weightTypes.has(type) || type === 'artifact.lfs_pointer')
    || (names.has('config.json') && (names.has('README.md') || [...names].some((name) => /^(?:modeling|tokenization|configuration)_.*\.py$/.test(name)))),
  holds: ({ names }) => markers.some((name) => names.has(name)),
  async read(folder) {
    const weights = weightsOf(folder)
    const ownCode = new Signs()
    const remoteCode = new Signs()
    const foreignModules = new Signs()
    const escapes = new Signs()
    const mixed = new Signs()
    const code = new Signs()
    const conflicts = new Signs()
    const origins: string[] = []
    let modelType: string | null = null
    let architectures: string[] = []
    // A pipeline has a configuration in each of its parts.
    for (const file of folder.files.filter(({ name }) => hubConfigs.includes(name.slice(name.lastIndexOf('/') + 1)))) {
      const config = await orUnread(folder.unread, file.name, () => documentOf(file.bytes))
      if (config === undefined) continue
      readAutoMap(config, file.name, { own: ownCode, other: remoteCode })
      readRemoteCode(config, file.name, remoteCode)
      origins.push(...originsIn(config))
      if (file.name !== 'config.json') continue
      modelType = textIn(config, 'model_type')
      architectures = Array.isArray(config['architectures']) ? config['architectures'].filter((one): one is string => typeof one === 'string') : []
    }
    const modules = folder.file('modules.json')
    if (modules !== undefined) readModules(await orUnread(folder.unread, 'modules.json', () => jsonOf(modules.bytes)), 'modules.json', foreignModules)
    for (const { name, target } of folder.escapes) escapes.add(name, { detail: target === 'nowhere' ? 'leads nowhere' : `leads to ${target}` })
    fallbacks(weights, mixed)
    for (const { file, type } of weights) if (runsCode.has(type)) code.add(file.name, { detail: type.slice(type.indexOf('.') + 1) })
    const templates = templatesIn(folder)
    templateConflicts(templates, conflicts)
    const card = await cardOf(folder)
    const licences = await licencesOf(folder, card)
    const baseModels = distinct([...(card?.baseModels ?? []), ...origins, ...namesIn(folder, 'baseModels')])
    // A README beside a config.json stands in half of all repositories: without a word of a model they make none.
    const says = [modelType, ...architectures, ...baseModels, ...ownCode.list, ...remoteCode.list, ...foreignModules.list]
    const isPointed = folder.files.some(({ name }) => folder.found(name)[0]?.type === 'artifact.lfs_pointer')
    if (weights.length === 0 && !isPointed && says.every((one) => one === null)) return null
    const integrity = await integrityOf([...folder.files, ...folder.links].map(({ name, bytes, linked }) => ({ path: name, size: bytes.size, bytes, linked })), folder.trust, folder)
    const datasets = distinct([...(card?.datasets ?? []), ...namesIn(folder, 'datasets')])
    return {
      props: {
        weights: weights.length, formats: distinct(weights.map(({ type }) => type)).toSorted(), weightBytes: weights.reduce((sum, { file }) => sum + file.bytes.size, 0),
        ...licences, hasCard: card === null ? null : 'README.md', task: card?.task ?? null, library: card?.library ?? null, modelType, architectures, baseModels, datasets,
        ownCode: ownCode.list, remoteCode: remoteCode.list, foreignModules: foreignModules.list, lookalikes: lookalikes([...baseModels, ...datasets]),
        codeFormats: code.list, fallbacks: mixed.list, templates, templateConflicts: conflicts.list, escapes: escapes.list, ...integrity,
      },
      edges: [
        ...baseModels.map((to) => ({ type: 'derived-from' as const, target: 'hub.model', to: hubUrl(to), via: 'base_model' })),
        ...datasets.map((to) => ({ type: 'trained-on' as const, target: 'hub.dataset', to: hubUrl(`datasets/${to}`), via: 'datasets' })),
      ],
    }
  },
})

async function cardOf(folder: Folder): Promise<Card | null> {
  const readme = folder.file('README.md')
  return readme === undefined ? null : await orUnread(folder.unread, 'README.md', () => readCard(readme.bytes)) ?? null
}

/** The licence, and every place that names another one. */
async function licencesOf(folder: Folder, card: Card | null): Promise<{ licence: string | null; licenceRestriction: string | null; licenceConflicts: Signs['list'] }> {
  const told: { where: string; licence: string }[] = card?.licence == null ? [] : [{ where: 'README.md', licence: card.licence }]
  for (const file of folder.files) {
    const licence = folder.found(file.name)[0]?.props?.['licence']
    if (typeof licence === 'string') told.push({ where: file.name, licence })
  }
  const text = folder.files.find(({ name }) => /^LICEN[SC]E(?:\.\w+)?$/i.test(name))
  const ofText = text === undefined ? null : await orUnread(folder.unread, text.name, async () => licenceOfText(await wholeText(text.bytes))) ?? null
  if (text !== undefined && ofText !== null) told.push({ where: text.name, licence: ofText })
  const conflicts = new Signs()
  const [first] = told
  for (const { where, licence } of told) {
    if (first !== undefined && !isSameLicence(licence, first.licence)) conflicts.add(licence, { member: where, detail: `${first.where} says ${first.licence}` })
  }
  return { licence: first?.licence ?? null, licenceRestriction: first === undefined ? null : restriction(first.licence), licenceConflicts: conflicts.list }
}

/** Names that files of the folder carry themselves, such as the base models of a GGUF. */
function namesIn(folder: Folder, key: 'baseModels' | 'datasets'): string[] {
  return folder.files.flatMap((file) => {
    const named = folder.found(file.name)[0]?.props?.[key]
    return (Array.isArray(named) ? named : []).flatMap((one) => {
      if (typeof one === 'string') return [one]
      if (typeof one !== 'object' || one === null || Array.isArray(one)) return []
      const { organization, name } = one
      return typeof organization === 'string' && typeof name === 'string' ? [`${organization}/${name.replaceAll(' ', '-')}`] : []
    })
  })
}

function lookalikes(ids: readonly string[]): Signs['list'] {
  const found = new Signs()
  for (const id of ids) {
    const meant = lookalikeOf(id.split('/', 1)[0] ?? '')
    if (meant !== null && id.includes('/')) found.add(id, { detail: `almost the name of ${meant}` })
  }
  return found.list
}

function distinct(list: readonly string[]): string[] {
  return [...new Set(list)]
}
