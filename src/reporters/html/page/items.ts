// The rows as the page works with them, and the rules and frameworks that they point at.
import type { FrameworkWire, RowPart, RulePart, RuleWire } from '../wire.js'

export const severities = ['critical', 'high', 'medium', 'low'] as const
export const confidences = ['high', 'medium', 'low'] as const
export const states = ['findings', 'suppressed', 'unknown'] as const
const baselines = ['', 'new', 'known'] as const

export interface Item {
  /** Among all rows: where its detail is. */
  nth: number
  rule: RuleWire
  severity: string
  confidence: string
  provider: string
  account: string
  region: string
  type: string
  kind: string
  prefix: string
  name: string
  message: string
  state: (typeof states)[number]
  baseline: string
  owners: readonly string[]
  fingerprint: string
}

export class Catalogue {
  readonly frameworks: ReadonlyMap<string, FrameworkWire>
  private readonly rules: Map<string, RuleWire>

  constructor(part: RulePart) {
    this.rules = new Map(part.rules.map((rule) => [rule.id, rule]))
    this.frameworks = new Map(part.frameworks.map((framework) => [framework.id, framework]))
  }

  rule(id: string): RuleWire {
    const known = this.rules.get(id)
    if (known !== undefined) return known
    const bare: RuleWire = { id, title: id, phase: '', category: '', level: '', why: '', fix: '', frameworks: {}, weaknesses: [], references: [] }
    this.rules.set(id, bare)
    return bare
  }
}

export function itemsOf(part: RowPart, first: number, catalogue: Catalogue): Item[] {
  return part.rows.map(([rule, severity, confidence, scope, type, prefix, name, message, state, baseline, owners, fingerprint], i) => {
    const [provider, account, region] = part.scopes[scope] ?? ['', '', '']
    const [typeName, kind] = part.types[type] ?? ['', '']
    return {
      nth: first + i, rule: catalogue.rule(part.rules[rule] ?? ''), severity: severities[severity] ?? '', confidence: confidences[confidence] ?? '',
      provider, account, region, type: typeName, kind, prefix: part.prefixes[prefix] ?? '', name, message,
      state: states[state], baseline: baselines[baseline], owners: part.owners[owners] ?? [], fingerprint,
    }
  })
}

/** The asset's id: a prefix that ends with a break is the whole of it. */
export function idOf({ prefix, name }: Item): string {
  return prefix.endsWith('\n') ? prefix.slice(0, -1) : prefix + name
}

export function placeOf({ provider, account, region }: Item): string {
  return [provider, account, region].filter((part) => part !== '').join(' ')
}

/** What it is called in the list. */
export function headingOf(item: Item): string {
  return item.message === '' ? item.rule.title : item.message
}

/** `aws.sagemaker.notebook_instance` as `sagemaker notebook instance`. */
export function typeWords(type: string): string {
  const [, service = type, ...noun] = type.split('.')
  const words = noun.join(' ').replaceAll('_', ' ')
  return words === '' || words === service ? service.replaceAll('_', ' ') : `${service} ${words}`
}

export function spaced(n: number): string {
  return String(n).replaceAll(/\B(?=(\d{3})+$)/g, ' ')
}
