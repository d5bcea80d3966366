// All OpenSearch domains of a region, read once: for those that say they hold vectors, and for those that something points at.
import type {
  DescribeDomainsCommandInput, DescribeDomainsCommandOutput, DomainInfo, DomainStatus, ListDomainNamesCommandInput, ListDomainNamesCommandOutput,
} from '@aws-sdk/client-opensearch'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { listWhole, read } from '../calls.js'

/** Of one question for details. */
const most = 5

/** By ARN. */
export type Domains = ReadonlyMap<string, DomainStatus>

export const domains = sharedRead({
  id: 'opensearch.domains',
  per: 'region',
  calls: {
    names: listWhole<ListDomainNamesCommandInput, ListDomainNamesCommandOutput, DomainInfo>(
      'opensearch:ListDomainNames', { items: (page) => page.DomainNames },
    ),
    describe: read<DescribeDomainsCommandInput, DescribeDomainsCommandOutput>('opensearch:DescribeDomains'),
  },
  async load({ call }): Promise<Answer<Domains>> {
    const listed = await call.names.all({})
    if (!listed.ok) return listed
    const names = listed.value.flatMap((domain) => domain.DomainName ?? [])
    const groups = Array.from({ length: Math.ceil(names.length / most) }, (_, i) => names.slice(i * most, (i + 1) * most))
    const found = new Map<string, DomainStatus>()
    for (const described of await Promise.all(groups.map((group) => call.describe({ DomainNames: group })))) {
      if (!described.ok) return described
      for (const domain of described.value.DomainStatusList ?? []) if (domain.Deleted !== true) found.set(domain.ARN ?? '', domain)
    }
    return { ok: true, value: found }
  },
})
