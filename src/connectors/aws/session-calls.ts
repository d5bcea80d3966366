// The two reads that find out where we are.
import type { DescribeRegionsCommandInput, DescribeRegionsCommandOutput } from '@aws-sdk/client-ec2'
import type { GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts'
import { read } from './calls.js'

export const sessionCalls = {
  whoAmI: read<GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput>('sts:GetCallerIdentity', { per: 'account' }),
  regions: read<DescribeRegionsCommandInput, DescribeRegionsCommandOutput>('ec2:DescribeRegions', { per: 'account' }),
}
