// Finds in chat templates what reaches out of the template into Python: server-side template injection.
import type { Signs } from '../sign.js'
import { bottomUp, nameOf, type TemplateNode } from './template-ast.js'
import { foldConstants } from './template-fold.js'

/** Attributes by which an object leads to its class, its module and from there to everything. */
const internals = `class mro bases base subclasses globals builtins import init dict getattribute getattr code closure module loader spec self func
  reduce reduce_ex init_subclass class_getitem wrapped call new name qualname`
const internal = new RegExp(`__(?:${internals.trim().split(/\s+/).join('|')})__`)
const dunder = /^__\w+__$/
/** Ways to frames and classes without underscores on both sides. */
const frames = new Set(['mro', 'gi_frame', 'gi_code', 'cr_frame', 'cr_code', 'ag_frame', 'f_globals', 'f_builtins', 'f_locals', 'f_back', 'tb_frame', 'func_globals', 'func_code'])
const commands = new Set(['popen', 'Popen', 'system', 'eval', 'exec', 'execfile', 'check_output', 'check_call', 'getoutput', 'getstatusoutput', 'spawn', 'spawnl', 'spawnv', 'import_module', 'load_module', 'get_data', 'from_pyfile', 'from_object'])
/** Objects of web frameworks and of Jinja that are ways out; a template that declares the name itself means something else. */
const doors = new Set(['lipsum', 'self', 'url_for', 'get_flashed_messages', 'request', 'g'])
const handedOut = new Set(['cycler', 'joiner', 'namespace', 'range', 'dict', 'loop', 'caller', 'varargs', 'kwargs'])

interface Place {
  member: string
  offset: number | null
}

/** What the tree does that no chat template has to; `place` tells where a text stands in the template. */
export function escapesIn(root: TemplateNode, found: Signs, place: (text: string) => Place): void {
  const constants = foldConstants(root)
  const declared = declaredNames(root)
  const properties = new Set<TemplateNode>()
  for (const node of bottomUp(root)) if (node.type === 'MemberExpression') properties.add(node.property)
  const add = (what: string, detail: string): void => found.add(what, { ...place(what), detail })
  for (const node of bottomUp(root)) {
    const value = constants.get(node)
    if (typeof value === 'string' && node.type !== 'Identifier' && internal.test(value)) add(internal.exec(value)?.[0] ?? value, `named by ${describe(node)}`)
    switch (node.type) {
      case 'MemberExpression': {
        const name = node.computed ? constants.get(node.property) : nameOf(node.property)
        if (typeof name !== 'string') break
        if (dunder.test(name)) add(name, `read off ${source(node.object)}`)
        else if (frames.has(name) && !node.computed) add(name, `read off ${source(node.object)}`)
        else if (node.object.type === 'Identifier' && handedOut.has(node.object.value) && name.startsWith('_')) add(`${node.object.value}.${name}`, 'private part of a Jinja object')
        break
      }
      case 'CallExpression': {
        if (node.callee.type !== 'MemberExpression') break
        const name = node.callee.computed ? constants.get(node.callee.property) : nameOf(node.callee.property)
        if (typeof name === 'string' && commands.has(name)) add(name, `called on ${source(node.callee.object)}`)
        break
      }
      case 'FilterExpression': case 'FilterStatement':
        if (nameOf(node.filter) === 'attr') add('attr', 'filter that reads an attribute by a computed name')
        break
      case 'Identifier':
        if (doors.has(node.value) && !declared.has(node.value)) add(node.value, 'object that leads out of the template')
        else if (internal.test(node.value) && !properties.has(node)) add(node.value, 'named in the template')
        break
      default:
    }
  }
}

/** Names that the template sets, loops over or takes as arguments, and those after a dot or before an equals sign. */
function declaredNames(root: TemplateNode): Set<string> {
  const names = new Set<string>()
  for (const node of bottomUp(root)) {
    if (node.type === 'Set') for (const name of plainNames(node.assignee)) names.add(name)
    else if (node.type === 'For') for (const name of plainNames(node.loopvar)) names.add(name)
    else if (node.type === 'Macro') for (const argument of [node.name, ...node.args]) for (const name of plainNames(argument)) names.add(name)
    else if (node.type === 'MemberExpression' && !node.computed) for (const name of plainNames(node.property)) names.add(name)
    else if (node.type === 'KeywordArgumentExpression') for (const name of plainNames(node.key)) names.add(name)
  }
  return names
}

