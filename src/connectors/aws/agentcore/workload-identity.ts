// Workload identities: the names under which agents ask for tokens, and where a sign-in may send people back to.
import type {
  GetWorkloadIdentityCommandInput, GetWorkloadIdentityCommandOutput, ListWorkloadIdentitiesCommandInput, ListWorkloadIdentitiesCommandOutput,
  WorkloadIdentityType,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { listOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { iso } from '../names.js'

export default collector({
  type: 'aws.agentcore.workload_identity',
  kind: 'identity',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({ createdAt: nullable(time), returnUrls: listOf(string) }),
  relates: {},
  calls: {
    list: listLower<ListWorkloadIdentitiesCommandInput, ListWorkloadIdentitiesCommandOutput, WorkloadIdentityType>(
      'bedrock-agentcore-control:ListWorkloadIdentities', { items: (page) => page.workloadIdentities, max: 20 },
    ),
    get: read<GetWorkloadIdentityCommandInput, GetWorkloadIdentityCommandOutput>('bedrock-agentcore-control:GetWorkloadIdentity'),
  },
  async list({ call, each, emit }) {
    await each(call.list.rows(), async (row) => {
      const name = row.name ?? ''
      emit({ id: row.workloadIdentityArn ?? '', name, props: known(await call.get({ name }), workloadIdentityProps) })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function workloadIdentityProps(identity: Pick<GetWorkloadIdentityCommandOutput, 'createdTime' | 'allowedResourceOauth2ReturnUrls'>) {
  return { createdAt: iso(identity.createdTime), returnUrls: identity.allowedResourceOauth2ReturnUrls ?? [] }
}
