// Feature groups: what models are trained on and asked with, in an online store, an offline store in S3, or both.
import type {
  DescribeFeatureGroupCommandInput, DescribeFeatureGroupCommandOutput, FeatureGroup, FeatureGroupSummary, ListFeatureGroupsCommandInput,
  ListFeatureGroupsCommandOutput,
} from '@aws-sdk/client-sagemaker'
import { bool, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy, runsAs, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { search, sweep } from './search.js'

export default collector({
  type: 'aws.sagemaker.feature_group',
  kind: 'feature-group',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Creating', 'Created', 'CreateFailed', 'Deleting', 'DeleteFailed')),
    createdAt: nullable(time),
    roleArn: nullable(string),
    online: nullable(shape({ enabled: nullable(bool), storage: nullable(oneOf('Standard', 'InMemory')), kmsKeyId: nullable(string) })),
    /** `uri`: the folder of this group; of all groups that were given the same address, while this one is being made. */
    offline: nullable(shape({ uri: nullable(string), kmsKeyId: nullable(string), status: nullable(oneOf('Active', 'Blocked', 'Disabled')) })),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: list<ListFeatureGroupsCommandInput, ListFeatureGroupsCommandOutput, FeatureGroupSummary>('sagemaker:ListFeatureGroups', { items: (page) => page.FeatureGroupSummaries }),
    search,
    describe: read<DescribeFeatureGroupCommandInput, DescribeFeatureGroupCommandOutput>('sagemaker:DescribeFeatureGroup'),
  },
  async list(ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    const emitGroup = (group: FeatureGroupRecord): void => {
      emit({ id: group.FeatureGroupArn ?? '', name: group.FeatureGroupName ?? '', props: featureGroupProps(group), edges: featureGroupEdges(group, place) })
    }
    await sweep<FeatureGroupSummary, FeatureGroup>(ctx, {
      rows: call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' }),
      search: call.search,
      resource: 'FeatureGroup',
      record: (found) => found.FeatureGroup,
      id: (of) => of.FeatureGroupArn,
      createdAt: (of) => of.CreationTime,
      found: emitGroup,
      describe: async (row) => {
        const detail = await call.describe({ FeatureGroupName: row.FeatureGroupName })
        if (detail.ok) return emitGroup(detail.value)
        emit({ id: row.FeatureGroupArn ?? '', name: row.FeatureGroupName ?? '', props: detail.gap, edges: detail.gap })
      },
    })
  },
})

/** What Search records and DescribeFeatureGroup answers have in common. */
export type FeatureGroupRecord = Pick<FeatureGroup,
  'FeatureGroupArn' | 'FeatureGroupName' | 'FeatureGroupStatus' | 'CreationTime' | 'RoleArn' | 'OnlineStoreConfig' | 'OfflineStoreConfig' | 'OfflineStoreStatus'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function featureGroupProps(group: FeatureGroupRecord) {
  const [online, offline] = [group.OnlineStoreConfig, group.OfflineStoreConfig]
  return {
    status: group.FeatureGroupStatus ?? null,
    createdAt: iso(group.CreationTime),
    roleArn: said(group.RoleArn),
    online: online === undefined ? null : { enabled: online.EnableOnlineStore ?? null, storage: online.StorageType ?? null, kmsKeyId: said(online.SecurityConfig?.KmsKeyId) },
    offline: offline === undefined ? null : { uri: offlineUri(group), kmsKeyId: said(offline.S3StorageConfig?.KmsKeyId), status: group.OfflineStoreStatus?.Status ?? null },
  }
}

function offlineUri(group: FeatureGroupRecord): string | null {
  const storage = group.OfflineStoreConfig?.S3StorageConfig
  return said(storage?.ResolvedOutputS3Uri) ?? said(storage?.S3Uri)
}

export function featureGroupEdges(group: FeatureGroupRecord, { partition }: Place): (Edge | null)[] {
  return [
    runsAs(said(group.RoleArn), 'RoleArn'),
    toBucket('stored-in', offlineUri(group), partition, 'OfflineStoreConfig.S3StorageConfig'),
    encryptedBy(group.OnlineStoreConfig?.SecurityConfig?.KmsKeyId, 'OnlineStoreConfig.SecurityConfig'),
    encryptedBy(group.OfflineStoreConfig?.S3StorageConfig?.KmsKeyId, 'OfflineStoreConfig.S3StorageConfig'),
  ]
}
