// What an identity's policies say in so many words: literal wildcards, and grants without a condition.
import type { Asset, Evidence, Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { ask, best } from './ask.js'
import { absent, type KeyState } from './context.js'
import { type Statement, texts } from './document.js'
import type { Source } from './evaluate.js'
import { identityOf } from './identity.js'
import { no, ruling, unknown } from './ruling.js'

interface Said {
  source: Source
  statement: Statement
}

/**
 * Whether an Allow on every resource names one of the patterns literally, such as `bedrock:*`, and no boundary or control
 * policy takes that away; `*` alone is another matter.
 */
export function grants(identity: Asset, patterns: readonly string[], world: AccessWorld): Ruling {
  const wanted = new Set(patterns.map((pattern) => pattern.toLowerCase()))
  const found = statements(identity, world).filter(({ statement }) =>
    statement.effect === 'Allow' && !statement.notActions && onEverything(statement) && actionsOf(statement).some((action) => wanted.has(action)))
  const inEffect = found.filter(({ statement }) => actionsOf(statement).some((action) =>
    wanted.has(action) && ask(identityOf(identity, world), { action, resource: '*' }, world).state !== 'denied'))
  return answer(identity, world, inEffect, 'named actions')
}

/**
 * Whether the identity may take one of the actions on some resource in a request that carries none of the condition
 * keys: then no policy of his, and none above him, asks for them.
 */
export function grantsWithout(identity: Asset, actions: readonly string[], keys: readonly string[], world: AccessWorld): Ruling {
  const given = new Map<string, KeyState>(keys.map((key) => [key.toLowerCase(), absent]))
  const decisions = actions.map((action) => ask(identityOf(identity, world), { action, resource: '*', of: 'some', given }, world))
  return ruling(best(decisions), `a condition on ${keys.join(' or ')}`)
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
