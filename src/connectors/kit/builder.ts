// Assembles the inventory: checks what collectors emit, splits values from gaps, keeps ids unique.
import { scopeId, type Asset, type Json, type Relation, type Scope } from '../../core/index.js'
import { misfit } from '../../core/shape.js'
import { GapMark, type AnyCollector, type Emission } from './collector.js'
import type { GapBook } from './gap-book.js'

export class InventoryBuilder {
  private readonly assets = new Map<string, Asset>()
  private readonly aliases = new Map<string, string>()
  private readonly relations = new Map<string, Relation>()

  constructor(private readonly gaps: GapBook) {}

  has(id: string): boolean {
    return this.assets.has(id) || this.aliases.has(id)
  }

  /**
   * Adds an asset. Of a second one with the same id (a row seen on two pages, or what stands above several accounts) only
   * the relations count, and it belongs to the first of the scopes in which it was seen. Returns its declared relations.
   */
  add(collector: AnyCollector, emission: Emission<unknown>, scope: Scope, alias?: string): Relation[] {
    const aliases = [...(emission.aliases ?? []), ...(alias === undefined || alias === emission.id ? [] : [alias])]
    for (const other of aliases) this.aliases.set(other, emission.id)
    const known = this.assets.get(emission.id)
    if (known !== undefined) {
      if (aliases.length > 0) known.aliases = [...new Set([...(known.aliases ?? []), ...aliases])].toSorted()
      if (scopeId(scope) < scopeId(known.scope)) known.scope = scope
      return this.relate(collector, known, emission.edges ?? [])
    }
    const asset: Asset = { id: emission.id, type: collector.type, kind: collector.kind, name: emission.name, scope, props: {}, gaps: {} }
    if (aliases.length > 0) asset.aliases = [...new Set(aliases)].toSorted()
    if (emission.past != null) asset.past = emission.past
    if (emission.source !== undefined) asset.source = emission.source
    this.fill(collector, asset, emission.props)
    this.assets.set(asset.id, asset)
    // Nothing read of it means no relation read either.
    return this.relate(collector, asset, emission.edges ?? (emission.props instanceof GapMark ? emission.props : []))
  }

  private fill(collector: AnyCollector, asset: Asset, props: unknown): void {
    const declared: string[] = Object.keys(collector.props.fields)
    if (props instanceof GapMark) {
      for (const name of declared) asset.gaps[name] = this.gapped(props, collector)
      return
    }
    for (const [name, value] of Object.entries(props as Record<string, unknown>)) {
      if (value instanceof GapMark) asset.gaps[name] = this.gapped(value, collector)
      // Shape-checked just below; until then it is whatever the mapper made of the answer.
      else asset.props[name] = value as Json
    }
    for (;;) {
      const wrong = misfit(collector.props, asset.props, '', new Set(Object.keys(asset.gaps)))
      if (wrong === null) return
      const name = wrong.split(/[.:[]/, 1)[0] ?? ''
      if (!declared.includes(name)) throw new Error(`${collector.type}: property ${wrong}`)
      delete asset.props[name]
      asset.gaps[name] = this.gaps.add({
        scope: asset.scope, call: `${collector.service}:${collector.type}`, types: [collector.type], list: false, reason: 'invalid-answer',
        message: `the answer about ${asset.name} does not have the documented shape: ${wrong}`,
      })
    }
  }

  private relate(collector: AnyCollector, asset: Asset, edges: NonNullable<Emission<unknown>['edges']>): Relation[] {
    const types = Object.keys(collector.relates)
    if (edges instanceof GapMark) {
      for (const type of types) asset.gaps[`->${type}`] = this.gapped(edges, collector)
      return []
    }
    const added: Relation[] = []
    for (const edge of edges) {
      if (edge == null) continue
      if ('unread' in edge) {
        if (!types.includes(edge.type)) throw new Error(`${collector.type} does not declare ${edge.type}`)
        asset.gaps[`->${edge.type}`] = this.gapped(edge.unread, collector)
        continue
      }
      if (edge.to === asset.id) continue
      const targets: readonly string[] | undefined = collector.relates[edge.type]
      if (targets?.includes(edge.target) !== true) throw new Error(`${collector.type} does not declare ${edge.type} → ${edge.target}`)
      const relation: Relation = { from: asset.id, type: edge.type, to: edge.to, target: edge.target, basis: edge.basis ?? 'declared' }
      if (edge.via !== undefined) relation.via = edge.via
      const key = `${relation.from}\n${relation.type}\n${relation.to}`
      if (this.relations.has(key)) continue
      this.relations.set(key, relation)
      added.push(relation)
    }
    return added
  }

  /** A gap met in a read that another type shares hides this type, too. */
  private gapped(mark: GapMark, collector: AnyCollector): string {
    this.gaps.hides(mark.id, [collector.type])
    return mark.id
  }

  /** Marks the outgoing relations of one type as not fully read. */
  gapRelation(from: string, type: string, gap: string): void {
    const asset = this.assets.get(from)
    if (asset !== undefined) asset.gaps[`->${type}`] = gap
  }

  get size(): number {
    return this.assets.size
  }

  /** Everything, in an order that does not depend on which answer came first. */
  finish(): { assets: Asset[]; relations: Relation[] } {
    const assets = [...this.assets.values()].toSorted((a, b) => compare(a.id, b.id))
    const relations = [...this.relations.values()].toSorted((a, b) => compare(a.from, b.from) || compare(a.type, b.type) || compare(a.to, b.to))
    return { assets, relations }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
