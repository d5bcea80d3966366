// Models and environments have versions: the latest of each is read, and those that something live refers to.
import { sharedRead, type Answer, type Calls, type Ctx, type Emission } from '../../kit/collector.js'
import type { RelationType } from '../../../core/index.js'
import type { RecordShape, Shape } from '../../../core/shape.js'
import { mlList, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, lastOf, parentOf, said } from '../names.js'
import { seenWorkspaces } from './workspaces.js'

/** A name with versions under it. What is archived as a whole is not listed. */
export interface Container {
  latestVersion?: string | null
  isArchived?: boolean | null
}

/** What one workspace answered. */
export interface Named {
  workspace: string
  containers: Answer<Resource<Container>[]>
}

const path = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}'
export const modelsPath = `${path}/models`
export const environmentsPath = `${path}/environments`

function namedIn(id: string, list: ReturnType<typeof mlList<Resource<Container>>>) {
  return sharedRead({
    id, per: 'account', calls: { ...seenWorkspaces.calls, containers: list },
    load: async ({ call, read, each }): Promise<Answer<Named[]>> => {
      const of = await read(seenWorkspaces)
      if (!of.ok) return of
      const { rows, gap } = of.value
      // Workspaces that cannot be seen may have some, too.
      const named: Named[] = gap === null ? [] : [{ workspace: '', containers: { ok: false, gap } }]
      await each(rows, async (row) => {
        named.push({ workspace: row.id ?? '', containers: await call.containers.all({ of: row.id ?? '' }) })
      })
      return { ok: true, value: named }
    },
  })
}

export const models = namedIn('azure.ml-models', mlList<Resource<Container>>('machinelearningservices:models.list', modelsPath, { group: 'modelContainers', method: 'list' }))
export const environments = namedIn('azure.ml-environments', mlList<Resource<Container>>('machinelearningservices:environments.list', environmentsPath, {
  group: 'environmentContainers', method: 'list',
}))

/** Runs through what has a name; the version is null where the list does not say which is the latest. */
export async function eachLatest<P extends RecordShape<Record<string, Shape>>, C extends Calls>(
  ctx: Ctx<P, C>, named: Answer<Named[]>, read: (container: string, version: string | null) => Promise<void>,
): Promise<void> {
  if (!named.ok) return ctx.unlisted(named.gap)
  for (const { containers } of named.value) if (!containers.ok) ctx.unlisted(containers.gap)
  const found = named.value.flatMap(({ workspace, containers }) => (containers.ok ? containers.value.map((row): [Resource<Container>, string] => [row, workspace]) : []))
  await ctx.each(found, ([{ id, name, properties }, workspace]) => read(id ?? `${workspace}/${name ?? ''}`, said(properties?.latestVersion)))
}

/** Asks for the newest version; none where nothing lies under the name yet. */
export const newest = { $orderBy: 'createdtime desc', $top: 1 }

/** A version that something refers to, by the name as its owner spells it: ids of the inventory are in lower case, names may be not. */
export function spelled(id: string, named: Answer<Named[]>): { container: string; version: string } {
  const container = parentOf(id)
  const row = named.ok ? named.value.flatMap(({ containers }) => (containers.ok ? containers.value : [])).find((one) => armId(one.id ?? '') === container) : undefined
  const version = lastOf(id)
  const latest = row?.properties?.latestVersion
  return { container: row?.id ?? container, version: latest?.toLowerCase() === version ? latest : version }
}

/** What every version is, whether it was read or not. */
export function identified(container: string, version: string): { id: string; name: string; workspace: string } {
  return { id: armId(`${container}/versions/${version}`), name: `${lastOf(container)}:${version}`, workspace: parentOf(container) }
}

/** A version as an asset, or the gap in its place, which hides its relations of the types `blind` as well. */
export function emitted<P, R>(
  answer: Answer<R>, { id, name, workspace }: ReturnType<typeof identified>, blind: readonly RelationType[], take: (row: R) => Pick<Emission<P>, 'props' | 'edges'>,
): Emission<P> {
  if (answer.ok) return { id, name, ...take(answer.value) }
  return { id, name, props: answer.gap, edges: [childOf('azure.ml.workspace', workspace), ...blind.map((type) => ({ type, unread: answer.gap }))] }
}
