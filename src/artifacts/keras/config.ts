// Reads the configuration of a Keras model for what loading it would do beyond building layers: code, imports, files.
import { bool, listOf, nullable, number, string } from '../../core/shape.js'
import type { Budget } from '../limits.js'
import { JsonMap, parseJson, repeatedKeys, type Node } from '../safetensors/json.js'
import { shown, Signs, signs } from '../sign.js'
import { marshalledIn, type Marshalled } from './marshalled.js'
import { judge, openers } from './modules.js'

export const kerasFields = {
  kerasVersion: nullable(string),
  /** `Functional`, `Sequential` or a class of its own. */
  modelClass: nullable(string),
  modelName: nullable(string),
  layers: nullable(number),
  /** Classes of layers, each once. */
  layerClasses: listOf(string),
  /** Compiled with an optimiser and a loss: training goes on where it stopped. */
  compiled: bool,
  /** Layers and functions whose code is in the file, as marshalled bytes. */
  lambdas: signs,
  /** Modules that loading imports, which are neither Keras nor layers somebody wrote. */
  foreignModules: signs,
  /** Classes and functions of no library that is known: their code has to stand beside the model. */
  customModules: signs,
  /** What is of Keras itself and opens files or addresses, or loads code. */
  gadgets: signs,
  /** Keys that are twice in one object: readers differ in which counts. */
  repeatedKeys: signs,
}

export interface KerasFacts {
  modelClass: string | null
  modelName: string | null
  layers: number | null
  layerClasses: Set<string>
  compiled: boolean
  lambdas: Signs
  foreignModules: Signs
  customModules: Signs
  gadgets: Signs
  repeatedKeys: Signs
}

export function noFacts(): KerasFacts {
  return {
    modelClass: null, modelName: null, layers: null, layerClasses: new Set(), compiled: false,
    lambdas: new Signs(), foreignModules: new Signs(), customModules: new Signs(), gadgets: new Signs(), repeatedKeys: new Signs(),
  }
}

interface Place {
  node: Node
  /** `config.layers[2]`. */
  path: string
  /** Of the layer around it. */
  layer: string
  inLambda: boolean
}

/** `member`: where the text stands, for signs. Throws `Stopped` where it is no JSON; what it then has found stands in `facts`. */
export function readConfig(bytes: Uint8Array, member: string, budget: Budget, facts: KerasFacts): void {
  const tree = parseJson(inUtf8(bytes), { python: true, tick: () => budget.tick() })
  for (const { key, offset } of repeatedKeys(tree)) facts.repeatedKeys.add(key, { member, offset })
  if (tree instanceof JsonMap) overview(tree, facts)
  const reader = new Reader(member, facts)
  const open: Place[] = [{ node: tree, path: '', layer: '', inLambda: false }]
  let steps = 0
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (++steps % 4096 === 0) budget.tick()
    const { node, path, layer, inLambda } = place
    if (typeof node === 'string') reader.text(node, place)
    if (Array.isArray(node)) for (const [i, item] of node.entries()) open.push({
      node: item, path: `${path}[${i}]`.slice(-120), layer, inLambda,
    })
    if (!(node instanceof JsonMap)) continue
    const inner = reader.object(node, place)
    for (const { key, value } of node.entries) open.push({ ...inner, node: value, path: (path === '' ? key : `${path}.${key}`).slice(-120) })
  }
}

/** Python's json finds out about UTF-16 and byte order marks by itself (json.detect_encoding). */
function inUtf8(bytes: Uint8Array): Uint8Array {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return bytes.subarray(3)
  const encoding = (a === 0xff && b === 0xfe) || (a !== 0 && b === 0) ? 'utf-16le' : (a === 0xfe && b === 0xff) || (a === 0 && b !== 0) ? 'utf-16be' : null
  return encoding === null || bytes.length < 2 ? bytes : new TextEncoder().encode(new TextDecoder(encoding).decode(bytes))
}

function overview(tree: JsonMap, facts: KerasFacts): void {
  facts.modelClass ??= tree.text('class_name')
  const config = tree.get('config')
  facts.compiled ||= tree.get('compile_config') instanceof JsonMap
  if (!(config instanceof JsonMap)) return
  facts.modelName ??= config.text('name')
  const layers = config.get('layers')
  if (!Array.isArray(layers)) return
  facts.layers ??= layers.length
  for (const layer of layers) {
    if (layer instanceof JsonMap && facts.layerClasses.size < 200) facts.layerClasses.add(shown(layer.text('class_name') ?? ''))
  }
}

class Reader {
  constructor(private readonly member: string, private readonly facts: KerasFacts) {}

