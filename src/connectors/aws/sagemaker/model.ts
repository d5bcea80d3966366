// SageMaker models: which image serves which artifact, under which role, with what in its environment.
import type {
  ContainerDefinition, DescribeModelCommandInput, DescribeModelCommandOutput, ListModelsCommandInput, ListModelsCommandOutput, Model,
  ModelSummary,
} from '@aws-sdk/client-sagemaker'
import { bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { secretHits } from '../../../artifacts/text/secrets.js'
import { parseS3Uri } from '../arn.js'
import { list, read } from '../calls.js'
import { placedIn, runsAs, runsImage, toBucket } from '../edges.js'
import { commonChecksum, isSignature, jobOfArtifact, objects, readStored, type ArtifactAddress } from './artifacts.js'
import { environmentFacts } from './environment.js'
import { fromHub } from './hub-content.js'
import { imageFacts, imageFields } from './images.js'
import { iso, placeOf, said, spellings, type Place } from '../names.js'
import { objectType, toObjects } from '../s3/stored.js'
import { arnOf } from './names.js'
import { search, sweep } from './search.js'

export default collector({
  type: 'aws.sagemaker.model',
  kind: 'model',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    createdAt: nullable(time),
    executionRoleArn: nullable(string),
    networkIsolation: nullable(bool),
    subnetIds: listOf(string),
    securityGroups: listOf(string),
    containers: listOf(shape({
      ...imageFields,
      modelDataUrl: nullable(string),
      modelDataEtag: nullable(string),
      manifestEtag: nullable(string),
      mode: nullable(oneOf('SingleModel', 'MultiModel')),
      modelPackageName: nullable(string),
      /** The SageMaker hub content that the artifact is taken from. */
      hubContentArn: nullable(string),
      /** The model that the container downloads when it starts, as its environment names it. */
      hubModel: nullable(string),
      hubRevision: nullable(string),
      trustRemoteCode: bool,
      environment: listOf(shape({ name: string, secrets: secretHits })),
    })),
    /** Every address that weights are loaded from, as `s3://bucket/key`. */
    artifactUris: listOf(string),
    /** Objects behind the artifacts. */
    artifactObjects: listOf(shape({ key: string, size: nullable(number) })),
    /** Checksum algorithms of those objects; null as soon as one has none. */
    artifactChecksum: nullable(string),
    /** Signatures that lie with the artifacts, by key. */
    signatures: listOf(string),
  }),
  relates: {
    'runs-as': ['aws.iam.role'], 'stored-in': ['aws.s3.bucket', objectType], 'runs-image': ['aws.ecr.image'],
    'derived-from': ['aws.sagemaker.model_package', 'aws.sagemaker.training_job', 'aws.sagemaker.hub_content'],
    'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'],
  },
  calls: {
    list: list<ListModelsCommandInput, ListModelsCommandOutput, ModelSummary>('sagemaker:ListModels', { items: (page) => page.Models }),
    search,
    describe: read<DescribeModelCommandInput, DescribeModelCommandOutput>('sagemaker:DescribeModel'),
    objects,
  },
  async list(ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    const emitModel = async (model: ModelRecord): Promise<void> => {
      const stored = await readStored(call.objects, artifactAddresses(model))
      const id = model.ModelArn ?? ''
      const name = model.ModelName ?? ''
      emit({
        id,
        name,
        aliases: spellings(id, arnOf(place, 'model', name)),
        props: {
          ...modelProps(model, place),
          artifactObjects: known(stored, ({ artifacts }) => artifacts.map(({ key, size }) => ({ key, size }))),
          artifactChecksum: known(stored, ({ artifacts }) => commonChecksum(artifacts)),
          signatures: known(stored, ({ artifacts, beside }) => [...artifacts, ...beside].map(({ key }) => key).filter(isSignature)),
        },
        edges: [...modelEdges(model, place), ...await toObjects('stored-in', storedAddresses(model), 'ModelDataUrl', ctx)],
      })
    }
    await sweep<ModelSummary, Model>(ctx, {
      rows: call.list.rows({ SortBy: 'CreationTime', SortOrder: 'Descending' }),
      search: call.search,
      resource: 'Model',
      record: (found) => found.Model?.Model,
      id: (of) => of.ModelArn,
      createdAt: (of) => of.CreationTime,
      found: emitModel,
      describe: async (row) => {
        const name = row.ModelName ?? ''
        const detail = await call.describe({ ModelName: name })
        if (detail.ok) return emitModel(detail.value)
        const id = row.ModelArn ?? ''
        emit({ id, name, aliases: spellings(id, arnOf(place, 'model', name)), props: detail.gap, edges: detail.gap })
      },
    })
  },
})

