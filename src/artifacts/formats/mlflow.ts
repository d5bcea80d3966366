// MLflow models: the `MLmodel` file, which names the module that loads the model and the code that runs on the way.
// https://mlflow.org/docs/latest/ml/model/
import { bool, listOf, nullable, shape, string } from '../../core/shape.js'
import { textOf } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { looksLikePickle } from '../pickle/facts.js'
import { Signs, signs } from '../sign.js'
import { longestYaml, readYaml, textAt, type YamlDocument } from '../torch/yaml-document.js'
import { orUnread, Stopped } from '../unread.js'

const pyfunc = 'flavors.python_function'

export default format({
  type: 'artifact.mlflow',
  kind: 'artifact',
  props: shape({
    mlflowVersion: nullable(string),
    pythonVersion: nullable(string),
    flavors: listOf(string),
    /** The module whose `_load_pyfunc` is called. */
    loaderModule: nullable(string),
    runId: nullable(string),
    modelId: nullable(string),
    /** Whether inputs and outputs are declared. */
    signature: bool,
    /** Python that runs when the model is loaded, and is none of MLflow's own: loader, pickled class, code folder, code file. */
    customCode: signs,
    /** Artifacts that are fetched from elsewhere when the model is loaded. */
    remoteArtifacts: signs,
    /** Requirements that are installed from an address instead of an index. */
    directRequirements: signs,
  }),

  recognise(head) {
    if (head.name === 'MLmodel') return head.bytes.includes(0) || looksLikePickle(head.bytes) ? 0 : 3
    // A copy under another name: only in YAML, and only with what all of them have.
    if (head.extension !== '.yaml' && head.extension !== '.yml' && head.extension !== '') return 0
    const text = new TextDecoder('latin1').decode(head.bytes)
    return /^flavors:\s*$/m.test(text) && /^(?:mlflow_version|model_uuid|artifact_path):/m.test(text) ? 3 : 0
  },

  async read(file) {
    const found = { code: new Signs(), remote: new Signs(), direct: new Signs() }
    const document = await orUnread(file.unread, '', async () => readYaml(await textOf(file.content, longestYaml + 1)))
    if (document !== undefined && document.complaint !== null) file.unread.push({ reason: 'malformed', what: 'is no valid YAML', member: '' })
    if (document !== undefined) look(document, found)
    await requirements(file, found.direct)
    const text = (path: string): string | null => (document === undefined ? null : textAt(document, path))
    return {
      props: {
        mlflowVersion: text('mlflow_version'), pythonVersion: text(`${pyfunc}.python_version`), flavors: document === undefined ? [] : flavorsOf(document),
        loaderModule: text(`${pyfunc}.loader_module`), runId: text('run_id'), modelId: text('model_id') ?? text('model_uuid'),
        signature: document?.entries.some((entry) => entry.path === 'signature' || entry.path.startsWith('signature.')) ?? false,
        customCode: found.code.list, remoteArtifacts: found.remote.list, directRequirements: found.direct.list,
      },
    }
  },
})

function flavorsOf(document: YamlDocument): string[] {
  return [...new Set(document.entries.flatMap((entry) => /^flavors\.([^.[]+)$/.exec(entry.path)?.[1] ?? []))].slice(0, 50)
}

/** Keys of any flavor that name a file or folder of Python: mlflow/models/model.py, mlflow/pyfunc/__init__.py. */
const codeKeys: ReadonlyMap<string, string> = new Map([
  ['loader_module', 'is imported and asked to load the model'],
  ['python_model', 'is unpickled by cloudpickle'],
  ['model_code_path', 'is run to build the model'],
  ['code', 'is put on the import path'],
])

function look(document: YamlDocument, found: { code: Signs; remote: Signs }): void {
  for (const { path, key, text, offset } of document.entries) {
    if (!path.startsWith('flavors.') || text === null || text === '') continue
    const does = codeKeys.get(key)
    const isFlavorKey = path.split('.').length === 3
    if (does !== undefined && isFlavorKey && !(key === 'loader_module' && /^mlflow(?:\.\w+)*$/.test(text))) {
      found.code.add(text, { member: path, offset, detail: does })
    }
    // Where an artifact came from is written, too: only what is fetched anew stands in `path`.
    if (/\.artifacts\.[^.]+\.path$/.test(path) && /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !text.startsWith('file:')) {
      found.remote.add(withoutPassword(text), { member: path, offset })
    }
  }
}

const requirementsFile = 'requirements.txt'

/** A model's requirements are installed before it is loaded; a line with an address runs what is found there. */
async function requirements(file: Opened, direct: Signs): Promise<void> {
  await orUnread(file.unread, requirementsFile, async () => {
    const beside = await file.beside(requirementsFile)
    if (beside === null) return
    if (beside === 'outside') throw new Stopped('unreadable', 'a link that leads out of the folder')
    const lines = (await textOf(beside.bytes, 2 ** 20)).split('\n')
    for (const [i, line] of lines.entries()) {
      if (/^\s*(?:-i|-f|--(?:extra-)?index-url|--find-links)\b/.test(line)) continue
      const address = /(?:^|\s|@\s*)((?:git\+|hg\+|svn\+|bzr\+)?(?:https?|ssh|git|ftp):\/\/\S+)/.exec(line.replace(/(?:^|\s)#.*$/, ''))?.[1]
      if (address !== undefined) direct.add(withoutPassword(address), { member: requirementsFile, detail: `line ${i + 1}` })
    }
  })
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@\s]*@/, '//')
}
