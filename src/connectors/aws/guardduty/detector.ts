// GuardDuty: one asset a region, which also says when it is off there.
import type {
  GetDetectorCommandInput, GetDetectorCommandOutput, ListDetectorsCommandInput, ListDetectorsCommandOutput,
} from '@aws-sdk/client-guardduty'
import { bool, mapOf, oneOf, shape } from '../../../core/shape.js'
import { collector, known, sharedRead } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { placeOf } from '../names.js'

export const detectors = sharedRead({
  id: 'guardduty.detectors',
  per: 'region',
  calls: {
    list: list<ListDetectorsCommandInput, ListDetectorsCommandOutput, string>('guardduty:ListDetectors', { items: (page) => page.DetectorIds, max: 50 }),
  },
  load: ({ call }) => call.list.all({}),
})

export default collector({
  type: 'aws.guardduty.detector',
  kind: 'governance-record',
  service: 'guardduty',
  per: 'region',
  props: shape({
    enabled: bool,
    /** Protections by name, such as `AI_PROTECTION`; what GuardDuty does not name is not there. */
    features: mapOf(oneOf('ENABLED', 'DISABLED')),
  }),
  relates: { 'owned-by': ['aws.account.account'] },
  calls: { get: read<GetDetectorCommandInput, GetDetectorCommandOutput>('guardduty:GetDetector') },
  reads: [detectors],
  async list(ctx) {
    const listed = await ctx.read(detectors)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const { partition, region, account } = placeOf(ctx)
    const edges = [{ type: 'owned-by', target: 'aws.account.account', to: `arn:${partition}:iam::${account}:root` } as const]
    const [id] = listed.value
    const arn = `arn:${partition}:guardduty:${region}:${account}:detector`
    if (id === undefined) return ctx.emit({ id: arn, name: region, props: { enabled: false, features: {} }, edges })
    ctx.emit({ id: `${arn}/${id}`, name: id, props: known(await ctx.call.get({ DetectorId: id }), detectorProps), edges })
  },
})

export function detectorProps(detector: GetDetectorCommandOutput): { enabled: boolean; features: { [name: string]: string } } {
  const features = (detector.Features ?? []).map((feature) => [feature.Name ?? '', feature.Status ?? 'DISABLED'] as const)
  return { enabled: detector.Status === 'ENABLED', features: Object.fromEntries(features) }
}
