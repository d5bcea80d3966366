// An inventory as people read it: how many of what, where, and what could not be read.
import { aiKinds, count, type Asset, type Inventory, type Kind, type Scope } from '../core/index.js'
import { typeWords } from '../reporters/kit/names.js'
import { clip, printable } from '../reporters/kit/printable.js'
import { fill, hang } from '../reporters/text/wrap.js'
import type { Page } from './page.js'

interface Row {
  kind: Kind
  type: string
  names: string[]
}

export function inventoryText(inventory: Inventory, page: Page): string {
  const rows = rowsOf(inventory.assets)
  const ai = rows.filter((row) => aiKinds.has(row.kind))
  const others = rows.filter((row) => !aiKinds.has(row.kind))
  const typeWidth = Math.max(0, ...rows.map((row) => typeWords(row.type).length))
  const parts = [
    ...(inventory.finished ? [] : [page.blind('cut short: this inventory is partial')]),
    ...(ai.length === 0 ? [] : [`${page.bold('AI')}\n${ai.map((row) => line(row, typeWidth, page)).join('\n')}`]),
    ...(others.length === 0 ? [] : [`${page.bold(ai.length === 0 ? 'Assets' : 'Around it')}\n${others.map((row) => line(row, typeWidth, page)).join('\n')}`]),
    [`${count(inventory.assets.length, 'asset')}, ${count(inventory.relations.length, 'relation')}`, ...placeLines(inventory, page)].join('\n'),
    unreadLines(inventory, page).join('\n'),
  ]
  return `${parts.join('\n\n')}\n`
}

function rowsOf(assets: readonly Asset[]): Row[] {
  const rows = new Map<string, Row>()
  for (const { kind, type, name } of assets) {
    const row = rows.get(type) ?? { kind, type, names: [] }
    rows.set(type, row)
    row.names.push(name)
  }
  return [...rows.values()].toSorted((a, b) => compare(a.kind, b.kind) || compare(a.type, b.type))
}

/** `     3  sagemaker model    orchard-chat, orchard-chat-tuned, orchard-embeddings` */
function line({ type, names }: Row, typeWidth: number, page: Page): string {
  const head = `${String(names.length).padStart(6)}  ${typeWords(type).padEnd(typeWidth)}  `
  return head + page.dim(sample(names.map(printable).toSorted(compare), page.width - head.length))
}

/** As many names as fit, and how many more there are. */
function sample(names: readonly string[], room: number): string {
  for (let shown = names.length; shown > 0; shown--) {
    const text = names.slice(0, shown).join(', ') + (shown < names.length ? `, ${names.length - shown} more` : '')
    if (text.length <= room) return text
  }
  return clip(names[0] ?? '', room)
}

/** One line an account, its regions behind it. */
function placeLines(inventory: Inventory, page: Page): string[] {
  const places = new Map<string, string[]>()
  for (const { scope, state } of inventory.scopes) {
    if (state !== 'read') continue
    const account = accountWords(scope)
    places.set(account, [...(places.get(account) ?? []), ...(scope.region === undefined ? [] : [scope.region])])
  }
  return [...places].flatMap(([account, regions]) => hang(`  ${account}  `, account.length + 4, regions.length === 0 ? [''] : fill(regions, page.width - account.length - 4, ', ')).map((text) => text.trimEnd()))
}

function unreadLines(inventory: Inventory, page: Page): string[] {
  const unread = inventory.gaps.filter((gap) => gap.reason !== 'not-requested')
  const deaf = inventory.scopes.filter((scope) => scope.state === 'unreachable')
  if (unread.length + deaf.length === 0) return [inventory.finished ? 'every read was answered' : 'every read that was made was answered']
  const rows = unread.map((gap) => {
    const what = [printable(gap.call), gap.scope.region ?? gap.scope.account, ...(gap.count > 1 ? [`${gap.count} times`] : [])].join('  ')
    return { reason: gap.reason as string, what, how: gap.missing === undefined ? printable(gap.message) : `add ${gap.missing.join(', ')}` }
  })
  const width = Math.max(0, ...rows.map((row) => row.reason.length))
  return [
    page.blind('could not read, so there may be more:'),
    ...deaf.map(({ scope }) => `  no answer  ${accountWords(scope)}${scope.region === undefined ? '' : ` ${scope.region}`}`),
    ...rows.flatMap(({ reason, what, how }) => hang(`  ${reason.padEnd(width)}  `, width + 4, [what, page.dim(clip(how, page.width - width - 4))])),
    ...(unread.some((gap) => gap.missing !== undefined) ? [`  ${page.command(`aispm permissions ${unread[0]?.scope.provider ?? ''}`)}  prints the missing policy`] : []),
  ]
}

function accountWords({ provider, account }: Scope): string {
  return `${provider} ${account}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
