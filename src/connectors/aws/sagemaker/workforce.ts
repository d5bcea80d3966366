// Private workforces: the people who label data and review answers, and from where they may sign in.
import type { ListWorkforcesCommandInput, ListWorkforcesCommandOutput, Workforce } from '@aws-sdk/client-sagemaker'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { list } from '../calls.js'
import { placedIn } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.sagemaker.workforce',
  kind: 'identity',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Initializing', 'Updating', 'Deleting', 'Failed', 'Active')),
    /** Addresses that may sign in; none means all. */
    sourceCidrs: listOf(string),
    /** Set where the portal is reached through a VPC, too. */
    vpcId: nullable(string),
    identityProvider: nullable(oneOf('Cognito', 'OIDC')),
    createdAt: nullable(time),
  }),
  relates: { 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'] },
  calls: {
    list: list<ListWorkforcesCommandInput, ListWorkforcesCommandOutput, Workforce>('sagemaker:ListWorkforces', { items: (page) => page.Workforces }),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), (row) => {
      emit({ id: row.WorkforceArn ?? '', name: row.WorkforceName ?? '', props: workforceProps(row), edges: workforceEdges(row, placeOf(ctx)) })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function workforceProps(row: Workforce) {
  return {
    status: row.Status ?? null,
    sourceCidrs: row.SourceIpConfig?.Cidrs ?? [],
    vpcId: said(row.WorkforceVpcConfig?.VpcId),
    identityProvider: row.CognitoConfig !== undefined ? 'Cognito' : row.OidcConfig !== undefined ? 'OIDC' : null,
    createdAt: iso(row.CreateDate),
  }
}

export function workforceEdges({ WorkforceVpcConfig }: Workforce, place: Place): Edge[] {
  return placedIn(WorkforceVpcConfig?.Subnets, WorkforceVpcConfig?.SecurityGroupIds, place, 'WorkforceVpcConfig')
}
