// One run, planned: its rules, and how many results of each sort it will hold.
import type { ReportingDescriptor, Result } from 'sarif'
import { jsonText } from '../../core/json-text.js'
import type { ReportSource } from '../../core/index.js'
import { standingOf } from '../kit/standing.js'
import type { Cause } from '../kit/unjudged.js'
import { accountKey, findingsOf, isTold, type Tally } from './census.js'
import { coverageGapDescriptor, descriptorOf, pastDescriptor } from './descriptor.js'
import { mostBytes, mostResults } from './limits.js'
import type { SarifOptions } from './options.js'
import { Ream, Scale, weightOf } from './ream.js'
import { causeResult, resultOf, unknownResult, type Telling } from './result.js'

export interface Chapter {
  tally: Tally
  rules: ReportingDescriptor[]
  index: ReadonlyMap<string, number>
  /** What kept rules from being judged. */
  causes: Result[]
  /** Findings and unknown verdicts that are written. */
  findings: number
  unknowns: number
  /** They themselves, once written. */
  ream?: Ream
}

export function chapterOf(tally: Tally, source: ReportSource, causes: readonly Cause[], telling: Telling): Chapter {
  const own = causes.filter((cause) => accountKey(cause) === accountKey(tally)).slice(0, mostResults)
  const ran = source.rules.filter(({ id }) => tally.rules.has(id))
  const isRun = new Set(ran.map(({ id }) => id))
  const rules = [
    ...ran.map((rule) => descriptorOf(rule, tally.rules.get(rule.id) ?? rule.severity, source.frameworks)),
    ...[...tally.past.values()].filter(({ rule }) => !isRun.has(rule)).map(pastDescriptor),
    ...(own.length > 0 ? [coverageGapDescriptor()] : []),
  ]
  const keeps = telling.isCompared
    ? 'What the baseline has found there stays open'
    : 'Alerts of earlier uploads about it close with this one: --baseline FILE keeps them open'
  const findings = Math.min(findingsOf(tally), mostResults - own.length)
  return {
    tally, rules, findings, unknowns: Math.min(tally.unknowns, mostResults - own.length - findings),
    index: new Map(rules.map((rule, i) => [rule.id, i])),
    causes: own.map((cause) => causeResult(cause, rules.length - 1, telling, keeps)),
  }
}

export function ruleIndex({ rule }: { rule: string }, { index }: Chapter): number {
  const at = index.get(rule)
  if (at === undefined) throw new Error(`a result names rule "${rule}", which is not among the report's rules`)
  return at
}

/**
 * Writes the results of all runs, worst first and read once, as far as one upload has room: what is dropped is the least
 * severe of all. `head`: what a run holds beside them. Gives the runs that have a place, each with its results.
 */
export async function written(chapters: readonly Chapter[], source: ReportSource, options: SarifOptions, telling: Telling, head: (chapter: Chapter) => string): Promise<Chapter[]> {
  const scale = new Scale(mostBytes)
  const kept = placed(chapters, scale, head)
  const shares = new Map(kept.map((chapter) => [accountKey(chapter.tally), { chapter, findings: 0, unknowns: 0, ream: new Ream(scale) }]))
  const write = async (): Promise<void> => {
    for await (const standing of standingOf(source)) {
      const share = shares.get(accountKey(standing.scope))
      if (share === undefined || share.findings >= share.chapter.findings || !isTold(standing, share.chapter.tally, options)) continue
      share.findings++
      if (!share.ream.add('findings', jsonText(resultOf(standing, ruleIndex(standing, share.chapter), telling)))) return
    }
    for await (const unknown of options.sarifUnknown === true ? source.unknowns : []) {
      const share = shares.get(accountKey(unknown.scope))
      if (share === undefined || share.unknowns >= share.chapter.unknowns || !share.chapter.tally.rules.has(unknown.rule)) continue
      share.unknowns++
      if (!share.ream.add('unknowns', jsonText(unknownResult(unknown, ruleIndex(unknown, share.chapter), telling)))) return
    }
  }
  await write()
  return [...shares.values()].map(({ chapter, ream }) => {
    ream.settle()
    return { ...chapter, ...ream.counts, ream }
  })
}

/** Heads may take half of the room; an account whose head has no place is left out, the least harmed first. */
function placed(chapters: readonly Chapter[], scale: Scale, head: (chapter: Chapter) => string): Chapter[] {
  const kept: Chapter[] = []
  for (const chapter of chapters) {
    const weight = weightOf(head(chapter) + jsonText(chapter.causes))
    if (kept.length > 0 && scale.room - weight < mostBytes / 2) break
    scale.takes(weight)
    kept.push(chapter)
  }
  return kept
}
