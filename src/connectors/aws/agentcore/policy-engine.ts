// Policy engines: what decides on each tool call of the gateways that they are attached to.
import type { PolicyEngineSummary } from '@aws-sdk/client-bedrock-agentcore-control'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { encryptedBy } from '../edges.js'
import { iso, said } from '../names.js'
import { policyEngines } from './policy-engines.js'

export default collector({
  type: 'aws.agentcore.policy_engine',
  kind: 'guardrail',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    status: nullable(oneOf('CREATING', 'ACTIVE', 'UPDATING', 'DELETING', 'CREATE_FAILED', 'UPDATE_FAILED', 'DELETE_FAILED')),
    createdAt: nullable(time),
    kmsKeyArn: nullable(string),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {},
  reads: [policyEngines],
  async list(ctx) {
    const listed = await ctx.read(policyEngines)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    for (const engine of listed.value) {
      ctx.emit({
        id: engine.policyEngineArn ?? '', name: engine.name ?? engine.policyEngineId ?? '', props: policyEngineProps(engine),
        edges: [encryptedBy(engine.encryptionKeyArn, 'encryptionKeyArn')],
      })
    }
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function policyEngineProps(engine: PolicyEngineSummary) {
  return { status: engine.status ?? null, createdAt: iso(engine.createdAt), kmsKeyArn: said(engine.encryptionKeyArn) }
}
