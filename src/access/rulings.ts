// The three-valued answers of access models, put together.
import type { Evidence, Json, Ruling } from '../core/index.js'

export function no(because: Evidence[] = []): Ruling {
  return { value: false, gaps: [], doubts: [], confidence: 'high', because }
}

export function unknown(gaps: readonly string[]): Ruling {
  return { value: 'unknown', gaps: [...new Set(gaps)], doubts: [], confidence: 'low', because: [] }
}

const trust = { low: 0, medium: 1, high: 2 }

/** True when all are; the weakest confidence counts. */
export function all(...rulings: readonly Ruling[]): Ruling {
  const denied = rulings.find((r) => r.value === false)
  if (denied !== undefined) return denied
  const open = rulings.filter((r) => r.value === 'unknown')
  const joined: Ruling = {
    value: open.length > 0 ? 'unknown' : true,
    gaps: distinct(open.flatMap((r) => r.gaps)),
    doubts: distinct(rulings.flatMap((r) => r.doubts)),
    confidence: rulings.reduce<Ruling['confidence']>((low, r) => (trust[r.confidence] < trust[low] ? r.confidence : low), 'high'),
    because: distinctEvidence(rulings.flatMap((r) => r.because)),
  }
  return joined
}

/** True when one is: the most confident one speaks. */
export function any(...rulings: readonly Ruling[]): Ruling {
  const yes = rulings.filter((r) => r.value === true).sort((a, b) => trust[b.confidence] - trust[a.confidence])[0]
  if (yes !== undefined) return yes
  const open = rulings.filter((r) => r.value === 'unknown')
  if (open.length > 0) return { ...unknown(open.flatMap((r) => r.gaps)), doubts: distinct(open.flatMap((r) => r.doubts)), because: distinctEvidence(open.flatMap((r) => r.because)) }
  return rulings[0] ?? no()
}

export function saw(asset: string, path: string, value: Json, wanted: string): Evidence {
  return { asset, path, saw: value, wanted }
}

function distinct(list: readonly string[]): string[] {
  return [...new Set(list)]
}

function distinctEvidence(list: readonly Evidence[]): Evidence[] {
  return [...new Map(list.map((e) => [`${e.asset} ${e.path} ${JSON.stringify(e.saw)}`, e])).values()]
}
