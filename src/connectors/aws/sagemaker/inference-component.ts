// Inference components: models and adapters that share the instances of an endpoint.
import type {
  DescribeInferenceComponentCommandInput, DescribeInferenceComponentCommandOutput, InferenceComponentSpecificationSummary, InferenceComponentSummary,
  ListInferenceComponentsCommandInput, ListInferenceComponentsCommandOutput,
} from '@aws-sdk/client-sagemaker'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { secretHits } from '../../../artifacts/text/secrets.js'
import { list, read } from '../calls.js'
import { runsImage, toBucket } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { environmentFacts } from './environment.js'
import { imageFacts, imageFields } from './images.js'
import { arnOf } from './names.js'

export default collector({
  type: 'aws.sagemaker.inference_component',
  kind: 'endpoint',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('InService', 'Creating', 'Updating', 'Failed', 'Deleting')),
    endpointName: nullable(string),
    /** One, or one for each type of instance it may run on. */
    specifications: listOf(shape({
      ...imageFields,
      modelName: nullable(string),
      artifactUrl: nullable(string),
      /** Set on an adapter: what it adapts. */
      base: nullable(string),
      environment: listOf(shape({ name: string, secrets: secretHits })),
    })),
    createdAt: nullable(time),
  }),
  relates: {
    'deployed-as': ['aws.sagemaker.endpoint'], serves: ['aws.sagemaker.model'], 'stored-in': ['aws.s3.bucket'], 'runs-image': ['aws.ecr.image'],
    'derived-from': ['aws.sagemaker.inference_component'],
  },
  calls: {
    list: list<ListInferenceComponentsCommandInput, ListInferenceComponentsCommandOutput, InferenceComponentSummary>(
      'sagemaker:ListInferenceComponents', { items: (page) => page.InferenceComponents },
    ),
    describe: read<DescribeInferenceComponentCommandInput, DescribeInferenceComponentCommandOutput>('sagemaker:DescribeInferenceComponent'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const place = placeOf(ctx)
    await each(call.list.rows(), async (row) => {
      const detail = await call.describe({ InferenceComponentName: row.InferenceComponentName })
      emit({
        id: row.InferenceComponentArn ?? '', name: row.InferenceComponentName ?? '',
        props: known(detail, (component) => inferenceComponentProps(component, place)),
        edges: known(detail, (component) => inferenceComponentEdges(component, place)),
      })
    })
  },
})

function specificationsOf(component: DescribeInferenceComponentCommandOutput): InferenceComponentSpecificationSummary[] {
  return [...(component.Specification === undefined ? [] : [component.Specification]), ...(component.Specifications ?? [])]
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function inferenceComponentProps(component: DescribeInferenceComponentCommandOutput, place: Place) {
  return {
    status: component.InferenceComponentStatus ?? null,
    endpointName: said(component.EndpointName),
    specifications: specificationsOf(component).map(({ ModelName, Container, BaseInferenceComponentName }) => ({
      ...imageFacts(Container?.DeployedImage?.SpecifiedImage, place.account),
      modelName: said(ModelName),
      artifactUrl: said(Container?.ArtifactUrl),
      base: said(BaseInferenceComponentName),
      environment: environmentFacts(Container?.Environment ?? {}).environment,
    })),
    createdAt: iso(component.CreationTime),
  }
}

export function inferenceComponentEdges(component: DescribeInferenceComponentCommandOutput, place: Place): (Edge | null)[] {
  const endpoint = said(component.EndpointName)
  return [
    endpoint === null ? null : { type: 'deployed-as', target: 'aws.sagemaker.endpoint', to: component.EndpointArn ?? arnOf(place, 'endpoint', endpoint), via: 'EndpointName' },
    ...specificationsOf(component).flatMap(({ ModelName, Container, BaseInferenceComponentName }): (Edge | null)[] => {
      const model = said(ModelName)
      const base = said(BaseInferenceComponentName)
      const image = Container?.DeployedImage
      return [
        model === null ? null : { type: 'serves', target: 'aws.sagemaker.model', to: arnOf(place, 'model', model), via: 'Specification.ModelName' },
        base === null ? null : {
          type: 'derived-from', target: 'aws.sagemaker.inference_component', to: arnOf(place, 'inference-component', base), via: 'Specification.BaseInferenceComponentName',
        },
        toBucket('stored-in', Container?.ArtifactUrl, place.partition, 'Specification.Container.ArtifactUrl'),
        runsImage(image?.ResolvedImage ?? image?.SpecifiedImage, place.account, place.partition, 'Specification.Container.DeployedImage'),
      ]
    }),
  ]
}
