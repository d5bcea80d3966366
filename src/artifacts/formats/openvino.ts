// OpenVINO IR: the graph as XML, with its weights in a .bin of the same name beside it.
import { nullable, number, shape, string } from '../../core/shape.js'
import { format, type Opened } from '../format.js'
import { operators, Ports, ports, Tally, typeText } from '../graph/facts.js'
import { Signs, signs } from '../sign.js'
import { orUnread } from '../unread.js'
import { entityMarks } from '../wire/xml-entities.js'
import { readXml, rootElement, type XmlElement } from '../wire/xml.js'

export default format({
  type: 'artifact.openvino',
  kind: 'artifact',
  props: shape({
    irVersion: nullable(number),
    /** Version of OpenVINO that wrote it. */
    producer: nullable(string),
    inputs: ports,
    operators,
    operatorCount: number,
    /** Layers that need a library of their own, and libraries that are named. */
    extensions: signs,
    /** Weights that are not in the .bin. */
    weightFaults: signs,
    /** Document types, entities and instructions. */
    entities: signs,
  }),
  recognise: ({ bytes }) => (rootElement(bytes) === 'net' && /<net\b[^>]*\bversion\s*=/.test(new TextDecoder().decode(bytes)) ? 3 : 0),
  async read(file) {
    const graph = new Graph()
    await orUnread(file.unread, '', () => readXml(file.content, file.budget, {
      ...entityMarks(graph.entities), open: (element) => graph.open(element),
      fault: (message, offset) => { graph.fault ??= { message, offset } },
    }))
    const { fault } = graph
    if (fault !== null) file.unread.push({ reason: 'malformed', what: `is no proper XML: ${fault.message}`.slice(0, 200), member: '', offset: fault.offset })
    await orUnread(file.unread, '', () => checkWeights(file, graph))
    return {
      props: {
        irVersion: graph.version, producer: graph.producer, inputs: graph.inputs.list,
        operators: graph.operators.list(), operatorCount: graph.operators.total,
        extensions: graph.extensions.list, weightFaults: graph.weightFaults.list, entities: graph.entities.list,
      },
    }
  },
})

const library = /\.(?:so(?:\.\d+)*|dll|dylib)$/i
const rangesKept = 200_000

class Graph {
  version: number | null = null
  producer: string | null = null
  readonly inputs = new Ports()
  readonly operators = new Tally()
  readonly extensions = new Signs()
  readonly weightFaults = new Signs()
  readonly entities = new Signs()
  readonly weights: { offset: number; size: number; layer: string; at: number }[] = []
  fault: { message: string; offset: number } | null = null
  private layer = { name: '', type: '' }

  open({ name, attributes, offset }: XmlElement): void {
    for (const [key, value] of attributes) if (library.test(value)) this.extensions.add(value, { offset, detail: `library, ${key} of ${name}` })
    if (name === 'net') this.version ??= numberOf(attributes.get('version'))
    else if (name === 'MO_version' || name === 'Runtime_version') this.producer ??= attributes.get('value')?.slice(0, 200) ?? null
    else if (name === 'layer') this.openLayer(attributes, offset)
    else if (name === 'data') this.openData(attributes, offset)
    // Versions before 10 name weights by their role.
    else if (name === 'weights' || name === 'biases') this.openWeights(attributes, offset)
  }

  private openLayer(attributes: ReadonlyMap<string, string>, offset: number): void {
    this.layer = { name: attributes.get('name') ?? '', type: attributes.get('type') ?? '' }
    const version = attributes.get('version')
    const isStandard = version === undefined || /^opset\d{1,3}$/.test(version)
    this.operators.add(isStandard ? this.layer.type : `${version}.${this.layer.type}`)
    if (!isStandard) this.extensions.add(`${version}.${this.layer.type}`, { offset, detail: 'operators of none of OpenVINO\'s own sets' })
  }

  private openData(attributes: ReadonlyMap<string, string>, at: number): void {
    const { name, type } = this.layer
    if (type === 'Parameter') {
      const dims = (attributes.get('shape') ?? '').split(',').map((dim) => numberOf(dim.trim()))
      this.inputs.add(name, typeText(attributes.get('element_type') ?? 'unknown', dims))
    }
    if (type === 'Const') this.openWeights(attributes, at)
  }

  private openWeights(attributes: ReadonlyMap<string, string>, at: number): void {
    const { name } = this.layer
    const [offset, size] = [attributes.get('offset'), attributes.get('size')]
    if (offset === undefined || size === undefined) return
    const range = { offset: numberOf(offset), size: numberOf(size) }
    if (range.offset === null || range.size === null) this.weightFaults.add(`layer ${name} has no proper offset or size`, { offset: at, detail: `${offset}, ${size}` })
    else if (this.weights.length < rangesKept) this.weights.push({ offset: range.offset, size: range.size, layer: name, at })
  }
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}

async function checkWeights(file: Opened, graph: Graph): Promise<void> {
  if (graph.weights.length === 0) return
  const path = `${file.name.slice(0, file.name.length - file.extension.length)}.bin`
  const bin = await file.beside(path)
  if (bin === null && file.depth > 0) {
    file.unread.push({ reason: 'unsupported', what: `${path}, which stands beside it in an archive`, member: '' })
  } else if (bin === null) {
    graph.weightFaults.add(`${path} is missing`)
  } else if (bin === 'outside') {
    graph.weightFaults.add(path, { detail: 'is a link that leads out of the scanned folder' })
  } else {
    for (const { offset, size, layer, at } of graph.weights) {
      if (offset + size > bin.bytes.size) graph.weightFaults.add(`layer ${layer} wants bytes ${offset} to ${offset + size}`, { offset: at, detail: `${path} has ${bin.bytes.size}` })
    }
  }
}
