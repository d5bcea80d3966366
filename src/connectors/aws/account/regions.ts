// The regions that are enabled for an account: what a scan without `--region` walks through.
import { sharedRead } from '../../kit/collector.js'
import { read } from '../calls.js'
import type { DescribeRegionsInput, DescribeRegionsOutput, Region } from '../ec2.js'

export const regions = sharedRead({
  id: 'ec2.regions',
  per: 'account',
  calls: { regions: read<DescribeRegionsInput, DescribeRegionsOutput>('ec2:DescribeRegions', { per: 'account' }) },
  async load({ call }) {
    const answer = await call.regions({ AllRegions: false })
    return answer.ok ? { ok: true, value: regionNames(answer.value.Regions) } : answer
  },
})

export function regionNames(rows: readonly Region[] | undefined): string[] {
  return (rows ?? []).flatMap((row) => (row.OptInStatus === 'not-opted-in' ? [] : row.RegionName ?? [])).toSorted()
}
