// PMML: models as XML. No entity is resolved; what would be, by a careless reader, is told.
import { listOf, nullable, number, shape, string } from '../../core/shape.js'
import { format } from '../format.js'
import { Signs, signs } from '../sign.js'
import { orUnread } from '../unread.js'
import { entityMarks } from '../wire/xml-entities.js'
import { readXml, rootElement, type XmlElement } from '../wire/xml.js'

/** https://dmg.org/pmml/v4-4-1/GeneralStructure.html */
const models: ReadonlySet<string> = new Set([
  'AnomalyDetectionModel', 'AssociationModel', 'BayesianNetworkModel', 'BaselineModel', 'ClusteringModel', 'GaussianProcessModel',
  'GeneralRegressionModel', 'MiningModel', 'NaiveBayesModel', 'NearestNeighborModel', 'NeuralNetwork', 'RegressionModel', 'RuleSetModel',
  'SequenceModel', 'Scorecard', 'SupportVectorMachineModel', 'TextModel', 'TimeSeriesModel', 'TreeModel',
])

/** Text within an extension that is code for somebody. */
const code = /<script|\bjavascript:|\bRuntime\.getRuntime\b|\bProcessBuilder\b|\b(?:os\.system|subprocess\.|__import__|eval|exec)\s*\(|\bpowershell\b/i

export default format({
  type: 'artifact.pmml',
  kind: 'artifact',
  props: shape({
    version: nullable(string),
    /** What wrote it, such as `JPMML-SkLearn 1.8`. */
    producer: nullable(string),
    /** Kinds of model in it. */
    models: listOf(string),
    fields: number,
    /** Document types, entities and instructions. */
    entities: signs,
    /** Classes that are called by name, and code in extensions. */
    activeContent: signs,
  }),
  recognise: ({ bytes, extension }) => {
    const root = rootElement(bytes)
    return root === 'PMML' || root?.endsWith(':PMML') === true ? 3 : extension === '.pmml' ? 1 : 0
  },
  async read(file) {
    const found = { version: null as string | null, producer: null as string | null, models: new Set<string>(), fields: 0, hasRoot: false }
    const entities = new Signs()
    const active = new Signs()
    let extensions = 0
    const faults: string[] = []
    const open = ({ name, attributes, offset }: XmlElement): void => {
      const local = name.slice(name.indexOf(':') + 1)
      if (local === 'PMML') {
        found.hasRoot = true
        found.version = attributes.get('version') ?? null
      }
      else if (local === 'Application') found.producer = [attributes.get('name'), attributes.get('version')].filter((part) => part !== undefined).join(' ').slice(0, 200)
      else if (local === 'DataField') found.fields += 1
      else if (models.has(local)) found.models.add(local)
      // Names without a dot are functions of PMML or of the document; with one, JPMML loads a class of that name.
      const called = local === 'Apply' ? attributes.get('function') ?? '' : ''
      if (/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(called)) active.add(called, { offset, detail: 'class that Apply calls' })
      if (local === 'Extension') extensions += 1
      if (extensions === 0) return
      if (local.toLowerCase() === 'script') active.add(`element ${local}`, { offset, detail: 'in an extension' })
      for (const [key, value] of attributes) if (code.test(value)) active.add(value, { offset, detail: `${key} of an extension` })
    }
    await orUnread(file.unread, '', () => readXml(file.content, file.budget, {
      ...entityMarks(entities), open,
      close: (name) => {
        if (name.endsWith('Extension') && extensions > 0) extensions -= 1
      },
      text: (text, offset) => {
        if (extensions > 0 && code.test(text)) active.add(text.trim(), { offset, detail: 'text of an extension' })
      },
      fault: (message) => { if (faults.length === 0) faults.push(message) },
    }))
    if (!found.hasRoot) faults.push('no element PMML')
    for (const fault of faults.slice(0, 1)) file.unread.push({ reason: 'malformed', what: `is no proper XML: ${fault}`.slice(0, 200), member: '' })
    const { version, producer, fields } = found
    return { props: { version, producer, models: [...found.models], fields, entities: entities.list, activeContent: active.list } }
  },
})
