// can, admin, exposed, escalates, grants, anyone and outsiders: what rules ask a cloud's access model.
import type { AccessModel } from '../access/model.js'
import type { Asset, Ruling } from '../core/index.js'
import { nearest } from '../core/index.js'
import type { Graph } from '../graph/index.js'
import type { Call } from './calls.js'
import { bool, words } from './cel-type.js'
import { node } from './node.js'
import type { Node } from './node.js'
import { asAsset } from './read.js'
import type { Scope } from './scope.js'
import { Partial, isList, isRecord, worse } from './values.js'
import type { Frame, Value } from './values.js'

/** `s3:GetObject`; `storage.objects.get`, `aiplatform.*`; `Microsoft.Search/searchServices/*`, `data:*`, `*` of either plane of Azure. */
const actionName = /^(?:[a-z0-9-]+(?::[A-Za-z0-9*?]+|(?:\.[A-Za-z0-9*]+)+)|(?:data:)?(?:\*|(?:[A-Za-z][A-Za-z0-9.]*|\*)(?:\/(?:[A-Za-z0-9_.-]+|\*))+))$/

type Asks = (model: AccessModel, subject: Asset, args: Args, graph: Graph) => Ruling
interface Args {
  actions: readonly string[]
  /** Condition keys. */
  keys: readonly string[]
  /** Null: any at all. */
  resource: string | null
  path: string
}

interface Question {
  usage: string
  takes: readonly ('actions' | 'keys' | 'resource' | 'path')[]
  /** How many of the last ones may be left out. */
  optional?: number
  ask: Asks
}

const questions: ReadonlyMap<string, Question> = new Map<string, Question>([
  ['can', { usage: "can(identity, ['service:Action'], resource?)", takes: ['actions', 'resource'], optional: 1, ask: (m, who, a, g) => m.can(who, a.actions, a.resource, g) }],
  ['exposed', { usage: 'exposed(identity)', takes: [], ask: (m, who, _a, g) => m.exposed(who, g) }],
  ['admin', { usage: 'admin(identity)', takes: [], ask: (m, who, _a, g) => m.admin(who, g) }],
  ['escalates', { usage: "escalates(identity, 'path')", takes: ['path'], ask: (m, who, a, g) => m.escalates(who, a.path, g) }],
  ['grants', { usage: "grants(identity, ['service:*'])", takes: ['actions'], ask: (m, who, a, g) => m.grants(who, a.actions, g) }],
  ['grantsWithout', { usage: "grantsWithout(identity, ['service:Action'], ['condition:Key'])", takes: ['actions', 'keys'], ask: (m, who, a, g) => m.grantsWithout(who, a.actions, a.keys, g) }],
  ['anyone', { usage: "anyone(resource, ['service:Action'], address?)", takes: ['actions', 'resource'], optional: 1, ask: (m, what, a, g) => m.anyone(what, a.actions, g, a.resource ?? undefined) }],
  ['outsiders', { usage: "outsiders(resource, ['service:Action'])", takes: ['actions'], ask: (m, what, a, g) => m.outsiders(what, a.actions, g) }],
])

export const accessFunctions: readonly string[] = [...questions.keys()]

export function askAccess(call: Call, scope: Scope): Node | null {
  const question = questions.get(call.name)
  const [subject, ...rest] = call.args
  if (question === undefined || subject === undefined || rest.length > question.takes.length || rest.length < question.takes.length - (question.optional ?? 0)) {
    scope.complain(call.ast, `${call.name} is called as ${question?.usage ?? call.name}`)
    return null
  }
  if (subject.node.type.is !== 'asset') {
    scope.complain(subject.ast, `${question.usage} asks an asset, not ${words(subject.node.type)}`)
    return null
  }
  for (const [i, arg] of rest.entries()) check(question.takes[i] ?? 'path', arg, question, scope)
  const args = rest.map((arg) => arg.node)
  const rule = (f: Frame): Ruling | Value => {
    const asset = subject.node.run(f)
    const values = args.map((arg) => arg.run(f))
    if (typeof asset === 'symbol' || values.some((value) => typeof value === 'symbol')) return values.reduce<Value>((a, b) => (typeof b === 'symbol' ? (typeof a === 'symbol' ? worse(a, b) : b) : a), asset)
    return ruling(f, call.name, question, asAsset(asset), values)
  }
  return node({
    type: bool, kids: [subject.node], label: (f) => `${call.name}(${[subject.node, ...args].map((n) => n.label(f)).join(', ')})`,
    run: (f) => {
      const answer = rule(f)
      if (!isRuling(answer)) return answer
      return answer.value === 'unknown' ? f.hideAll(answer.gaps) : answer.value
    },
    tell: (f, value, story) => {
      const answer = rule(f)
      if (!isRuling(answer)) return
      story.lower(answer.confidence)
      story.doubt(answer.doubts)
      const asset = asAsset(subject.node.run(f))
      if (answer.because.length === 0) story.add({ asset: asset.id, path: `${call.name}()` }, asset.id, call.name, value, String(!value))
      for (const because of answer.because) story.add({ asset: because.asset, path: because.path }, because.asset, because.path, because.saw, because.wanted)
    },
  })
}

