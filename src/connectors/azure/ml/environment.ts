// Environments, version by version: the image that models run in, and the packages that are put into it.
// Curated ones are Microsoft's, dozens in every workspace: they are read where something uses them.
import { bool, listOf, mapOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer, type Ctx, type Edge, type Emission } from '../../kit/collector.js'
import { secretHits, secretsAt } from '../../../artifacts/text/secrets.js'
import { list, mlGet, rows, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, iso, lastOf, said, word } from '../names.js'
import { addressOf } from './addresses.js'
import { packagesIn } from './conda.js'
import { datastoreIn } from './references.js'
import { eachLatest, emitted, environments, environmentsPath, identified, newest, spelled } from './versions.js'
import { workspaces, type WorkspaceRow } from './workspaces.js'

export interface EnvironmentVersion {
  environmentType?: string | null
  image?: string | null
  condaFile?: string | null
  build?: { contextUri?: string | null; dockerfilePath?: string | null } | null
  osType?: string | null
  autoRebuild?: string | null
  stage?: string | null
  isArchived?: boolean | null
  isAnonymous?: boolean | null
  tags?: Readonly<Record<string, string>> | null
}
export type EnvironmentRow = Resource<EnvironmentVersion>

const props = shape({
  version: string,
  curated: bool,
  /** With the host name of its registry, `docker.io` where none is written. */
  image: nullable(string),
  /** Null without an image. */
  host: nullable(string),
  /** Whose registry it is: the workspace's own, another of this subscription, Microsoft's, or somebody else's. */
  registry: nullable(oneOf('workspace', 'subscription', 'microsoft', 'other')),
  /** Where the build begins that makes the image; less user, password and query. */
  buildContext: nullable(string),
  /** Packages of the conda file that may be another version tomorrow. */
  unpinned: listOf(string),
  /** Options of the conda file by which packages come from further places, or without a check of who serves them. */
  indexes: listOf(string),
  secrets: secretHits,
  osType: nullable(string),
  /** `onbaseimageupdate`: built anew when the image below it changes. */
  autoRebuild: nullable(string),
  stage: nullable(string),
  archived: bool,
  anonymous: bool,
  tags: mapOf(string),
  createdAt: nullable(time),
})

const calls = {
  version: mlGet<EnvironmentRow>('machinelearningservices:environments.versions.get', `${environmentsPath}/{name}/versions/{version}`, { group: 'environmentVersions', method: 'get' }),
  /** Asked only where the list of names does not tell the latest; the client library takes no order. */
  newest: list<EnvironmentRow>('machinelearningservices:environments.versions.list', `${environmentsPath}/{name}/versions`),
  registries: rows<Resource<{ loginServer?: string | null }>>('Microsoft.ContainerRegistry/registries'),
} as const
type EnvironmentCtx = Ctx<typeof props, typeof calls>

/** Names that only Microsoft gives, and the name under which what has none is kept: any of those may be anybody's. */
const unlisted = /^(?:azureml-|microsoft-|cliv2anonymousenvironment$)/i

export default collector({
  type: 'azure.ml.environment',
  kind: 'image',
  service: 'machinelearningservices',
  per: 'account',
  props,
  relates: { 'owned-by': ['azure.ml.workspace'], 'stored-in': ['azure.ml.datastore'], 'runs-image': ['azure.acr.registry'] },
  reads: [environments, workspaces],
  calls,
  async list(ctx) {
    await eachLatest(ctx, await ctx.read(environments), async (container, version) => {
      if (unlisted.test(lastOf(container))) return
      await (version === null ? readNewest(ctx, container) : read(ctx, container, version))
    })
  },
  async resolve(ref, ctx) {
    const { container, version } = spelled(ref.id, await ctx.read(environments))
    await read(ctx, container, version)
  },
})

async function read(ctx: EnvironmentCtx, container: string, version: string): Promise<void> {
  await tell(ctx, await ctx.call.version({ of: container, version }), container, version)
}

async function readNewest(ctx: EnvironmentCtx, container: string): Promise<void> {
  const page = await ctx.call.newest.page({ of: container, ...newest })
  if (!page.ok) return ctx.unlisted(page.gap)
  const [row] = page.value.value ?? []
  if (row !== undefined) await tell(ctx, { ok: true, value: row }, container, row.name ?? '')
}