  /** Says what an object names, and what the things in it stand in. */
  object(node: JsonMap, { path, layer, inLambda }: Place): { layer: string; inLambda: boolean } {
    const written = node.text('class_name')
    const named = written === null || written === '__typespec__' ? node.text('spec_name') : written
    const config = node.get('config')
    const isFunction = named === 'function'
    const name = isFunction && typeof config === 'string' ? config : named
    const inner = config instanceof JsonMap ? config.text('name') ?? layer : layer
    // Registered classes are called `package>name`.
    const cls = (node.text('registered_name') ?? named ?? '').split('>').at(-1) ?? ''
    const isLambda = named === 'Lambda' || cls === 'Lambda' || named === '__lambda__'
    if (isLambda && !inLambda) this.lambda(named ?? cls, config, path, inner)
    for (const key of ['module', 'fn_module', 'fn_module_name']) {
      const module = node.text(key)
      if (module !== null && name !== null) this.reference(module, name, isFunction, path, inner)
    }
    // A function under another name than the one it is registered by: the loader tries both.
    const registered = node.text('registered_name')
    const module = node.text('module')
    if (isFunction && module !== null && registered !== null && registered !== name && registered !== 'function') {
      this.reference(module, registered, true, path, inner)
    }
    if (named !== null) this.opener([named, cls], config, path, inner)
    return { layer: inner, inLambda: inLambda || isLambda }
  }

  /** Code may stand in any text; most texts are none by their first letter. */
  text(text: string, { path, layer, inLambda }: Place): void {
    const code = marshalledIn(text)
    if (code === null) return
    if (!inLambda) this.facts.lambdas.add('marshalled code', { member: this.member, detail: described(code, path, layer) })
    this.dangers(code, path, layer)
  }

  private lambda(named: string, config: Node | undefined, path: string, layer: string): void {
    const code = codeIn(config)
    const what = named === '__lambda__' ? 'lambda function' : layer === '' ? 'Lambda layer' : `Lambda layer ${layer}`
    this.facts.lambdas.add(what, {
      member: this.member, detail: code === null ? `at ${path || 'the top'}, without code of its own` : described(code, path, ''),
    })
  }

  private dangers(code: Marshalled, path: string, layer: string): void {
    if (code.dangerous.length === 0) return
    this.facts.foreignModules.add(code.dangerous.join(', '), {
      member: this.member, detail: `named in the marshalled code${layer === '' ? '' : ` of ${layer}`} at ${path}`,
    })
  }

  private reference(module: string, name: string, isFunction: boolean, path: string, layer: string): void {
    const judged = judge(module, name, isFunction)
    const what = `${module}.${name}`
    const where = `${isFunction ? 'function' : 'class'} at ${path || 'the top'}${layer === '' ? '' : `, in ${layer}`}`
    const { foreignModules, customModules, gadgets } = this.facts
    if (judged.is === 'foreign') foreignModules.add(what, { member: this.member, detail: `${where}: ${judged.why}` })
    if (judged.is === 'gadget') gadgets.add(what, { member: this.member, detail: `${where}: ${judged.why}` })
    if (judged.is === 'custom') customModules.add(what, { member: this.member, detail: where })
  }

  private opener(names: readonly string[], config: Node | undefined, path: string, layer: string): void {
    for (const name of new Set(names)) {
      const opener = openers.get(name)
      if (opener === undefined || !(config instanceof JsonMap)) continue
      const value = config.get(opener.field)
      // A vocabulary in its place is a list; a text is the path of one, or an address.
      if (typeof value === 'string' && value !== '') this.facts.gadgets.add(name, {
        member: this.member, detail: `${opener.does}: ${opener.field} ${value.slice(0, 100)}, at ${path}${layer === '' ? '' : `, in ${layer}`}`,
      })
      else if (value instanceof JsonMap) this.facts.gadgets.add(name, { member: this.member, detail: `${opener.does}, at ${path}` })
    }
  }
}

function codeIn(node: Node | undefined): Marshalled | null {
  const open: Node[] = node === undefined ? [] : [node]
  for (let next = open.pop(), steps = 0; next !== undefined && steps < 1000; next = open.pop(), steps++) {
    if (typeof next === 'string') {
      const code = marshalledIn(next)
      if (code !== null) return code
    } else if (Array.isArray(next)) open.push(...next.slice(0, 100))
    else if (next instanceof JsonMap) open.push(...next.entries.slice(0, 100).map(({ value }) => value))
  }
  return null
}

function described(code: Marshalled, path: string, layer: string): string {
  const words = code.words.filter((word) => word.length < 80 && word.trim() !== '').slice(0, 12).join(', ')
  return `${code.bytes} bytes of marshalled code at ${path || 'the top'}${layer === '' ? '' : `, in ${layer}`}${words === '' ? '' : `, naming ${words}`}`
}

/** The properties that a configuration gives. */
export function propsOf(facts: KerasFacts, kerasVersion: string | null): {
  kerasVersion: string | null; modelClass: string | null; modelName: string | null; layers: number | null; layerClasses: string[]; compiled: boolean
  lambdas: Signs['list']; foreignModules: Signs['list']; customModules: Signs['list']; gadgets: Signs['list']; repeatedKeys: Signs['list']
} {
  const { modelClass, modelName, layers, layerClasses, compiled, lambdas, foreignModules, customModules, gadgets } = facts
  const text = (value: string | null): string | null => (value === null ? null : shown(value))
  return {
    kerasVersion: text(kerasVersion), modelClass: text(modelClass), modelName: text(modelName), layers,
    layerClasses: [...layerClasses].toSorted(), compiled,
    lambdas: lambdas.list, foreignModules: foreignModules.list, customModules: customModules.list, gadgets: gadgets.list,
    repeatedKeys: facts.repeatedKeys.list,
  }
}
