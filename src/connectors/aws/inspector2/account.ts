// Amazon Inspector: what it scans in a region, and whether it is on there at all.
import type { AccountState, BatchGetAccountStatusCommandInput, BatchGetAccountStatusCommandOutput, State } from '@aws-sdk/client-inspector2'
import { bool, shape } from '../../../core/shape.js'
import { collector, sharedRead } from '../../kit/collector.js'
import { listWhole } from '../calls.js'
import { placeOf } from '../names.js'

export const status = sharedRead({
  id: 'inspector2.status',
  per: 'region',
  calls: {
    status: listWhole<BatchGetAccountStatusCommandInput, BatchGetAccountStatusCommandOutput, AccountState>(
      'inspector2:BatchGetAccountStatus', { items: (page) => page.accounts },
    ),
  },
  load: ({ call }) => call.status.all({}),
})

export default collector({
  type: 'aws.inspector2.account',
  kind: 'governance-record',
  service: 'inspector2',
  per: 'region',
  props: shape({
    /** Anything at all is scanned. */
    enabled: bool,
    ec2: bool,
    ecr: bool,
    lambda: bool,
    lambdaCode: bool,
    codeRepository: bool,
  }),
  relates: { 'owned-by': ['aws.account.account'] },
  calls: {},
  reads: [status],
  async list(ctx) {
    const answer = await ctx.read(status)
    if (!answer.ok) return ctx.unlisted(answer.gap)
    const { partition, region, account } = placeOf(ctx)
    ctx.emit({
      id: `arn:${partition}:inspector2:${region}:${account}:account`,
      name: region,
      props: scanned(answer.value.find((one) => one.accountId === account)),
      edges: [{ type: 'owned-by', target: 'aws.account.account', to: `arn:${partition}:iam::${account}:root` }],
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function scanned(account: AccountState | undefined) {
  const { ec2, ecr, lambda, lambdaCode, codeRepository } = account?.resourceState ?? {}
  const each = { ec2: isOn(ec2), ecr: isOn(ecr), lambda: isOn(lambda), lambdaCode: isOn(lambdaCode), codeRepository: isOn(codeRepository) }
  return { enabled: Object.values(each).includes(true), ...each }
}

/** What is being switched on counts as on. */
function isOn(state: State | undefined): boolean {
  return state?.status === 'ENABLED' || state?.status === 'ENABLING'
}
