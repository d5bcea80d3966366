// Decisions about access as people read them: the verdict, who and what, and the statements that decide.
import type { Deciding, Decision, Holder } from '../access/aws/index.js'
import type { Gap, Json } from '../core/index.js'
import type { Graph } from '../graph/index.js'
import { statementWords } from '../reporters/kit/evidence.js'
import { tail } from '../reporters/kit/names.js'
import { printable } from '../reporters/kit/printable.js'
import { fill, hang, wrap } from '../reporters/text/wrap.js'
import type { Page } from './page.js'

const verdictWidth = 9

const verbs: Record<Decision['state'], string> = { allowed: 'may', denied: 'may not', depends: 'may under conditions', unknown: 'may or may not' }

export interface Question {
  principal: string
  action: string
  resource: string
}

export function decisionText({ principal, action, resource }: Question, decision: Decision, graph: Graph, page: Page): string {
  const sentence = `${who(principal, graph)} ${verbs[decision.state]} ${action} on ${what(resource)}`
  return [...hang(verdict(decision, page), verdictWidth, wrap(sentence, page.width - verdictWidth)), ...because(decision, graph, page)].join('\n') + '\n'
}

/** Those who may for the same reasons, together: the question stands above the list. */
export function holdersText(holders: readonly Holder[], graph: Graph, page: Page): string {
  const groups = new Map<string, { decision: Decision; names: string[] }>()
  for (const { principal, decision } of holders) {
    const key = JSON.stringify([decision.state, because(decision, graph, page)])
    const group = groups.get(key) ?? { decision, names: [] }
    groups.set(key, group)
    group.names.push(who(principal, graph))
  }
  return [...groups.values()].map(({ decision, names }) => {
    const lines = fill(names, page.width - verdictWidth, ', ').map((line) => page.bold(line))
    return [...hang(verdict(decision, page), verdictWidth, lines), ...because(decision, graph, page), '', ''].join('\n')
  }).join('')
}

function verdict({ state }: Decision, page: Page): string {
  const word = state.padEnd(verdictWidth)
  return state === 'unknown' ? page.blind(word) : page.bold(word)
}

/** The name of whom the inventory knows, with its kind; else the id as it was given. */
function who(principal: string, graph: Graph): string {
  if (principal === '*') return 'anyone'
  const asset = graph.asset(principal)
  return printable(asset === undefined ? principal : `${asset.kind === 'identity' ? asset.type.split('.').at(-1) ?? asset.kind : asset.kind} ${asset.name}`)
}

export function what(resource: string): string {
  return resource === '*' ? 'everything' : printable(resource.replace(/^arn:[^:]*:s3:::/, ''))
}

function because({ state, explicit, statements, conditions, gaps, doubts, notes }: Decision, graph: Graph, page: Page): string[] {
  const indent = ' '.repeat(verdictWidth)
  const room = page.width - verdictWidth
  const say = (text: string): string[] => hang(indent, verdictWidth, hang('', 2, wrap(printable(text), room - 2)))
  return [
    ...statements.flatMap((statement) => [...say(statementText(statement)), `${indent}  ${page.dim(printable(place(statement, graph)))}`]),
    ...(state === 'denied' && !explicit && statements.length + notes.length === 0 ? say('no statement allows it') : []),
    ...conditions.flatMap((condition) => say(`if ${condition}`)),
    ...gaps.flatMap((gap) => say(`not read: ${gapWords(graph.gaps.get(gap), gap)}`)),
    ...doubts.flatMap((gap) => say(`not read, and taken to allow: ${gapWords(graph.gaps.get(gap), gap)}`)),
    ...notes.flatMap(say),
  ]
}

function statementText({ statement, effect }: Deciding): string {
  if (isStatement(statement)) return statementWords(statement)
  return `${effect} ${JSON.stringify(statement)}`
}

/** Where the statement stands: the asset it was read from, its policy, its place. */
function place({ asset, path, policy, sid }: Deciding, graph: Graph): string {
  const owner = graph.asset(asset)?.name ?? tail(asset)
  const where = policy === '' || policy === owner || policy === `policy of ${owner}` || path.startsWith(policy) ? path : `${policy}, ${path}`
  return `${owner}: ${where}${sid === null ? '' : ` (${sid})`}`
}

function gapWords(gap: Gap | undefined, id: string): string {
  if (gap === undefined) return id
  return `${gap.call} (${gap.reason}${gap.missing === undefined ? '' : `, add ${gap.missing.join(', ')}`})`
}

function isStatement(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'Effect' in value
}
