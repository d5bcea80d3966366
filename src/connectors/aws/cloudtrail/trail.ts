// Trails: what of an account's events is recorded. An account without any has one asset that says so.
import type {
  DescribeTrailsCommandInput, DescribeTrailsCommandOutput, GetEventSelectorsCommandInput, GetEventSelectorsCommandOutput, GetTrailStatusCommandInput,
  GetTrailStatusCommandOutput, ListTrailsCommandInput, ListTrailsCommandOutput, Trail, TrailInfo,
} from '@aws-sdk/client-cloudtrail'
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, sharedRead, type Answer } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { list, read } from '../calls.js'
import { said } from '../names.js'
import { recorded } from './selectors.js'

export const trails = sharedRead({
  id: 'cloudtrail.trails',
  per: 'account',
  calls: {
    list: list<ListTrailsCommandInput, ListTrailsCommandOutput, TrailInfo>('cloudtrail:ListTrails', { per: 'account', items: (page) => page.Trails, max: null }),
    describe: read<DescribeTrailsCommandInput, DescribeTrailsCommandOutput>('cloudtrail:DescribeTrails', { per: 'account' }),
  },
  /** One region tells of every trail that reaches it, organisation-wide ones among them; the rest are asked for where they live. */
  async load({ call }): Promise<Answer<Trail[]>> {
    const [listed, here] = await Promise.all([call.list.all({}), call.describe({ includeShadowTrails: true })])
    if (!listed.ok) return listed
    if (!here.ok) return here
    const found = [...(here.value.trailList ?? [])]
    const seen = new Set(found.map((trail) => trail.TrailARN))
    const elsewhere = new Map<string, string[]>()
    for (const { TrailARN: arn = '', HomeRegion: region = '' } of listed.value) {
      if (!seen.has(arn)) elsewhere.set(region, [...(elsewhere.get(region) ?? []), arn])
    }
    for (const [region, trailNameList] of elsewhere) {
      const there = await call.describe({ trailNameList, includeShadowTrails: false }, { region })
      if (!there.ok) return there
      found.push(...(there.value.trailList ?? []))
    }
    return { ok: true, value: found.toSorted((a, b) => ((a.TrailARN ?? '') < (b.TrailARN ?? '') ? -1 : 1)) }
  },
})

const nothing = {
  exists: false, main: true, logging: false, multiRegion: false, organization: false, homeRegion: null, fileValidation: false, managementEvents: null,
  excludedSources: [], dataEvents: [],
}

export default collector({
  type: 'aws.cloudtrail.trail',
  kind: 'log-sink',
  service: 'cloudtrail',
  per: 'account',
  props: shape({
    /** False on the one asset of an account that has no trail. */
    exists: bool,
    /** One of each account: the trail in which a person would switch on what none of them records. */
    main: bool,
    logging: bool,
    multiRegion: bool,
    /** Made by the organisation, and there in all of its accounts. */
    organization: bool,
    homeRegion: nullable(string),
    fileValidation: bool,
    /** Null for none. */
    managementEvents: nullable(oneOf('All', 'ReadOnly', 'WriteOnly')),
    /** Services whose management events are left out. */
    excludedSources: listOf(string),
    /** `prefixes`: beginnings of the ARNs that are recorded, none for all. */
    dataEvents: listOf(shape({ type: string, access: oneOf('All', 'ReadOnly', 'WriteOnly'), prefixes: listOf(string) })),
  }),
  // Neither its bucket nor its key is drawn: they hold no AI data, and would be judged as if they did.
  relates: { 'owned-by': ['aws.account.account'] },
  calls: {
    status: read<GetTrailStatusCommandInput, GetTrailStatusCommandOutput>('cloudtrail:GetTrailStatus', { gone: ['TrailNotFoundException'] }),
    selectors: read<GetEventSelectorsCommandInput, GetEventSelectorsCommandOutput>('cloudtrail:GetEventSelectors'),
  },
  reads: [trails],
  async list({ call, each, emit, partition, read: shared, scope: { account }, unlisted }) {
    const found = await shared(trails)
    if (!found.ok) return unlisted(found.gap)
    const owner = { type: 'owned-by', target: 'aws.account.account', to: `arn:${partition}:iam::${account}:root` } as const
    if (found.value.length === 0) return emit({ id: `arn:${partition}:cloudtrail::${account}:trail`, name: account, props: nothing, edges: [owner] })
    const main = mainTrail(found.value, account)
    await each(found.value, async (trail) => {
      const arn = trail.TrailARN ?? ''
      const at = trail.HomeRegion === undefined ? {} : { region: trail.HomeRegion }
      const [status, selectors] = await Promise.all([call.status({ Name: arn }, at), call.selectors({ TrailName: arn }, at)])
      const what = known(selectors, recorded)
      emit({
        id: arn,
        name: trail.Name ?? arn,
        props: {
          ...trailProps(trail),
          main: trail === main,
          logging: known(status, (answer) => answer.IsLogging === true),
          ...('managementEvents' in what ? what : { managementEvents: what, excludedSources: what, dataEvents: what }),
        },
        edges: [owner],
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function trailProps(trail: Trail) {
  return {
    exists: true,
    multiRegion: trail.IsMultiRegionTrail === true,
    organization: trail.IsOrganizationTrail === true,
    homeRegion: said(trail.HomeRegion),
    fileValidation: trail.LogFileValidationEnabled === true,
  }
}

/** The account's own before the organisation's, those of all regions before those of one, then by name. */
export function mainTrail(all: readonly Trail[], account: string): Trail | undefined {
  const weight = (trail: Trail): number => (parseArn(trail.TrailARN ?? '')?.account === account ? 2 : 0) + (trail.IsMultiRegionTrail === true ? 1 : 0)
  return all.toSorted((a, b) => weight(b) - weight(a))[0]
}
