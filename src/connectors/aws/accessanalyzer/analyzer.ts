// IAM Access Analyzer for external access: one asset a region, which also says when there is none.
import type { AnalyzerSummary, ListAnalyzersCommandInput, ListAnalyzersCommandOutput } from '@aws-sdk/client-accessanalyzer'
import { bool, nullable, oneOf, shape, time } from '../../../core/shape.js'
import { collector, sharedRead } from '../../kit/collector.js'
import { listLower } from '../calls.js'
import { iso, placeOf } from '../names.js'

export const analyzers = sharedRead({
  id: 'accessanalyzer.analyzers',
  per: 'region',
  calls: {
    list: listLower<ListAnalyzersCommandInput, ListAnalyzersCommandOutput, AnalyzerSummary>('accessanalyzer:ListAnalyzers', { items: (page) => page.analyzers }),
  },
  load: ({ call }) => call.list.all({}),
})

export default collector({
  type: 'aws.accessanalyzer.analyzer',
  kind: 'governance-record',
  service: 'accessanalyzer',
  per: 'region',
  props: shape({
    /** False on the one asset of a region without an analyzer of external access. */
    exists: bool,
    status: nullable(oneOf('ACTIVE', 'CREATING', 'DISABLED', 'FAILED')),
    /** Whose outside counts: the account's or the organisation's. */
    zone: nullable(oneOf('ACCOUNT', 'ORGANIZATION')),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['aws.account.account'] },
  calls: {},
  reads: [analyzers],
  async list(ctx) {
    const listed = await ctx.read(analyzers)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const { partition, region, account } = placeOf(ctx)
    const analyzer = externalAnalyzer(listed.value)
    ctx.emit({
      id: analyzer?.arn ?? `arn:${partition}:access-analyzer:${region}:${account}:analyzer`,
      name: analyzer?.name ?? region,
      props: analyzerProps(analyzer),
      edges: [{ type: 'owned-by', target: 'aws.account.account', to: `arn:${partition}:iam::${account}:root` }],
    })
  },
})

/** One that works, else one that is there. Analyzers of unused or internal access look for other things. */
export function externalAnalyzer(all: readonly AnalyzerSummary[]): AnalyzerSummary | undefined {
  const external = all.filter(({ type }) => type === 'ACCOUNT' || type === 'ORGANIZATION').toSorted((a, b) => ((a.arn ?? '') < (b.arn ?? '') ? -1 : 1))
  return external.find(({ status }) => status === 'ACTIVE') ?? external[0]
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function analyzerProps(analyzer: AnalyzerSummary | undefined) {
  return { exists: analyzer !== undefined, status: analyzer?.status ?? null, zone: analyzer?.type ?? null, createdAt: iso(analyzer?.createdAt) }
}
