// AWS Config: which types of resources a region's recorder records, and whether there is one that runs.
import type {
  ConfigurationRecorder, ConfigurationRecorderStatus, DescribeConfigurationRecordersCommandInput, DescribeConfigurationRecordersCommandOutput,
  DescribeConfigurationRecorderStatusCommandInput, DescribeConfigurationRecorderStatusCommandOutput,
} from '@aws-sdk/client-config-service'
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, sharedRead } from '../../kit/collector.js'
import { listWhole } from '../calls.js'
import { placeOf } from '../names.js'

export const recorders = sharedRead({
  id: 'config.recorders',
  per: 'region',
  calls: {
    recorders: listWhole<DescribeConfigurationRecordersCommandInput, DescribeConfigurationRecordersCommandOutput, ConfigurationRecorder>(
      'config-service:DescribeConfigurationRecorders', { items: (page) => page.ConfigurationRecorders },
    ),
  },
  load: ({ call }) => call.recorders.all({}),
})

export default collector({
  type: 'aws.config.recorder',
  kind: 'governance-record',
  service: 'config-service',
  per: 'region',
  props: shape({
    /** False on the one asset of a region that has no recorder. */
    exists: bool,
    recording: bool,
    strategy: nullable(oneOf('ALL_SUPPORTED_RESOURCE_TYPES', 'INCLUSION_BY_RESOURCE_TYPES', 'EXCLUSION_BY_RESOURCE_TYPES')),
    /** Types named to be recorded, where only named ones are. */
    included: listOf(string),
    excluded: listOf(string),
  }),
  relates: { 'owned-by': ['aws.account.account'] },
  calls: {
    status: listWhole<DescribeConfigurationRecorderStatusCommandInput, DescribeConfigurationRecorderStatusCommandOutput, ConfigurationRecorderStatus>(
      'config-service:DescribeConfigurationRecorderStatus', { items: (page) => page.ConfigurationRecordersStatus },
    ),
  },
  reads: [recorders],
  async list(ctx) {
    const listed = await ctx.read(recorders)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    const { partition, region, account } = placeOf(ctx)
    const edges = [{ type: 'owned-by', target: 'aws.account.account', to: `arn:${partition}:iam::${account}:root` } as const]
    // Recorders that AWS services keep for themselves record for nobody else; a region has one other at most.
    const recorder = listed.value.find((one) => one.servicePrincipal === undefined)
    const arn = `arn:${partition}:config:${region}:${account}:configuration-recorder`
    if (recorder === undefined) {
      return ctx.emit({ id: arn, name: region, props: { exists: false, recording: false, strategy: null, included: [], excluded: [] }, edges })
    }
    const name = recorder.name ?? 'default'
    const states = await ctx.call.status.all({ ConfigurationRecorderNames: [name] })
    ctx.emit({
      id: recorder.arn ?? `${arn}/${name}`,
      name,
      props: { ...recorderProps(recorder), recording: known(states, (all) => all.some((one) => one.recording === true)) },
      edges,
    })
  },
})

/** Recorders from before there were strategies say by two fields what is now said by one. */
// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function recorderProps({ recordingGroup: group }: ConfigurationRecorder) {
  const older = group?.allSupported === false ? 'INCLUSION_BY_RESOURCE_TYPES' as const : 'ALL_SUPPORTED_RESOURCE_TYPES' as const
  const strategy = group?.recordingStrategy?.useOnly ?? older
  return {
    exists: true,
    strategy,
    included: strategy === 'INCLUSION_BY_RESOURCE_TYPES' ? [...(group?.resourceTypes ?? [])] : [],
    excluded: strategy === 'EXCLUSION_BY_RESOURCE_TYPES' ? [...(group?.exclusionByResourceTypes?.resourceTypes ?? [])] : [],
  }
}