async function tell({ call, read: ask, emit }: EnvironmentCtx, answer: Answer<EnvironmentRow>, container: string, version: string): Promise<void> {
  const of = identified(container, version)
  const host = answer.ok ? hostOf(answer.value.properties?.image) : null
  const [found, listed] = host !== null && azures.test(host) ? await Promise.all([call.registries.all({}), ask(workspaces)]) : [none, none]
  const own: Answer<Own> = !found.ok ? found : !listed.ok ? listed : { ok: true, value: ownOf(host, found.value, listed.value, of.workspace) }
  emit(emitted(answer, of, ['stored-in', 'runs-image'], (row) => environment(row, of, own)))
}

const none = { ok: true as const, value: [] }
/** Azure's container registries, in each of its clouds. */
const azures = /^[a-z0-9-]+\.azurecr\.(?:io|us|cn)$/

/** A container registry of the subscription, and whether it is the workspace's own. */
interface Own {
  id: string | null
  isWorkspaces: boolean
}

function ownOf(host: string | null, registries: readonly Resource<{ loginServer?: string | null }>[], all: readonly WorkspaceRow[], workspace: string): Own {
  const named = all.find((row) => armId(row.id ?? '') === armId(workspace))?.properties?.containerRegistry
  const row = registries.find((one) => (word(one.properties?.loginServer) ?? `${one.name?.toLowerCase()}.azurecr.io`) === host)
  // The workspace's may stand in a subscription that is not looked at; then its name has to do.
  const isWorkspaces = named != null && (row === undefined ? `${lastOf(armId(named))}.azurecr.io` === host : armId(row.id ?? '') === armId(named))
  return { id: row?.id ?? (isWorkspaces ? named : null), isWorkspaces }
}

export function environment(
  { properties: of, systemData }: EnvironmentRow, { name, workspace }: ReturnType<typeof identified>, own: Answer<Own>,
): Pick<Emission<typeof props>, 'props' | 'edges'> {
  const [host, context] = [hostOf(of?.image), datastoreIn(of?.build?.contextUri, workspace)]
  const conda = packagesIn(of?.condaFile)
  return {
    props: {
      version: name.slice(name.lastIndexOf(':') + 1), curated: word(of?.environmentType) === 'curated', image: imageOf(of?.image, host), host,
      registry: host === null ? null : host === 'mcr.microsoft.com' ? 'microsoft' : known(own, ({ id, isWorkspaces }) => (isWorkspaces ? 'workspace' : id === null ? 'other' : 'subscription')),
      buildContext: addressOf(of?.build?.contextUri).shown, ...conda, secrets: secretsAt('condaFile', of?.condaFile ?? undefined),
      osType: word(of?.osType), autoRebuild: word(of?.autoRebuild), stage: said(of?.stage), archived: of?.isArchived === true, anonymous: of?.isAnonymous === true,
      tags: { ...of?.tags }, createdAt: iso(systemData?.createdAt),
    },
    edges: [
      childOf('azure.ml.workspace', workspace),
      context === null ? null : { type: 'stored-in', target: 'azure.ml.datastore', to: context.datastore, via: 'build.contextUri' },
      own.ok ? imageEdge(own.value.id) : { type: 'runs-image', unread: own.gap },
    ],
  }
}

function imageEdge(registry: string | null): Edge | null {
  return registry === null ? null : { type: 'runs-image', target: 'azure.acr.registry', to: armId(registry), via: 'image' }
}

/** `tensorflow/serving` is Docker Hub's: a host has a dot, a port, or is `localhost`. */
export function hostOf(image: string | null | undefined): string | null {
  const whole = said(image?.trim())
  if (whole === null) return null
  const [first = '', ...rest] = whole.split('/')
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first.toLowerCase() : 'docker.io'
}

function imageOf(image: string | null | undefined, host: string | null): string | null {
  const whole = said(image?.trim())
  return whole === null || host === null ? null : `${host}/${whole.toLowerCase().startsWith(`${host}/`) ? whole.slice(host.length + 1) : whole}`
}
