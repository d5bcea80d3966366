// What an ECR registry does to its repositories by name filter: scanning and signing.
import type {
  GetRegistryScanningConfigurationCommandInput, GetRegistryScanningConfigurationCommandOutput, GetSigningConfigurationCommandInput,
  GetSigningConfigurationCommandOutput,
} from '@aws-sdk/client-ecr'
import { sharedRead } from '../../kit/collector.js'
import { read, readOrNull } from '../calls.js'

export const registryScanning = sharedRead({
  id: 'ecr.registryScanning',
  per: 'region',
  calls: {
    scanning: read<GetRegistryScanningConfigurationCommandInput, GetRegistryScanningConfigurationCommandOutput>(
      'ecr:GetRegistryScanningConfiguration', { per: 'region' },
    ),
  },
  load: ({ call }) => call.scanning({}),
})

export const registrySigning = sharedRead({
  id: 'ecr.registrySigning',
  per: 'region',
  calls: {
    signing: readOrNull<GetSigningConfigurationCommandInput, GetSigningConfigurationCommandOutput>(
      'ecr:GetSigningConfiguration', ['SigningConfigurationNotFoundException'], { per: 'region' },
    ),
  },
  load: ({ call }) => call.signing({}),
})

/**
 * How often the registry scans the repository: continuous scanning wins over scan on push, and no matching rule is null.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
 */
export function registryScan(answer: GetRegistryScanningConfigurationCommandOutput, repository: string): string | null {
  const frequencies = (answer.scanningConfiguration?.rules ?? [])
    .filter((rule) => (rule.repositoryFilters ?? []).some(({ filter }) => matchesScanFilter(filter ?? '', repository)))
    .map((rule) => rule.scanFrequency)
  return ['CONTINUOUS_SCAN', 'SCAN_ON_PUSH', 'MANUAL'].find((word) => frequencies.some((f) => f === word)) ?? null
}

/** The signing profile of the first rule that matches; a rule without filters signs the whole registry. */
export function signedBy(answer: GetSigningConfigurationCommandOutput | null, repository: string): string | null {
  const rule = answer?.signingConfiguration?.rules?.find(({ repositoryFilters: filters = [] }) =>
    filters.length === 0 || filters.some(({ filter }) => matchesWildcard(filter ?? '', repository)))
  return rule?.signingProfileArn ?? null
}

/** A scan filter without a star matches every name that contains it. */
export function matchesScanFilter(filter: string, repository: string): boolean {
  return filter.includes('*') ? matchesWildcard(filter, repository) : repository.includes(filter)
}

/** Stars stand for any run of characters; everything else for itself. Linear: each piece is looked for once. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return pattern === text
  const last = rest.pop() ?? ''
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  const end = text.length - last.length
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found === -1 || found + piece.length > end) return false
    at = found + piece.length
  }
  return true
}