function plainNames(node: TemplateNode): string[] {
  if (node.type === 'Identifier') return [node.value]
  if (node.type === 'TupleLiteral') return node.value.flatMap((one) => (one.type === 'Identifier' ? [one.value] : []))
  return node.type === 'KeywordArgumentExpression' && node.key.type === 'Identifier' ? [node.key.value] : []
}

function describe(node: TemplateNode): string {
  switch (node.type) {
    case 'StringLiteral': return 'a text in the template'
    case 'FilterExpression': return `the filter ${nameOf(node.filter)}`
    case 'BinaryExpression': return `texts joined with ${node.operator.value}`
    default: return 'a computed text'
  }
}

/** An expression in short. */
function source(node: TemplateNode): string {
  const parts: string[] = []
  let at: TemplateNode = node
  for (let i = 0; i < 12; i++) {
    if (at.type === 'MemberExpression') {
      parts.unshift(at.computed ? '[…]' : `.${nameOf(at.property)}`)
      at = at.object
    } else if (at.type === 'CallExpression') {
      parts.unshift('(…)')
      at = at.callee
    } else break
  }
  return (at.type === 'Identifier' ? at.value : at.type === 'StringLiteral' ? "''" : '(…)') + parts.join('')
}

const statements = /^\{%[-+]?\s{0,20}(import|include|extends|from)\b/
const spelled: readonly (readonly [RegExp, string])[] = [
  [new RegExp(internal.source, 'g'), 'named in a tag'],
  [/\|\s{0,20}attr\b/g, 'filter that reads an attribute by a computed name'],
  [/\b(?:lipsum|url_for|get_flashed_messages)\b/g, 'object that leads out of the template'],
  [/\b(?:popen|Popen|check_output|getoutput|import_module|gi_frame|f_globals|func_globals)\s{0,20}\(/g, 'called in a tag'],
]

/** The same for a template that the parser does not take: tags cut out by hand, their strings unescaped and joined. */
export function escapesInTags(text: string, found: Signs, member: string): void {
  let looked = 0
  for (const { tag, at } of tagsIn(text)) {
    const add = (what: string, detail: string): void => {
      looked += 1
      // A place costs the length of the text before it, and more signs than these are not kept.
      found.add(what, { member, offset: looked > 100 ? null : Buffer.byteLength(text.slice(0, at)), detail })
    }
    const statement = statements.exec(tag)?.[1]
    if (statement !== undefined) add(statement, 'statement that loads another template')
    const plain = unescape(tag).replaceAll(/(["'])\s{0,20}[~+]?\s{0,20}\1/g, '')
    for (const [pattern, detail] of spelled) for (const match of plain.matchAll(pattern)) add(match[0].replaceAll(/[|\s(]/g, ''), detail)
  }
}

/** Tags from their opening to their closing; a tag that is never closed ends with the text, as a reader might take it. */
function* tagsIn(text: string): Iterable<{ tag: string; at: number }> {
  for (let at = nextTag(text, 0); at !== -1;) {
    const close = text.indexOf(text[at + 1] === '%' ? '%}' : '}}', at + 2)
    const end = close === -1 ? text.length : close + 2
    yield { tag: text.slice(at, end), at }
    at = nextTag(text, end)
  }
}

function nextTag(text: string, from: number): number {
  const open = /\{[{%]/g
  open.lastIndex = from
  return open.exec(text)?.index ?? -1
}

/** String escapes as Jinja reads them, which are those of Python. */
function unescape(tag: string): string {
  return tag.replaceAll(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3}))/g, (all, x?: string, u?: string, long?: string, octal?: string) => {
    const code = octal === undefined ? Number.parseInt(x ?? u ?? long ?? '', 16) : Number.parseInt(octal, 8)
    return code < 0x110000 ? String.fromCodePoint(code) : all
  })
}
