// Memories of agents: how long conversations are kept, and whose recollections are kept apart.
import type {
  GetMemoryCommandInput, GetMemoryCommandOutput, GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput, ListMemoriesCommandInput,
  ListMemoriesCommandOutput, Memory, MemoryStrategy, MemorySummary,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { any, bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { bucketArn } from '../arn.js'
import { listLower, read, readOrNull } from '../calls.js'
import { encryptedBy, runsAs } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { deliveries } from '../logs/deliveries.js'
import { iso, nameOf, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.agentcore.memory',
  kind: 'memory-store',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    memoryId: string,
    status: nullable(oneOf('CREATING', 'ACTIVE', 'FAILED', 'UPDATING', 'DELETING')),
    createdAt: nullable(time),
    /** Days that the raw events of a conversation are kept. */
    eventDays: nullable(number),
    kmsKeyArn: nullable(string),
    /** What makes long-term records out of events, and the namespaces it writes them to. */
    strategies: listOf(shape({
      name: string,
      type: string,
      namespaces: listOf(string),
      /** Those of its namespaces that are the same for every actor and every session. */
      shared: listOf(string),
    })),
    policy: nullable(any),
    /** Callers sign with IAM, so that the policy decides whom to let in from outside. */
    iamCallers: bool,
    /** Log types that are delivered anywhere, such as `APPLICATION_LOGS`. */
    deliveredLogs: listOf(string),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'encrypted-by': ['aws.kms.key'], 'stored-in': ['aws.s3.bucket'] },
  calls: {
    list: listLower<ListMemoriesCommandInput, ListMemoriesCommandOutput, MemorySummary>(
      'bedrock-agentcore-control:ListMemories', { items: (page) => page.memories, max: 50 },
    ),
    get: read<GetMemoryCommandInput, GetMemoryCommandOutput>('bedrock-agentcore-control:GetMemory'),
    // Where memories take no policies yet, the service calls the ARN of one invalid.
    policy: readOrNull<GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput>(
      'bedrock-agentcore-control:GetResourcePolicy', ['ResourceNotFoundException', 'ValidationException'],
    ),
  },
  reads: [deliveries],
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const id = row.arn ?? ''
      const memoryId = row.id ?? nameOf(id)
      const [answer, policy, logs] = await Promise.all([call.get({ memoryId }), call.policy({ resourceArn: id }), ctx.read(deliveries)])
      const strategies = known(answer, ({ memory }) => (memory?.strategies ?? []).filter((one) => one.status !== 'DELETING').map(strategyFacts))
      emit({
        id,
        name: answer.ok ? answer.value.memory?.name ?? memoryId : memoryId,
        props: {
          memoryId,
          status: row.status ?? null,
          createdAt: iso(row.createdAt),
          eventDays: known(answer, ({ memory }) => memory?.eventExpiryDuration ?? null),
          kmsKeyArn: known(answer, ({ memory }) => said(memory?.encryptionKeyArn)),
          strategies,
          policy: known(policy, (found) => policyDocument(found?.policy)),
          iamCallers: true,
          deliveredLogs: known(logs, (delivered) => [...delivered.get(id) ?? []]),
        },
        edges: known(answer, ({ memory }) => memoryEdges(memory, placeOf(ctx))),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function strategyFacts(strategy: MemoryStrategy) {
  const templates = strategy.namespaceTemplates ?? []
  // The reflections of an episodic strategy are written to namespaces of their own.
  const { reflection } = strategy.configuration ?? {}
  const reflected = [reflection?.episodicReflectionConfiguration, reflection?.customReflectionConfiguration?.episodicReflectionOverride]
    .flatMap((one) => one?.namespaceTemplates ?? one?.namespaces ?? [])
  const namespaces = [...new Set([...(templates.length > 0 ? templates : strategy.namespaces ?? []), ...reflected])]
  return { name: strategy.name ?? '', type: strategy.type ?? '', namespaces, shared: namespaces.filter(isShared) }
}

/** The id of a strategy tells nobody apart; any other variable, `{actorId}` and `{sessionId}` among them, does. */
function isShared(namespace: string): boolean {
  return [...namespace.matchAll(/\{([^}]*)\}/g)].every(([, variable]) => variable === 'memoryStrategyId' || variable === 'strategyId')
}

export function memoryEdges(memory: Memory | undefined, place: Place): (Edge | null)[] {
  const buckets = (memory?.strategies ?? []).map((one) => said(one.configuration?.selfManagedConfiguration?.invocationConfiguration?.payloadDeliveryBucketName))
  return [
    runsAs(said(memory?.memoryExecutionRoleArn), 'memoryExecutionRoleArn'),
    encryptedBy(memory?.encryptionKeyArn, 'encryptionKeyArn'),
    ...buckets.map((bucket): Edge | null => (bucket === null ? null : { type: 'stored-in', target: 'aws.s3.bucket', to: bucketArn(place.partition, bucket), via: 'payloadDeliveryBucketName' })),
  ]
}
