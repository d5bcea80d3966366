// Comprehend flywheels: they train version after version of a model on a data lake, with one set of security settings.
import type {
  DescribeFlywheelCommandInput, DescribeFlywheelCommandOutput, FlywheelProperties, FlywheelSummary, ListFlywheelsCommandInput, ListFlywheelsCommandOutput,
} from '@aws-sdk/client-comprehend'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy, placedIn, runsAs, toBucket } from '../edges.js'
import { iso, nameOf, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.comprehend.flywheel',
  kind: 'pipeline',
  service: 'comprehend',
  per: 'region',
  props: shape({
    status: nullable(oneOf('CREATING', 'ACTIVE', 'UPDATING', 'DELETING', 'FAILED')),
    createdAt: nullable(time),
    modelType: nullable(oneOf('DOCUMENT_CLASSIFIER', 'ENTITY_RECOGNIZER')),
    /** As on models, which have others. */
    settings: oneOf('own'),
    roleArn: nullable(string),
    dataLake: nullable(string),
    subnetIds: listOf(string),
    modelKmsKeyId: nullable(string),
    volumeKmsKeyId: nullable(string),
    dataLakeKmsKeyId: nullable(string),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'trained-on': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'] },
  calls: {
    list: list<ListFlywheelsCommandInput, ListFlywheelsCommandOutput, FlywheelSummary>('comprehend:ListFlywheels', { items: (page) => page.FlywheelSummaryList, max: 500 }),
    // Summaries lack the security settings.
    describe: read<DescribeFlywheelCommandInput, DescribeFlywheelCommandOutput>('comprehend:DescribeFlywheel'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const id = row.FlywheelArn ?? ''
      const detail = await call.describe({ FlywheelArn: id })
      emit({
        id,
        name: nameOf(id),
        props: known(detail, ({ FlywheelProperties: flywheel = {} }) => flywheelProps(flywheel)),
        edges: known(detail, ({ FlywheelProperties: flywheel = {} }) => flywheelEdges(flywheel, placeOf(ctx))),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function flywheelProps(flywheel: FlywheelProperties) {
  const security = flywheel.DataSecurityConfig
  return {
    status: flywheel.Status ?? null,
    createdAt: iso(flywheel.CreationTime),
    modelType: flywheel.ModelType ?? null,
    settings: 'own',
    roleArn: said(flywheel.DataAccessRoleArn),
    dataLake: said(flywheel.DataLakeS3Uri),
    subnetIds: security?.VpcConfig?.Subnets ?? [],
    modelKmsKeyId: said(security?.ModelKmsKeyId),
    volumeKmsKeyId: said(security?.VolumeKmsKeyId),
    dataLakeKmsKeyId: said(security?.DataLakeKmsKeyId),
  }
}

export function flywheelEdges(flywheel: FlywheelProperties, place: Place): (Edge | null)[] {
  const security = flywheel.DataSecurityConfig
  return [
    runsAs(said(flywheel.DataAccessRoleArn), 'DataAccessRoleArn'),
    toBucket('trained-on', flywheel.DataLakeS3Uri, place.partition, 'DataLakeS3Uri'),
    encryptedBy(security?.ModelKmsKeyId, 'DataSecurityConfig.ModelKmsKeyId'),
    encryptedBy(security?.VolumeKmsKeyId, 'DataSecurityConfig.VolumeKmsKeyId'),
    encryptedBy(security?.DataLakeKmsKeyId, 'DataSecurityConfig.DataLakeKmsKeyId'),
    ...placedIn(security?.VpcConfig?.Subnets, security?.VpcConfig?.SecurityGroupIds, place, 'DataSecurityConfig.VpcConfig'),
  ]
}
