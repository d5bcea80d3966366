// The token vault: where the OAuth tokens and API keys lie that agents use on behalf of people.
import type { GetTokenVaultCommandInput, GetTokenVaultCommandOutput } from '@aws-sdk/client-bedrock-agentcore-control'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { readOrNull } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { iso, placeOf, said } from '../names.js'
import { agentcoreArn } from './arns.js'

/** There is one in each region, and it cannot be given another name. */
const vault = 'default'

export default collector({
  type: 'aws.agentcore.token_vault',
  kind: 'secret',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    keyType: nullable(oneOf('CustomerManagedKey', 'ServiceManagedKey')),
    kmsKeyArn: nullable(string),
    modifiedAt: nullable(time),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    get: readOrNull<GetTokenVaultCommandInput, GetTokenVaultCommandOutput>(
      'bedrock-agentcore-control:GetTokenVault', ['ResourceNotFoundException'], { per: 'region' },
    ),
  },
  async list(ctx) {
    const answer = await ctx.call.get({ tokenVaultId: vault })
    if (!answer.ok) return ctx.unlisted(answer.gap)
    if (answer.value === null) return
    ctx.emit({ id: agentcoreArn(placeOf(ctx), `token-vault/${vault}`), name: vault, props: tokenVaultProps(answer.value), edges: tokenVaultEdges(answer.value) })
  },
})

type Vault = Pick<GetTokenVaultCommandOutput, 'kmsConfiguration' | 'lastModifiedDate'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function tokenVaultProps({ kmsConfiguration, lastModifiedDate }: Vault) {
  return { keyType: kmsConfiguration?.keyType ?? null, kmsKeyArn: said(kmsConfiguration?.kmsKeyArn), modifiedAt: iso(lastModifiedDate) }
}

export function tokenVaultEdges({ kmsConfiguration }: Vault): (Edge | null)[] {
  return [encryptedBy(kmsConfiguration?.kmsKeyArn, 'kmsConfiguration')]
}