/** What Search records and DescribeModel answers have in common, which is everything. */
export type ModelRecord = Pick<Model,
  'ModelName' | 'ModelArn' | 'PrimaryContainer' | 'Containers' | 'ExecutionRoleArn' | 'VpcConfig' | 'CreationTime' | 'EnableNetworkIsolation'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function modelProps(model: ModelRecord, place: Place) {
  return {
    createdAt: iso(model.CreationTime),
    executionRoleArn: said(model.ExecutionRoleArn),
    networkIsolation: model.EnableNetworkIsolation ?? null,
    subnetIds: model.VpcConfig?.Subnets ?? [],
    securityGroups: model.VpcConfig?.SecurityGroupIds ?? [],
    containers: containersOf(model).map((container) => ({
      ...imageFacts(container.Image, place.account),
      modelDataUrl: artifactUri(container),
      modelDataEtag: said(container.ModelDataSource?.S3DataSource?.ETag),
      manifestEtag: said(container.ModelDataSource?.S3DataSource?.ManifestEtag),
      mode: container.Mode ?? null,
      modelPackageName: said(container.ModelPackageName),
      hubContentArn: said(container.ModelDataSource?.S3DataSource?.HubAccessConfig?.HubContentArn),
      ...environmentFacts(container.Environment ?? {}),
    })),
    artifactUris: [...new Set(containersOf(model).flatMap(artifactUris))].toSorted(),
  }
}

function artifactUris(container: ContainerDefinition): string[] {
  const addresses = [artifactUri(container), ...(container.AdditionalModelDataSources ?? []).map(({ S3DataSource }) => S3DataSource?.S3Uri)]
  return addresses.flatMap((address) => {
    const at = address == null ? null : parseS3Uri(address)
    return at === null ? [] : [`s3://${at.bucket}/${at.key}`]
  })
}

/** A model has either one primary container or a pipeline of them. */
function containersOf(model: ModelRecord): ContainerDefinition[] {
  return [...(model.PrimaryContainer === undefined ? [] : [model.PrimaryContainer]), ...(model.Containers ?? [])]
}

function artifactUri(container: ContainerDefinition): string | null {
  return said(container.ModelDataUrl) ?? said(container.ModelDataSource?.S3DataSource?.S3Uri)
}

export function modelEdges(model: ModelRecord, place: Place): (Edge | null)[] {
  return [
    runsAs(said(model.ExecutionRoleArn), 'ExecutionRoleArn'),
    ...containersOf(model).flatMap((container) => containerEdges(container, place)),
    ...placedIn(model.VpcConfig?.Subnets, model.VpcConfig?.SecurityGroupIds, place, 'VpcConfig'),
  ]
}

function containerEdges(container: ContainerDefinition, { account, partition, region }: Place): (Edge | null)[] {
  const uri = artifactUri(container)
  const packageName = said(container.ModelPackageName)
  return [
    runsImage(container.Image, account, partition, 'Image'),
    toBucket('stored-in', uri, partition, 'ModelDataUrl'),
    ...(container.AdditionalModelDataSources ?? []).map(({ S3DataSource }) =>
      toBucket('stored-in', S3DataSource?.S3Uri, partition, 'AdditionalModelDataSources')),
    packageName === null ? null : {
      type: 'derived-from', target: 'aws.sagemaker.model_package', via: 'ModelPackageName',
      to: packageName.startsWith('arn:') ? packageName : arnOf({ account, partition, region }, 'model-package', packageName),
    },
    fromHub(container.ModelDataSource?.S3DataSource?.HubAccessConfig?.HubContentArn, { account, partition, region }, 'HubAccessConfig.HubContentArn'),
    uri === null || jobOfArtifact(uri) === null ? null : {
      type: 'derived-from', target: 'aws.sagemaker.training_job', to: uri, basis: 'inferred', via: 'ModelDataUrl',
    },
  ]
}

/** Everything that is loaded: the artifacts, and what stands beside them, such as adapters. */
function storedAddresses(model: ModelRecord): ArtifactAddress[] {
  const more = containersOf(model).flatMap(({ AdditionalModelDataSources = [] }) => AdditionalModelDataSources.flatMap(({ S3DataSource }) =>
    (S3DataSource?.S3Uri === undefined ? [] : [{ uri: S3DataSource.S3Uri, prefix: S3DataSource.S3DataType === 'S3Prefix' || S3DataSource.S3Uri.endsWith('/') }])))
  return [...artifactAddresses(model), ...more]
}

function artifactAddresses(model: ModelRecord): ArtifactAddress[] {
  return containersOf(model).flatMap((container) => {
    const uri = artifactUri(container)
    if (uri === null) return []
    const prefix = container.Mode === 'MultiModel' || container.ModelDataSource?.S3DataSource?.S3DataType === 'S3Prefix' || uri.endsWith('/')
    return [{ uri, prefix }]
  })
}
