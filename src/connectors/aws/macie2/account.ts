// Amazon Macie: whether it looks for sensitive data in a region's buckets, and in which.
import type {
  GetAutomatedDiscoveryConfigurationCommandInput, GetAutomatedDiscoveryConfigurationCommandOutput, GetMacieSessionCommandInput, GetMacieSessionCommandOutput,
  JobSummary, ListClassificationJobsCommandInput, ListClassificationJobsCommandOutput,
} from '@aws-sdk/client-macie2'
import { bool, listOf, shape, string } from '../../../core/shape.js'
import { collector, known, sharedRead, type Answer, type Call, type Refusal } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { placeOf } from '../names.js'

type Session = Pick<GetMacieSessionCommandOutput, 'status'>

/** Macie refuses those who do not use it, in words of its own: a fact, and no lack of rights. */
export function notInUse({ code, message }: Refusal): Session | undefined {
  return code === 'AccessDeniedException' && /macie is not enabled/i.test(message) ? {} : undefined
}

const getSession: Call<GetMacieSessionCommandInput, Session> = {
  ...read<GetMacieSessionCommandInput, Session>('macie2:GetMacieSession', { per: 'region' }), says: notInUse,
}

export const session = sharedRead({ id: 'macie2.session', per: 'region', calls: { session: getSession }, load: ({ call }) => call.session({}) })

export default collector({
  type: 'aws.macie2.account',
  kind: 'governance-record',
  service: 'macie2',
  per: 'region',
  props: shape({
    enabled: bool,
    /** Samples all buckets, day by day. */
    automatedDiscovery: bool,
    /** Names of the buckets that jobs look into. */
    jobBuckets: listOf(string),
    /** Jobs that choose their buckets by criteria, at each run. */
    criteriaJobs: bool,
  }),
  relates: { 'owned-by': ['aws.account.account'] },
  calls: {
    discovery: read<GetAutomatedDiscoveryConfigurationCommandInput, GetAutomatedDiscoveryConfigurationCommandOutput>(
      'macie2:GetAutomatedDiscoveryConfiguration', { per: 'region' },
    ),
    jobs: listLower<ListClassificationJobsCommandInput, ListClassificationJobsCommandOutput, JobSummary>(
      'macie2:ListClassificationJobs', { items: (page) => page.items, max: 200 },
    ),
  },
  reads: [session],
  async list(ctx) {
    const answer = await ctx.read(session)
    if (!answer.ok) return ctx.unlisted(answer.gap)
    const { partition, region, account } = placeOf(ctx)
    const enabled = answer.value.status === 'ENABLED'
    const none: [Answer<GetAutomatedDiscoveryConfigurationCommandOutput | null>, Answer<JobSummary[]>] = [{ ok: true, value: null }, { ok: true, value: [] }]
    const [discovery, jobs] = enabled ? await Promise.all([ctx.call.discovery({}), ctx.call.jobs.all({})]) : none
    ctx.emit({
      id: `arn:${partition}:macie2:${region}:${account}:account`,
      name: region,
      props: {
        enabled,
        automatedDiscovery: known(discovery, (found) => found?.status === 'ENABLED'),
        jobBuckets: known(jobs, jobBuckets),
        criteriaJobs: known(jobs, (all) => all.some((job) => job.jobStatus !== 'CANCELLED' && job.bucketCriteria !== undefined)),
      },
      edges: [{ type: 'owned-by', target: 'aws.account.account', to: `arn:${partition}:iam::${account}:root` }],
    })
  },
})

export function jobBuckets(jobs: readonly JobSummary[]): string[] {
  const names = jobs.filter((job) => job.jobStatus !== 'CANCELLED').flatMap((job) => (job.bucketDefinitions ?? []).flatMap((of) => of.buckets ?? []))
  return [...new Set(names)].toSorted()
}
