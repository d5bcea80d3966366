// The regions that are enabled for an account: what a scan without `--region` walks through.
import type { DescribeRegionsCommandInput, DescribeRegionsCommandOutput, Region } from '@aws-sdk/client-ec2'
import { sharedRead } from '../../kit/collector.js'
import { read } from '../calls.js'

export const regions = sharedRead({
  id: 'ec2.regions',
  per: 'account',
  calls: { regions: read<DescribeRegionsCommandInput, DescribeRegionsCommandOutput>('ec2:DescribeRegions', { per: 'account' }) },
  async load({ call }) {
    const answer = await call.regions({ AllRegions: false })
    return answer.ok ? { ok: true, value: regionNames(answer.value.Regions) } : answer
  },
})

export function regionNames(rows: readonly Region[] | undefined): string[] {
  return (rows ?? []).flatMap((row) => (row.OptInStatus === 'not-opted-in' ? [] : row.RegionName ?? [])).toSorted()
}
