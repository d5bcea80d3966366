// The two reads that find out where we are.
import type { GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts'
import { read } from './calls.js'
import type { DescribeRegionsInput, DescribeRegionsOutput } from './ec2.js'

export const sessionCalls = {
  whoAmI: read<GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput>('sts:GetCallerIdentity', { per: 'account' }),
  regions: read<DescribeRegionsInput, DescribeRegionsOutput>('ec2:DescribeRegions', { per: 'account' }),
}
