// Endpoint configurations: which models are served on what, what is captured of the traffic, and where to.
import type { DescribeEndpointConfigCommandInput, DescribeEndpointConfigCommandOutput, ProductionVariant } from '@aws-sdk/client-sagemaker'
import { bool, listOf, nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { read } from '../calls.js'
import { encryptedBy, placedIn, runsAs, toBucket } from '../edges.js'
import { iso, nameOf, placeOf, said, spellings, type Place } from '../names.js'
import { arnOf } from './names.js'

export default collector({
  type: 'aws.sagemaker.endpoint_config',
  kind: 'endpoint',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    createdAt: nullable(time),
    kmsKeyId: nullable(string),
    variants: listOf(shape({
      name: string,
      modelName: nullable(string),
      instanceType: nullable(string),
      /** Instance types SageMaker may choose from, where no single one is set. */
      instancePool: listOf(string),
      initialInstanceCount: nullable(number),
      serverless: bool,
      ssmAccess: bool,
      /** Gets a copy of the traffic; its answers reach nobody. */
      shadow: bool,
      /** Where memory goes when the container crashes. */
      coreDump: nullable(shape({ destination: nullable(string), kmsKeyId: nullable(string) })),
    })),
    /** `enabled` null: SageMaker captures when nothing is said. */
    dataCapture: nullable(shape({ enabled: nullable(bool), destination: nullable(string), kmsKeyId: nullable(string) })),
    /** Where answers of asynchronous requests are written. */
    asyncOutput: nullable(shape({ destination: nullable(string), failures: nullable(string), kmsKeyId: nullable(string) })),
    /** Set where inference components are deployed; models bring a role, a network and isolation of their own. */
    executionRoleArn: nullable(string),
    networkIsolation: nullable(bool),
    subnetIds: listOf(string),
  }),
  relates: {
    serves: ['aws.sagemaker.model'], 'logged-to': ['aws.s3.bucket'], 'stored-in': ['aws.s3.bucket'], 'encrypted-by': ['aws.kms.key'],
    'runs-as': ['aws.iam.role'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    describe: read<DescribeEndpointConfigCommandInput, DescribeEndpointConfigCommandOutput>('sagemaker:DescribeEndpointConfig'),
  },
  // Only configurations of endpoints are read: one that nothing uses exposes nothing.
  async resolve(ref, ctx) {
    const name = nameOf(ref.id)
    const detail = await ctx.call.describe({ EndpointConfigName: name })
    const id = detail.ok ? detail.value.EndpointConfigArn ?? ref.id : ref.id
    ctx.emit({
      id, name, aliases: spellings(id),
      props: known(detail, endpointConfigProps),
      edges: known(detail, (config) => endpointConfigEdges(config, placeOf(ctx))),
    })
  },
})

type EndpointConfig = Pick<DescribeEndpointConfigCommandOutput,
  | 'ProductionVariants' | 'ShadowProductionVariants' | 'DataCaptureConfig' | 'KmsKeyId' | 'CreationTime' | 'ExecutionRoleArn'
  | 'EnableNetworkIsolation' | 'AsyncInferenceConfig' | 'VpcConfig'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function endpointConfigProps(config: EndpointConfig) {
  const capture = config.DataCaptureConfig
  const output = config.AsyncInferenceConfig?.OutputConfig
  return {
    createdAt: iso(config.CreationTime),
    kmsKeyId: said(config.KmsKeyId),
    variants: [
      ...(config.ProductionVariants ?? []).map((variant) => variantFacts(variant, false)),
      ...(config.ShadowProductionVariants ?? []).map((variant) => variantFacts(variant, true)),
    ],
    dataCapture: capture === undefined ? null : {
      enabled: capture.EnableCapture ?? null, destination: said(capture.DestinationS3Uri), kmsKeyId: said(capture.KmsKeyId),
    },
    asyncOutput: output === undefined ? null : {
      destination: said(output.S3OutputPath), failures: said(output.S3FailurePath), kmsKeyId: said(output.KmsKeyId),
    },
    executionRoleArn: said(config.ExecutionRoleArn),
    networkIsolation: config.EnableNetworkIsolation ?? null,
    subnetIds: config.VpcConfig?.Subnets ?? [],
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
function variantFacts(variant: ProductionVariant, shadow: boolean) {
  const dump = variant.CoreDumpConfig
  return {
    name: variant.VariantName ?? '',
    modelName: said(variant.ModelName),
    instanceType: variant.InstanceType ?? null,
    instancePool: (variant.InstancePools ?? []).flatMap(({ InstanceType }) => InstanceType ?? []),
    initialInstanceCount: variant.InitialInstanceCount ?? null,
    serverless: variant.ServerlessConfig !== undefined,
    ssmAccess: variant.EnableSSMAccess === true,
    shadow,
    coreDump: dump === undefined ? null : { destination: said(dump.DestinationS3Uri), kmsKeyId: said(dump.KmsKeyId) },
  }
}

export function endpointConfigEdges(config: EndpointConfig, place: Place): (Edge | null)[] {
  return [
    ...servedModels(config).map((name): Edge => (
      { type: 'serves', target: 'aws.sagemaker.model', to: arnOf(place, 'model', name), via: 'ProductionVariants.ModelName' }
    )),
    toBucket('logged-to', config.DataCaptureConfig?.DestinationS3Uri, place.partition, 'DataCaptureConfig.DestinationS3Uri'),
    ...variantsOf(config).map(({ CoreDumpConfig }) => toBucket('logged-to', CoreDumpConfig?.DestinationS3Uri, place.partition, 'CoreDumpConfig.DestinationS3Uri')),
    toBucket('stored-in', config.AsyncInferenceConfig?.OutputConfig?.S3OutputPath, place.partition, 'AsyncInferenceConfig.OutputConfig.S3OutputPath'),
    toBucket('stored-in', config.AsyncInferenceConfig?.OutputConfig?.S3FailurePath, place.partition, 'AsyncInferenceConfig.OutputConfig.S3FailurePath'),
    encryptedBy(config.KmsKeyId, 'KmsKeyId'),
    encryptedBy(config.AsyncInferenceConfig?.OutputConfig?.KmsKeyId, 'AsyncInferenceConfig.OutputConfig.KmsKeyId'),
    runsAs(said(config.ExecutionRoleArn), 'ExecutionRoleArn'),
    ...placedIn(config.VpcConfig?.Subnets, config.VpcConfig?.SecurityGroupIds, place, 'VpcConfig'),
  ]
}

function variantsOf(config: EndpointConfig): ProductionVariant[] {
  return [...(config.ProductionVariants ?? []), ...(config.ShadowProductionVariants ?? [])]
}

/** Variants without a model of their own are filled by inference components. */
function servedModels(config: EndpointConfig): string[] {
  const names = variantsOf(config).flatMap((variant) => [variant.ModelName, ...(variant.InstancePools ?? []).map((pool) => pool.ModelNameOverride)])
  return [...new Set(names.flatMap((name) => said(name) ?? []))]
}
