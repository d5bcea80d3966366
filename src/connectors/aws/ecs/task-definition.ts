// Container tasks that talk to AI or serve it, in the newest revision of each family.
import type {
  ContainerDefinition, DescribeTaskDefinitionCommandInput, DescribeTaskDefinitionCommandOutput, ListTaskDefinitionFamiliesCommandInput,
  ListTaskDefinitionFamiliesCommandOutput, TaskDefinition,
} from '@aws-sdk/client-ecs'
import { listOf, nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { findSecretsIn, secretHits } from '../../../artifacts/text/secrets.js'
import { aiVariables } from '../ai-signs.js'
import { listLower, read } from '../calls.js'
import { runsAs, runsImage } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'

/** Images of model servers, agent front ends and vector stores, wherever they come from. */
const aiImage = /(?:^|[/_-])(?:ollama|vllm|vllm-openai|text-generation-inference|text-embeddings-inference|tritonserver|litellm|open-webui|langflow|langserve|flowise|dify(?:-api|-web)?|comfyui|qdrant|weaviate|milvus|chroma|mlflow|n8n|lmdeploy|sglang|tei|tgi|llama[a-z0-9.-]*)(?:[:@]|$)/i

export default collector({
  type: 'aws.ecs.task_definition',
  kind: 'workload',
  service: 'ecs',
  per: 'region',
  props: shape({
    family: string,
    revision: nullable(number),
    registeredAt: nullable(time),
    taskRoleArn: nullable(string),
    executionRoleArn: nullable(string),
    networkMode: nullable(string),
    containers: listOf(shape({
      name: string,
      image: nullable(string),
      /** Names of plain variables; their values are looked at and dropped. */
      variables: listOf(string),
      secrets: secretHits,
      /** Why it is taken to be AI: `variable OPENAI_API_KEY`, `image ollama/ollama`. */
      aiSigns: listOf(string),
    })),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'runs-image': ['aws.ecr.image'] },
  calls: {
    families: listLower<ListTaskDefinitionFamiliesCommandInput, ListTaskDefinitionFamiliesCommandOutput, string>('ecs:ListTaskDefinitionFamilies', { items: (page) => page.families }),
    describe: read<DescribeTaskDefinitionCommandInput, DescribeTaskDefinitionCommandOutput>('ecs:DescribeTaskDefinition'),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.families.rows({ status: 'ACTIVE' }), async (family) => {
      // A family by name is its newest active revision.
      const detail = await ctx.call.describe({ taskDefinition: family })
      // Which families are AI is as unknown as what is in them.
      if (!detail.ok) return ctx.unlisted(detail.gap)
      const task = detail.value.taskDefinition ?? {}
      if (!(task.containerDefinitions ?? []).some((container) => signsOf(container).length > 0)) return
      // By its family, which stays while revisions come and go.
      const id = `arn:${place.partition}:ecs:${place.region}:${place.account}:task-definition/${family}`
      ctx.emit({ id, name: family, props: taskDefinitionProps(task), edges: taskDefinitionEdges(task, place) })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function taskDefinitionProps(task: TaskDefinition) {
  return {
    family: task.family ?? '',
    revision: task.revision ?? null,
    registeredAt: iso(task.registeredAt),
    taskRoleArn: said(task.taskRoleArn),
    executionRoleArn: said(task.executionRoleArn),
    networkMode: said(task.networkMode),
    containers: (task.containerDefinitions ?? []).map((container) => {
      const environment = environmentOf(container)
      return {
        name: container.name ?? '', image: said(container.image), variables: Object.keys(environment).toSorted(), secrets: findSecretsIn(environment), aiSigns: signsOf(container),
      }
    }),
  }
}

/** Variables that ECS fills from a secret store name an AI service just as well, and hold no secret here. */
export function signsOf(container: ContainerDefinition): string[] {
  const filled = Object.fromEntries((container.secrets ?? []).map((secret) => [secret.name ?? '', '']))
  const image = said(container.image)
  return [
    ...aiVariables({ ...environmentOf(container), ...filled }).toSorted().map((name) => `variable ${name}`),
    ...(image !== null && aiImage.test(image) ? [`image ${image}`] : []),
  ]
}

function environmentOf(container: ContainerDefinition): Record<string, string> {
  return Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name ?? '', value ?? '']))
}

export function taskDefinitionEdges(task: TaskDefinition, { account, partition }: Place): (Edge | null)[] {
  return [
    runsAs(said(task.taskRoleArn), 'taskRoleArn'),
    ...(task.containerDefinitions ?? []).map((container) => runsImage(said(container.image), account, partition, 'containerDefinitions.image')),
  ]
}
