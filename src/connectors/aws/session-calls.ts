// The reads that find out where we are, and what takes us to other accounts.
import type { AssumeRoleCommandInput, AssumeRoleCommandOutput, GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts'
import { read } from './calls.js'
import type { DescribeRegionsInput, DescribeRegionsOutput } from './ec2.js'
import { organisationCalls } from './organisation-accounts.js'

export const sessionCalls = {
  whoAmI: read<GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput>('sts:GetCallerIdentity', { per: 'account' }),
  regions: read<DescribeRegionsInput, DescribeRegionsOutput>('ec2:DescribeRegions', { per: 'account' }),
}

/** Not reads of an account, but the way to it: made only for `--role-arn`, other accounts and organisations. */
export const hubCalls = {
  ...organisationCalls,
  assumeRole: read<AssumeRoleCommandInput, AssumeRoleCommandOutput>('sts:AssumeRole', { per: 'account' }),
}
