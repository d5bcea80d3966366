// What became of trying each call once: refused, answered, or never come to because there was nothing to ask about.
import type { Collected } from '../connectors/kit/collect.js'
import type { Call } from '../connectors/kit/collector.js'
import { count, scopeId } from '../core/index.js'
import type { Page } from './page.js'

export interface Check {
  where: string[]
  refused: { call: string; missing: string[]; message: string }[]
  /** Failed for another reason than a missing right. */
  failed: { call: string; message: string }[]
  answered: string[]
  /** Not made: there was nothing there to ask about, or it is an optional read. */
  notCome: { call: string; permissions: string[] }[]
}

export function checkOf({ inventory, made }: Collected, declared: readonly Call[]): Check {
  const calls = new Map(declared.map((call) => [call.action, call]))
  const asked = new Set([...made.values()].flatMap((actions) => [...actions]))
  const refused = new Map<string, Check['refused'][number]>()
  const failed = new Map<string, Check['failed'][number]>()
  for (const gap of inventory.gaps) {
    if (gap.reason === 'denied') refused.set(gap.call, { call: gap.call, missing: gap.missing ?? [], message: gap.message })
    else if (gap.reason !== 'not-requested') failed.set(gap.call, { call: gap.call, message: gap.message })
  }
  const sorted = <T extends { call: string }>(items: Iterable<T>): T[] => [...items].toSorted((a, b) => (a.call < b.call ? -1 : 1))
  return {
    where: inventory.scopes.filter(({ state }) => state === 'read').map(({ scope }) => scopeId(scope)),
    refused: sorted(refused.values()), failed: sorted(failed.values()),
    answered: [...asked].filter((call) => !refused.has(call) && !failed.has(call)).toSorted(),
    notCome: sorted([...calls.values()].filter((call) => !asked.has(call.action)).map((call) => ({ call: call.action, permissions: call.needs }))),
  }
}

export function checkText(check: Check, page: Page): string {
  const groups: string[] = []
  if (check.refused.length > 0) {
    const width = Math.max(...check.refused.map(({ call }) => call.length))
    groups.push(`${page.bold('Refused')}\n${check.refused.map(({ call, missing }) => `  ${call.padEnd(width)}  ${page.dim(`needs ${missing.join(', ')}`)}`).join('\n')}`)
  }
  if (check.failed.length > 0) groups.push(`${page.bold('Failed for another reason')}\n${check.failed.map(({ message }) => `  ${message}`).join('\n')}`)
  if (check.notCome.length > 0) {
    groups.push(`${page.bold('Not come to: nothing there to ask about, or an optional read')}\n${check.notCome.map(({ call }) => `  ${call}`).join('\n')}`)
  }
  return [
    `Tried in ${check.where.join(', ')}`, ...groups,
    `${count(check.answered.length, 'operation')} answered, ${check.refused.length} refused, ${check.failed.length} failed, ${check.notCome.length} not come to\n`,
  ].join('\n\n')
}
