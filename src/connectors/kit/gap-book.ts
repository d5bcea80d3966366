// Every failed read, once: gaps are merged by call, scope and reason, and counted.
import { scopeId, type Gap, type GapReason, type Scope } from '../../core/index.js'

export class GapBook {
  private readonly gaps = new Map<string, Gap>()

  add(gap: { scope: Scope; call: string; types: string[]; list: boolean; reason: GapReason; missing?: string[]; message: string }): string {
    const id = `${gap.call}${gap.list ? '[]' : ''}:${gap.reason}:${scopeId(gap.scope)}`
    const seen = this.gaps.get(id)
    if (seen === undefined) {
      this.gaps.set(id, { id, ...gap, types: [...gap.types], count: 1 })
    } else {
      seen.count += 1
      // Which of them failed first is chance.
      if (gap.message < seen.message) seen.message = gap.message
      for (const type of gap.types) if (!seen.types.includes(type)) seen.types.push(type)
    }
    return id
  }

  /** A gap met again, by something else that reads the same. */
  hides(id: string, types: readonly string[]): void {
    const gap = this.gaps.get(id)
    if (gap !== undefined) for (const type of types) if (!gap.types.includes(type)) gap.types.push(type)
  }

  all(): Gap[] {
    return [...this.gaps.values()]
      .map((gap) => ({ ...gap, types: gap.types.toSorted() }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  }

  get(id: string): Gap | undefined {
    return this.gaps.get(id)
  }
}
