// Configuration in YAML or JSON that names Python to be imported and called: Hydra and its kin, and YAML's Python tags.
// https://hydra.cc/docs/advanced/instantiate_objects/overview/ https://pyyaml.org/wiki/PyYAMLDocumentation
import { listOf, number, shape, string } from '../../core/shape.js'
import { textOf } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, signs } from '../sign.js'
import { isDotted, whyDangerous } from '../torch/callables.js'
import { readJson, readYaml, type YamlDocument } from '../torch/yaml-document.js'
import { orUnread, Stopped } from '../unread.js'

/** Targets shown as plain facts. */
const targetsShown = 100

/** Keys whose value is imported and called, whatever it is: Hydra's and jsonargparse's. */
const instantiated = new Set(['_target_', 'class_path'])
/** Keys that do the same in home-made loaders, and are ordinary words elsewhere: there only what is dangerous counts. */
const suspected = new Set(['target', 'module_path', 'import_path', 'fn', 'loader', 'callable', 'func', 'function', 'factory', 'entrypoint'])

/** Worth parsing: a key of those, a tag of Python's, or an escape that one may hide behind. */
const worthParsing = new RegExp([
  '_target_', 'class_path', 'python/', '%TAG', '!\\S{0,200}%', '\\\\x[2-7]', '\\\\[uU]0{2,6}[2-7]',
  `(?:${[...suspected].join('|')})["']?\\s{0,20}:\\s{0,20}["']?[A-Za-z_]\\w{0,100}[.:]\\w`,
].join('|'))

export default format({
  type: 'artifact.config',
  kind: 'artifact',
  props: shape({
    /** Callables that it names to be built, each once. */
    targets: listOf(string),
    targetCount: number,
    /** Callables that run commands, load code or reach the network. */
    dangerousTargets: signs,
    /** YAML tags that import or call Python while the file is parsed. */
    pythonTags: signs,
  }),

  recognise: (head) => (['.yaml', '.yml', '.json'].includes(head.extension) && !head.bytes.includes(0) ? 2 : 0),

  /** Only what names a callable is of interest: most files with these endings do not. */
  async confirm(file) {
    try {
      const found = await look(file)
      return found !== null && (found.targets.size > 0 || found.dangerous.list.length > 0 || found.tags.list.length > 0)
    } catch (error) {
      if (!(error instanceof Stopped)) throw error
      // Too much to be parsed: one of ours only where it speaks as such at the start.
      return /_target_|class_path|!python\//.test(new TextDecoder().decode(file.bytes))
    }
  },

  async read(file) {
    const found = await orUnread(file.unread, '', () => look(file))
    // Another parser may make sense of what this one could not.
    if (found?.complaint != null) file.unread.push({ reason: 'malformed', what: 'is no valid YAML', member: '' })
    const targets = [...(found?.targets ?? [])]
    return {
      props: {
        targets: targets.slice(0, targetsShown), targetCount: targets.length,
        dangerousTargets: found?.dangerous.list ?? [], pythonTags: found?.tags.list ?? [],
      },
    }
  },
})

interface Found {
  targets: Set<string>
  dangerous: Signs
  tags: Signs
  complaint: string | null
}

async function look(file: Opened): Promise<Found | null> {
  const { document: most } = file.budget.limits
  const text = await textOf(file.content, most)
  if (!worthParsing.test(text)) return null
  if (file.size > most) throw new Stopped('limit', `is longer than ${most} bytes`)
  file.budget.tick()
  const document = (file.extension === '.json' ? readJson(text) : null) ?? readYaml(text)
  const found: Found = { targets: new Set(), dangerous: new Signs(), tags: new Signs(), complaint: document.complaint }
  lookForTargets(document, text, found)
  lookForTags(document, text, found.tags)
  return found
}

function lookForTargets(document: YamlDocument, source: string, found: Found): void {
  for (const { key, text, path, offset, beside } of document.entries) {
    if (text === null) continue
    const isTarget = instantiated.has(key) || (key === 'target' && beside.has('params'))
    if (!isTarget && !suspected.has(key)) continue
    // Interpolation builds the name when the file is used: `_target_: ${a}.${b}`.
    if (!isDotted(text)) {
      if (isTarget && /\$\{/.test(text)) found.targets.add(text.slice(0, 300))
      continue
    }
    const why = whyDangerous(text)
    if (why !== null) found.dangerous.add(text, { member: path, offset: offset ?? Math.max(0, source.indexOf(JSON.stringify(text))), detail: why })
    if (isTarget) found.targets.add(text)
  }
}

/** Tags of plain data, such as `python/tuple`, need PyYAML's own loader, too, and build nothing that could do harm. */
const plainTag = /^(?:tuple|str|unicode|bytes|none|bool|int|long|float|complex|list|dict)$/
/** Documentation settings of MkDocs name functions of their themes, and nothing of a model. */
const documentation = /^(?:name|object\/apply):(?:materialx?\.|pymdownx\.)/

function lookForTags(document: YamlDocument, text: string, tags: Signs): void {
  for (const { tag, path, offset } of document.tags) note(tag.replace(/^tag:yaml\.org,2002:/, '').replace(/^!+/, ''), path, offset)
  // What the parser gave up on is looked at as text.
  if (document.complaint !== null) {
    const seen = new Set(document.tags.map(({ tag }) => tag.replace(/^.*?python\//s, '')))
    for (const match of text.matchAll(/!(?:!|<tag:yaml\.org,2002:)python\/([\w/:.]{1,200})/g)) {
      if (!seen.has(match[1] ?? '')) note(`python/${match[1] ?? ''}`, '', match.index)
    }
  }

  function note(tag: string, member: string, offset: number): void {
    const what = /^python\/(.*)$/s.exec(tag)?.[1]
    if (what === undefined || plainTag.test(what) || documentation.test(what)) return
    tags.add(`!!${tag}`, { member, offset, detail: doing(what) })
  }
}

function doing(what: string): string {
  if (what.startsWith('object/apply')) return 'calls it'
  if (what.startsWith('object/new') || what.startsWith('object')) return 'builds an object of it'
  return what.startsWith('module') ? 'imports it' : 'imports its module and looks it up'
}
