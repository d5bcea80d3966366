// What an identity's policies say in so many words: literal wildcards, and grants without a condition.
import type { Asset, Evidence, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { ask } from './ask.js'
import { type Statement, texts } from './document.js'
import type { Source } from './evaluate.js'
import { identityOf, policiesOf } from './identity.js'
import { no, unknown } from './ruling.js'
import { aboutAction } from './statement.js'
import { encode } from './wildcard.js'

interface Said {
  source: Source
  statement: Statement
}

/** Whether an Allow on every resource names one of the patterns literally, such as `bedrock:*`; `*` alone is another matter. */
export function grants(identity: Asset, patterns: readonly string[], world: AccessWorld): Ruling {
  const wanted = new Set(patterns.map((pattern) => pattern.toLowerCase()))
  const found = statements(identity, world).filter(({ statement }) =>
    statement.effect === 'Allow' && !statement.notActions && onEverything(statement) && actionsOf(statement).some((action) => wanted.has(action)))
  return answer(identity, world, found, 'named actions')
}

/**
 * Whether an Allow gives one of the actions without any of the condition keys, while no Deny brings them in.
 * Only identities that may take the action in effect are asked about: a Deny or a boundary may have taken it away.
 */
export function grantsWithout(identity: Asset, actions: readonly string[], keys: readonly string[], world: AccessWorld): Ruling {
  const wanted = new Set(keys.map((key) => key.toLowerCase()))
  const conditioned = (statement: Statement): boolean => statement.conditions.some((condition) => wanted.has(condition.key))
  const open: Said[] = []
  for (const action of actions) {
    const encoded = encode(action.toLowerCase())
    const about = (effect: 'Allow' | 'Deny', { statement }: Said): boolean => statement.effect === effect && aboutAction(statement, { action: encoded, of: 'some' })
    const own = statements(identity, world)
    const allows = own.filter((said) => about('Allow', said) && !conditioned(said.statement))
    if (allows.length === 0) continue
    const controls = policiesOf(identityOf(identity, world), world).scps.flatMap((layer) => layer.sources.flatMap(saidBy))
    if ([...own, ...controls].some((said) => about('Deny', said) && conditioned(said.statement))) continue
    if (ask(identityOf(identity, world), { action, resource: '*', of: 'some' }, world).state === 'denied') continue
    open.push(...allows)
  }
  return answer(identity, world, open, `a condition on ${keys.join(' or ')}`)
}

function statements(identity: Asset, world: AccessWorld): Said[] {
  return identityOf(identity, world).own.identity?.sources.flatMap(saidBy) ?? []
}

function saidBy(source: Source): Said[] {
  return source.policy.statements.map((statement) => ({ source, statement }))
}

function actionsOf(statement: Statement): string[] {
  return (texts(statement.raw['Action'] ?? null) ?? []).map((action) => action.toLowerCase())
}

function onEverything(statement: Statement): boolean {
  return !statement.notResources && (texts(statement.raw['Resource'] ?? null) ?? []).some((resource) => /^\*+$/.test(resource))
}

function answer(identity: Asset, world: AccessWorld, found: readonly Said[], wanted: string): Ruling {
  const because: Evidence[] = [...new Set(found)].map(({ source, statement }) => ({ asset: source.asset, path: `${source.path}.${statement.path}`, saw: statement.raw, wanted }))
  if (because.length > 0) return { value: true, gaps: [], doubts: [], confidence: 'high', because }
  const unread = identityOf(identity, world).own.identity?.unread ?? []
  const gaps = unread.flatMap((open) => (open.why === 'gap' ? [open.gap] : []))
  return gaps.length > 0 ? unknown(gaps) : no()
}
