// What is known about the images of a project: serious vulnerabilities, attestations, and what the admission policy asks for.
import type { binaryauthorization_v1 } from 'googleapis/build/src/apis/binaryauthorization/v1.js'
import type { containeranalysis_v1 } from 'googleapis/build/src/apis/containeranalysis/v1.js'
import { known, sharedRead, type Answer, type Callables, type Calls, type GapMark, type SharedCtx } from '../../kit/collector.js'
import { get, list } from '../calls.js'
import { enabledServices, servicesInput } from '../session-calls.js'

export type Summary = containeranalysis_v1.Schema$VulnerabilityOccurrencesSummary
export type Occurrence = containeranalysis_v1.Schema$Occurrence
export type AdmissionPolicy = binaryauthorization_v1.Schema$Policy

export const imageCalls = {
  /** Counts by image and severity, in one answer: the vulnerabilities themselves are not read. */
  vulnerabilities: get<Summary>('containeranalysis:projects.occurrences.getVulnerabilitySummary', 'v1/{+parent}/occurrences:vulnerabilitySummary', { needs: ['containeranalysis.occurrences.list'] }),
  attestations: list<containeranalysis_v1.Schema$ListOccurrencesResponse, Occurrence>('containeranalysis:projects.occurrences.list', 'v1/{+parent}/occurrences', {
    items: (page) => page.occurrences, max: 1000, per: 'item',
  }),
}

/** APIs that are enabled in the project: what is off holds nothing, and is not asked. Null when they could not be listed. */
const enabledCalls = { services: enabledServices }
export const switchedOn = sharedRead({
  id: 'gcp.enabled-services', per: 'account', calls: enabledCalls,
  load: async ({ call, scope }): Promise<Answer<ReadonlySet<string>>> => {
    const rows = await call.services.all(servicesInput(scope.account))
    return rows.ok ? { ok: true, value: new Set(rows.value.flatMap((row) => row.config?.name ?? [])) } : rows
  },
})

/** How the project's Binary Authorization policy judges images that no other rule of it is about; null where it is not in use. */
export const admission = sharedRead({
  id: 'gcp.admission', per: 'account',
  calls: {
    ...enabledCalls,
    policy: get<AdmissionPolicy>('binaryauthorization:projects.getPolicy', 'v1/{+name}', { needs: ['binaryauthorization.policy.get'], per: 'account' }),
  },
  load: async (ctx): Promise<Answer<string | null>> => {
    if (await isOff('binaryauthorization.googleapis.com', ctx)) return { ok: true, value: null }
    const policy = await ctx.call.policy({ name: `projects/${ctx.scope.account}/policy` })
    return policy.ok ? { ok: true, value: policy.value.defaultAdmissionRule?.evaluationMode ?? null } : policy
  },
})

/** Whether the API is known not to be enabled. */
export async function isOff(api: string, ctx: Pick<SharedCtx<Calls>, 'read'>): Promise<boolean> {
  const enabled = await ctx.read(switchedOn)
  return enabled.ok && !enabled.value.has(api)
}

/** Images of one repository, `us-central1-docker.pkg.dev/orchard-ml/serving`, by path within it and digest. */
export interface Found {
  path: string
  digest: string
}

/** Those with high or critical vulnerabilities that a newer package would mend. */
export function vulnerable({ counts }: Summary, repository: string): Found[] {
  const serious = (counts ?? []).filter(({ severity, fixableCount }) => (severity === 'HIGH' || severity === 'CRITICAL') && Number(fixableCount ?? 0) > 0)
  return distinct(serious.flatMap(({ resourceUri }) => imageIn(resourceUri, repository)))
}

export function attested(occurrences: readonly Occurrence[], repository: string): Found[] {
  return distinct(occurrences.flatMap(({ kind, resourceUri }) => (kind === 'ATTESTATION' ? imageIn(resourceUri, repository) : [])))
}

function imageIn(uri: string | null | undefined, repository: string): Found[] {
  const bare = (uri ?? '').replace(/^https:\/\//, '')
  const [, path, digest] = bare.startsWith(`${repository}/`) ? /^(.+)@(sha256:[0-9a-f]{64})$/.exec(bare.slice(repository.length + 1)) ?? [] : []
  return path === undefined || digest === undefined ? [] : [{ path, digest }]
}

function distinct(images: readonly Found[]): Found[] {
  return [...new Map(images.map((image) => [`${image.path}@${image.digest}`, image])).values()].toSorted((a, b) => (`${a.path}@${a.digest}` < `${b.path}@${b.digest}` ? -1 : 1))
}

/** Occurrences of a repository's images, which write the address with and without a scheme. */
export function within(repository: string, kind?: string): string {
  const prefixes = ['https://', ''].map((scheme) => `has_prefix(resourceUrl, "${scheme}${repository}/")`).join(' OR ')
  return kind === undefined ? prefixes : `(${prefixes}) AND kind = "${kind}"`
}

export type ImageCalls = Callables<typeof imageCalls>

/** Both lists for a repository; empty where Container Analysis is off. */
export async function foundIn(repository: string, ctx: Pick<SharedCtx<Calls>, 'read' | 'scope'> & { call: ImageCalls }): Promise<{ vulnerable: Found[] | GapMark; attested: Found[] | GapMark }> {
  if (await isOff('containeranalysis.googleapis.com', ctx)) return { vulnerable: [], attested: [] }
  const parent = `projects/${ctx.scope.account}`
  const [summary, attestations] = await Promise.all([
    ctx.call.vulnerabilities({ parent, filter: within(repository) }),
    ctx.call.attestations.all({ parent, filter: within(repository, 'ATTESTATION') }),
  ])
  return { vulnerable: known(summary, (of) => vulnerable(of, repository)), attested: known(attestations, (of) => attested(of, repository)) }
}
