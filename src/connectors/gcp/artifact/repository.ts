// Repositories that AI takes container images from: who may pull and push, whether tags stay, what is known about the images.
import type { artifactregistry_v1 } from 'googleapis/build/src/apis/artifactregistry/v1.js'
import { bool, listOf, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, GapMark, known, type Answer } from '../../kit/collector.js'
import { get, list } from '../calls.js'
import { encryptedBy, ownedBy } from '../edges.js'
import { bindingsOn, bindingsShape, policies, policyVersion } from '../iam-policies.js'
import { iso, lastOf, locationIn, placeOf, said } from '../names.js'
import { admission, foundIn, imageCalls, switchedOn, type Found } from './images.js'

type Tag = artifactregistry_v1.Schema$Tag

export default collector({
  type: 'gcp.artifact.repository',
  kind: 'registry',
  service: 'artifactregistry',
  per: 'account',
  props: shape({
    location: nullable(string),
    /** `DOCKER`, `PYTHON` ... */
    format: nullable(string),
    /** `STANDARD_REPOSITORY`, `VIRTUAL_REPOSITORY` or `REMOTE_REPOSITORY`. */
    mode: nullable(string),
    /** `us-central1-docker.pkg.dev/orchard-ml/serving`, where images are pulled from. */
    address: string,
    createdAt: nullable(time),
    labels: mapOf(string),
    kmsKey: nullable(string),
    immutableTags: bool,
    /** `SCANNING_ACTIVE`, `SCANNING_DISABLED` or `SCANNING_UNSUPPORTED`; null where the answer does not say. */
    scanning: nullable(string),
    bindings: bindingsShape,
    /** Images with high or critical vulnerabilities that a fix is out for. */
    vulnerableDigests: listOf(string),
    /** Addresses by tag that lead to those. */
    vulnerableTags: listOf(string),
    attestedDigests: listOf(string),
    attestedTags: listOf(string),
    /** What the project's Binary Authorization policy asks of images by default; null where there is none. */
    admission: nullable(string),
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'], 'encrypted-by': ['gcp.kms.key'] },
  reads: [policies, switchedOn, admission],
  calls: {
    get: get<artifactregistry_v1.Schema$Repository>('artifactregistry:projects.locations.repositories.get', 'v1/{+name}', { gone: ['NOT_FOUND'] }),
    policy: get<artifactregistry_v1.Schema$Policy>('artifactregistry:projects.locations.repositories.getIamPolicy', 'v1/{+resource}:getIamPolicy'),
    /** Only of images that something is known about. */
    tags: list<artifactregistry_v1.Schema$ListTagsResponse, Tag>('artifactregistry:projects.locations.repositories.packages.tags.list', 'v1/{+parent}/tags', { items: (page) => page.tags, max: 1000, per: 'item' }),
    ...imageCalls,
  },
  async resolve(ref, ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    const name = ref.id.replace(/^\/\/[^/]+\//, '').replace(`projects/${place.number}/`, `projects/${place.project}/`)
    const id = `//artifactregistry.googleapis.com/${name}`
    const byNumber = id.replace(`/projects/${place.project}/`, `/projects/${place.number}/`)
    const address = `${locationIn(ref.id) ?? ''}-docker.pkg.dev/${place.project}/${lastOf(name)}`
    const [repository, bindings, images, rule] = await Promise.all([
      call.get({ name }),
      bindingsOn(ctx, [id, byNumber], () => call.policy({ resource: name, 'options.requestedPolicyVersion': policyVersion })),
      foundIn(address, ctx),
      ctx.read(admission),
    ])
    const tags = await tagsOf([...listed(images.vulnerable), ...listed(images.attested)], (path) => call.tags.all({ parent: `${name}/packages/${encodeURIComponent(path)}` }))
    emit({
      id, name: lastOf(name), aliases: [byNumber],
      props: {
        location: locationIn(name),
        format: known(repository, (of) => said(of.format)),
        mode: known(repository, (of) => said(of.mode)),
        address,
        createdAt: known(repository, (of) => iso(of.createTime)),
        labels: known(repository, (of) => of.labels ?? {}),
        kmsKey: known(repository, (of) => said(of.kmsKeyName)),
        immutableTags: known(repository, (of) => of.dockerConfig?.immutableTags === true),
        scanning: known(repository, (of) => said(of.vulnerabilityScanningConfig?.enablementState)),
        bindings,
        vulnerableDigests: digests(images.vulnerable),
        vulnerableTags: addresses(images.vulnerable, tags, address),
        attestedDigests: digests(images.attested),
        attestedTags: addresses(images.attested, tags, address),
        admission: known(rule, (mode) => mode),
      },
      edges: [ownedBy(place), ...edgesOf(repository, 'encrypted-by', (of) => [encryptedBy(said(of.kmsKeyName), 'kmsKeyName')])],
    })
  },
})

function listed(images: Found[] | GapMark): Found[] {
  return images instanceof GapMark ? [] : images
}

function digests(images: Found[] | GapMark): string[] | GapMark {
  return images instanceof GapMark ? images : [...new Set(images.map(({ digest }) => digest))]
}

/** Tags by path and digest, of the images that are asked for. */
async function tagsOf(images: readonly Found[], ask: (path: string) => Promise<Answer<Tag[]>>): Promise<Map<string, string[]> | GapMark> {
  const found = new Map<string, string[]>()
  for (const path of new Set(images.map((image) => image.path))) {
    const tags = await ask(path)
    if (!tags.ok) return tags.gap
    for (const { name, version } of tags.value) {
      const key = `${path}@${lastOf(version ?? '')}`
      found.set(key, [...found.get(key) ?? [], lastOf(name ?? '')])
    }
  }
  return found
}

/** How people write the images by tag; what has no tag in its address means `latest`. */
function addresses(images: Found[] | GapMark, tags: Map<string, string[]> | GapMark, repository: string): string[] | GapMark {
  if (images instanceof GapMark) return images
  if (tags instanceof GapMark) return tags
  return images.flatMap(({ path, digest }) => (tags.get(`${path}@${digest}`) ?? []).flatMap((tag) => [`${repository}/${path}:${tag}`, ...(tag === 'latest' ? [`${repository}/${path}`] : [])])).toSorted()
}
