// Gateways with their targets: read once a region, for both and for the registries whose records they call.
import type {
  GatewaySummary, GetGatewayCommandInput, GetGatewayCommandOutput, GetGatewayTargetCommandInput, GetGatewayTargetCommandOutput,
  ListGatewaysCommandInput, ListGatewaysCommandOutput, ListGatewayTargetsCommandInput, ListGatewayTargetsCommandOutput, TargetSummary,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'

export interface TargetRecord {
  summary: TargetSummary
  detail: Answer<GetGatewayTargetCommandOutput>
}

export interface GatewayRecord {
  id: string
  summary: GatewaySummary
  detail: Answer<GetGatewayCommandOutput>
  targets: Answer<TargetRecord[]>
}

export const gateways = sharedRead({
  id: 'agentcore.gateways',
  per: 'region',
  calls: {
    list: listLower<ListGatewaysCommandInput, ListGatewaysCommandOutput, GatewaySummary>(
      'bedrock-agentcore-control:ListGateways', { items: (page) => page.items, max: 1000 },
    ),
    get: read<GetGatewayCommandInput, GetGatewayCommandOutput>('bedrock-agentcore-control:GetGateway'),
    targets: listLower<ListGatewayTargetsCommandInput, ListGatewayTargetsCommandOutput, TargetSummary>(
      'bedrock-agentcore-control:ListGatewayTargets', { items: (page) => page.items, max: 1000 },
    ),
    target: read<GetGatewayTargetCommandInput, GetGatewayTargetCommandOutput>('bedrock-agentcore-control:GetGatewayTarget'),
  },
  async load({ call, each }): Promise<Answer<GatewayRecord[]>> {
    const listed = await call.list.all({})
    if (!listed.ok) return listed
    const records: GatewayRecord[] = []
    await each(listed.value, async (summary) => {
      const gatewayIdentifier = summary.gatewayId ?? ''
      const [detail, named] = await Promise.all([call.get({ gatewayIdentifier }), call.targets.all({ gatewayIdentifier })])
      const found: TargetRecord[] = []
      if (named.ok) {
        await each(named.value, async (target) => {
          found.push({ summary: target, detail: await call.target({ gatewayIdentifier, targetId: target.targetId ?? '' }) })
        })
      }
      const targets: Answer<TargetRecord[]> = named.ok ? { ok: true, value: found.toSorted(byId) } : named
      records.push({ id: gatewayIdentifier, summary, detail, targets })
    })
    return { ok: true, value: records.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
  },
})

function byId(a: TargetRecord, b: TargetRecord): number {
  return (a.summary.targetId ?? '') < (b.summary.targetId ?? '') ? -1 : 1
}
