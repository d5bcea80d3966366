// What Defender for Cloud found in the images of a registry, and who may push to it with a token of its own.
import { listOf, number, shape, string, type Infer } from '../../../core/shape.js'
import { rows, type Resource } from '../calls.js'
import { armId, lastOf, said, word } from '../names.js'

interface Finding {
  status?: { code?: string | null; severity?: string | null } | null
  additionalData?: { artifactDetails?: { repositoryName?: string | null; digest?: string | null; tags?: readonly string[] | null } | null } | null
}
export type FindingRow = Resource<Finding>

export const findings = rows<FindingRow>('microsoft.security/assessments/subAssessments', { table: 'security', needs: ['Microsoft.Security/assessments/subAssessments/read'] })

export interface Plan {
  pricingTier?: string | null
}
export const plans = rows<Resource<Plan>>('microsoft.security/pricings', { table: 'security', needs: ['Microsoft.Security/pricings/read'] })

export const vulnerableShape = listOf(shape({ repository: string, digest: string, tags: listOf(string), serious: number }))

/** Images of a registry with findings of high severity that nobody resolved. */
export function vulnerableIn(registry: string, all: readonly FindingRow[]): Infer<typeof vulnerableShape> {
  const prefix = `${armId(registry)}/providers/microsoft.security/assessments/`
  const images = new Map<string, Infer<typeof vulnerableShape>[number]>()
  for (const { id, properties } of all) {
    const artifact = properties?.additionalData?.artifactDetails
    const severity = word(properties?.status?.severity)
    const isOpen = word(properties?.status?.code) === 'unhealthy' && (severity === 'high' || severity === 'critical')
    if (!isOpen || !armId(id ?? '').startsWith(prefix)) continue
    const [repository, digest] = [said(artifact?.repositoryName) ?? '', said(artifact?.digest) ?? '']
    const image = images.get(`${repository}@${digest}`) ?? { repository, digest, tags: [...artifact?.tags ?? []].toSorted(), serious: 0 }
    images.set(`${repository}@${digest}`, { ...image, serious: image.serious + 1 })
  }
  return [...images.values()].toSorted((a, b) => (`${a.repository}@${a.digest}` < `${b.repository}@${b.digest}` ? -1 : 1))
}

/** Whether a plan that scans registries is on: for all containers, or the older one for registries alone. */
export function isScanned(all: readonly Resource<Plan>[]): boolean {
  return all.some(({ name, properties }) => ['containers', 'containerregistry'].includes(word(lastOf(name ?? '')) ?? '') && word(properties?.pricingTier) === 'standard')
}
