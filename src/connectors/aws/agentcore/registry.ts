// Registries of agents, tools and skills: whether somebody looks at what is published, and what is used without that.
import type {
  GetRegistryCommandInput, GetRegistryCommandOutput, GetRegistryRecordCommandInput, GetRegistryRecordCommandOutput, ListRegistriesCommandInput,
  ListRegistriesCommandOutput, ListRegistryRecordsCommandInput, ListRegistryRecordsCommandOutput, RegistryRecordSummary, RegistrySummary,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { listLower, read, readOrNull } from '../calls.js'
import { iso, said } from '../names.js'
import { endpointOf } from './gateway-target.js'
import { gateways, type GatewayRecord } from './gateways.js'
import { allOf } from './versions.js'

export default collector({
  type: 'aws.agentcore.registry',
  kind: 'registry',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    registryId: string,
    status: nullable(oneOf('CREATING', 'READY', 'UPDATING', 'CREATE_FAILED', 'UPDATE_FAILED', 'DELETING', 'DELETE_FAILED')),
    createdAt: nullable(time),
    authorizerType: nullable(oneOf('CUSTOM_JWT', 'AWS_IAM')),
    autoApproval: nullable(bool),
    /** Records that nobody approved, or no longer, though a gateway has their address as a target. */
    unapprovedInUse: listOf(shape({ record: string, status: string, target: string })),
  }),
  relates: {},
  calls: {
    list: listLower<ListRegistriesCommandInput, ListRegistriesCommandOutput, RegistrySummary>(
      'bedrock-agentcore-control:ListRegistries', { items: (page) => page.registries },
    ),
    get: read<GetRegistryCommandInput, GetRegistryCommandOutput>('bedrock-agentcore-control:GetRegistry'),
    records: listLower<ListRegistryRecordsCommandInput, ListRegistryRecordsCommandOutput, RegistryRecordSummary>(
      'bedrock-agentcore-control:ListRegistryRecords', { items: (page) => page.registryRecords },
    ),
    // A record that vanished is in nobody's use; the registry is still there.
    record: readOrNull<GetRegistryRecordCommandInput, GetRegistryRecordCommandOutput>('bedrock-agentcore-control:GetRegistryRecord', ['ResourceNotFoundException']),
  },
  reads: [gateways],
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const registryId = row.registryId ?? ''
      const [detail, records, targets] = await Promise.all([call.get({ registryId }), call.records.all({ registryId }), ctx.read(gateways).then(targetsByAddress)])
      const open = records.ok ? records.value.filter(({ status }) => status !== undefined && unapproved.has(status)) : []
      // Where no gateway calls any address, no record is called.
      const read = targets.ok && targets.value.size > 0 ? open : []
      const described = allOf(await Promise.all(read.map((record) => call.record({ registryId, recordId: record.recordId ?? '' }))))
      emit({
        id: row.registryArn ?? '',
        name: row.name ?? registryId,
        props: {
          registryId,
          status: row.status ?? null,
          createdAt: iso(row.createdAt),
          authorizerType: row.authorizerType ?? null,
          autoApproval: known(detail, (registry) => registry.approvalConfiguration?.autoApproval ?? null),
          unapprovedInUse: records.ok ? known(targets, (by) => known(described, (all) => all.flatMap((record) => (record === null ? [] : inUse(record, by))))) : records.gap,
        },
      })
    })
  },
})

const unapproved: ReadonlySet<string> = new Set(['DRAFT', 'PENDING_APPROVAL', 'REJECTED', 'DEPRECATED'])

/** Names of gateway targets by the address they call. */
export function targetsByAddress(listed: Answer<readonly GatewayRecord[]>): Answer<ReadonlyMap<string, string>> {
  if (!listed.ok) return listed
  const found = new Map<string, string>()
  for (const { id, summary, targets } of listed.value) {
    if (!targets.ok) return targets
    for (const { summary: target, detail } of targets.value) {
      if (!detail.ok) return detail
      const address = endpointOf(detail.value.targetConfiguration)
      if (address !== null) found.set(bare(address), `${summary.name ?? id}/${target.name ?? target.targetId ?? ''}`)
    }
  }
  return { ok: true, value: found }
}

export type RecordDetail = Pick<GetRegistryRecordCommandOutput, 'name' | 'status' | 'descriptors' | 'synchronizationConfiguration'>

export function inUse(record: RecordDetail, targets: ReadonlyMap<string, string>): { record: string; status: string; target: string }[] {
  const called = [...new Set(addressesIn(record))].flatMap((address) => targets.get(address) ?? [])
  return [...new Set(called)].map((target) => ({ record: record.name ?? '', status: record.status ?? '', target }))
}

/** All addresses in a descriptor: which of its fields hold the server's differs by kind and by the version of its schema. */
function addressesIn({ descriptors, synchronizationConfiguration: from }: RecordDetail): string[] {
  const texts = [descriptors?.mcp?.server?.inlineContent, descriptors?.a2a?.agentCard?.inlineContent, descriptors?.custom?.inlineContent, from?.fromUrl?.url]
  return texts.flatMap((text) => (said(text)?.replaceAll('\\/', '/').match(/https?:\/\/[^\s"'<>\\]+/g) ?? []).map(bare))
}

function bare(address: string): string {
  return address.replace(/\/+$/, '')
}