function check(takes: Question['takes'][number], arg: Call['args'][number], question: Question, scope: Scope): void {
  const { type } = arg.node
  const { ast } = arg
  switch (takes) {
    case 'actions':
      if (type.is !== 'list' || (type.of.is !== 'string' && type.of.is !== 'any')) scope.complain(ast, `${question.usage} takes a list of actions, not ${words(type)}`)
      else if (ast.op === 'list') for (const action of ast.args) {
        if (action.op === 'value' && typeof action.args === 'string' && !actionName.test(action.args)) scope.complain(action, `"${action.args}" is no action: write service:Action, service.resource.verb in Google Cloud, or Provider/resource/verb in Azure`)
      }
      break
    case 'keys':
      if (type.is !== 'list' || (type.of.is !== 'string' && type.of.is !== 'any')) scope.complain(ast, `${question.usage} takes a list of condition keys, not ${words(type)}`)
      break
    case 'resource':
      if (type.is !== 'string' && type.is !== 'asset' && type.is !== 'any') scope.complain(ast, `${question.usage} takes a resource: an id, '*' or an asset, not ${words(type)}`)
      break
    case 'path': {
      const known = scope.names.escalationPaths
      if (ast.op !== 'value' || typeof ast.args !== 'string') scope.complain(ast, `${question.usage} takes the path's name as a literal`)
      else if (known !== undefined && !known.has(ast.args)) {
        const meant = nearest(ast.args, known)
        scope.complain(ast, `unknown escalation path "${ast.args}"${meant === undefined ? `: there are ${[...known].sort().join(', ')}` : `, did you mean "${meant}"?`}`)
      }
    }
  }
}

/** The answer, asked once per run for the same question: many rules ask the same of one role. */
function ruling(frame: Frame, name: string, question: Question, subject: Asset, values: readonly Value[]): Ruling | Value {
  const model = frame.access.get(subject.scope.provider)
  if (model === undefined) return frame.break(`${name}(): no access model for provider "${subject.scope.provider}"`)
  const args: { actions: readonly string[]; keys: readonly string[]; resource: string | null; path: string } = { actions: [], keys: [], resource: null, path: '' }
  for (const [i, takes] of question.takes.slice(0, values.length).entries()) {
    const value = values[i] ?? null
    if (takes === 'actions' || takes === 'keys') {
      if (value instanceof Partial) return frame.hideAll(value.gaps)
      args[takes] = isList(value) ? value.filter((word) => typeof word === 'string') : []
    } else {
      const word = typeof value === 'string' ? value : isRecord(value) ? asAsset(value).id : null
      if (word === null) return frame.break(`${question.usage}: the ${takes} is no text`)
      args[takes] = word
    }
  }
  const key = `${name}\n${subject.id}\n${args.actions.join(' ')}\n${args.keys.join(' ')}\n${args.resource ?? ''}\n${args.path}`
  const known = frame.rulings.get(key)
  if (known !== undefined) return known
  const answer = question.ask(model, subject, args, frame.graph)
  frame.rulings.set(key, answer)
  return answer
}

function isRuling(answer: Ruling | Value): answer is Ruling {
  return typeof answer === 'object' && answer !== null && 'because' in answer && 'doubts' in answer
}
