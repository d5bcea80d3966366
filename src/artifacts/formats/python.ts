// Python source that has to do with models: loads them, is shipped with them, or is run by whoever loads them.
import { bool, listOf, nullable, number, shape, string } from '../../core/shape.js'
import { textOf } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, signs } from '../sign.js'
import { Stopped, orUnread } from '../unread.js'
import { fieldOf, fieldsOf, itemsOf, parseJson, stringOf } from '../text/json.js'
import { isTelling } from '../text/notebook.js'
import { aiLibraries } from '../text/python-actions.js'
import { readPython, type PythonFacts } from '../text/python.js'

const props = shape({
  /** Libraries of AI that it imports. */
  libraries: listOf(string),
  /** What it fetches from a hub, with the revision that is asked for. */
  loads: listOf(shape({ library: string, id: string, revision: nullable(string), line: number })),
  /** The model that it came with: a configuration beside it, or the container that it stands in. */
  shippedWith: nullable(string),
  /** That model's configuration has it imported on load. */
  loadedByConfig: bool,
  /** What happens when it is imported. */
  importTime: signs,
  /** What happens when its functions are called, beyond what model code ordinarily does. */
  onUse: signs,
  fetchAndRun: signs,
  obfuscated: signs,
  unsafeLoads: signs,
  remoteCode: signs,
  unpinned: signs,
})

const longest = 4 * 2 ** 20
const libraries = [...aiLibraries].map((name) => name.replaceAll('.', String.raw`\.`)).join('|')
const touchesAi = new RegExp(String.raw`^[ \t]*(?:import|from)[ \t]+(?:[\w.]+[ \t]*(?:as[ \t]+\w+[ \t]*)?,[ \t]*){0,20}(?:${libraries})\b|\b(?:from_pretrained|trust_remote_code|snapshot_download|hf_hub_download)\b|\b(?:pickle|cPickle|dill|joblib|cloudpickle|marshal|shelve)\.(?:loads?|Unpickler)\b|\bfrom[ \t]+(?:pickle|dill|joblib|cloudpickle)[ \t]+import\b`, 'm')

export default format({
  type: 'code.python',
  kind: 'artifact',
  props,
  /** Source code has no magic number: the name is what Python, too, goes by. */
  recognise({ bytes, extension }) {
    const isNamed = extension === '.py' || extension === '.pyw'
    if ((!isNamed && (extension !== '' || bytes[0] !== 0x23 || bytes[1] !== 0x21)) || bytes.includes(0)) return 0
    return isNamed || /^#![^\n]{0,100}\bpython/.test(new TextDecoder().decode(bytes.subarray(0, 128))) ? 2 : 0
  },
  async confirm(file) {
    const text = await textOf(file.content, longest)
    return touchesAi.test(text) || (isTelling(text) && await modelOf(file) !== null)
  },
  async read(file) {
    const facts = await orUnread(file.unread, '', async () => {
      if (file.size > longest) throw new Stopped('limit', `source of more than ${longest / 2 ** 20} MB`)
      const source = await textOf(file.content, longest)
      const read = readPython(source, file.budget)
      if (read.brokenAt !== null && isTelling(source)) file.unread.push(new Stopped('malformed', `line ${read.brokenAt.line} is no Python that can be parsed`).at(''))
      return read
    })
    const model = await orUnread(file.unread, '', () => modelOf(file)) ?? null
    const list = (of: (facts: PythonFacts) => Signs): Signs['list'] => (facts === undefined ? [] : of(facts).list)
    return {
      props: {
        libraries: (facts?.imports ?? []).filter((name) => aiLibraries.has(name)),
        loads: (facts?.loads ?? []).slice(0, 200),
        shippedWith: model?.with ?? null,
        loadedByConfig: model?.isNamed ?? false,
        importTime: list((one) => one.importTime),
        onUse: list((one) => one.onUse),
        fetchAndRun: list((one) => one.fetchAndRun),
        obfuscated: list((one) => one.obfuscated),
        unsafeLoads: list((one) => one.unsafeLoads),
        remoteCode: list((one) => one.remoteCode),
        unpinned: list((one) => one.unpinned),
      },
    }
  },
})

interface Model {
  with: string
  isNamed: boolean
}

/** Files of a model in which modules are named that the loader imports. */
const configurations = ['config.json', 'tokenizer_config.json', 'processor_config.json', 'preprocessor_config.json', 'adapter_config.json', 'modules.json', 'model_index.json']
const modelContainer = /\.(?:mar|nemo|pt|pth|pt2|ckpt|bin|pkl|keras|model|skops|mlmodel)$/i

/** The model that a source was shipped with; null if it stands on its own. */
async function modelOf(file: Opened): Promise<Model | null> {
  const outer = file.path.lastIndexOf('!/')
  if (outer !== -1) {
    const container = file.path.slice(0, outer)
    return modelContainer.test(container) ? { with: container, isNamed: false } : null
  }
  const stem = file.name.replace(/\.\w+$/, '')
  let found: Model | null = null
  for (const name of configurations) {
    const beside = await file.beside(name)
    if (beside === null || beside === 'outside' || beside.bytes.size > 2 ** 20) continue
    const unread: Opened['unread'] = []
    const config = await orUnread(unread, '', async () => parseJson(await textOf(beside.bytes, 2 ** 20)))
    if (config === undefined || !isModelConfig(name, config)) continue
    // Inference endpoints import `handler.py` by its name: https://huggingface.co/docs/inference-endpoints/guides/custom_handler
    const isNamed = stem === 'handler' || namesModule(config, stem)
    if (found === null || isNamed) found = { with: beside.path, isNamed }
    if (isNamed) break
  }
  return found
}

function isModelConfig(name: string, config: unknown): boolean {
  if (name === 'modules.json') return itemsOf(config).some((module) => fieldOf(module, 'type') !== undefined)
  return ['model_type', 'architectures', 'auto_map', 'peft_type', 'tokenizer_class', 'processor_class', 'image_processor_type', 'feature_extractor_type', '_class_name']
    .some((key) => fieldOf(config, key) !== undefined)
}

/** `auto_map`, in `config.json` and its kin, and `custom_pipelines`: `"modeling_x.XModel"`, alone or in a list. */
function namesModule(config: unknown, stem: string): boolean {
  const pipelines = fieldsOf(fieldOf(config, 'custom_pipelines')).map(([, one]) => fieldOf(one, 'impl'))
  const named = [...fieldsOf(fieldOf(config, 'auto_map')).map(([, value]) => value), ...pipelines, ...itemsOf(config).map((module) => fieldOf(module, 'type'))]
  return named.flatMap((one) => (Array.isArray(one) ? itemsOf(one) : [one])).some((one) => stringOf(one)?.split('.').at(-2)?.split('--').at(-1) === stem)
}
