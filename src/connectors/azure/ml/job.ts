// Training jobs and pipelines of Azure Machine Learning: which code ran where, as whom, and with which credentials in its settings.
import { bool, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list, type Resource } from '../calls.js'
import { childOf, to } from '../edges.js'
import { runsAsTargets } from '../identity.js'
import { armId, iso, lastOf, said, word } from '../names.js'
import { computesOf, definitionFields, definitionProps, identitiesOf, type Definition } from './job-definitions.js'
import { runsAsOf, userAssigned } from './job-identities.js'
import { eachWorkspace, seenWorkspaces } from './workspaces.js'

export interface Job extends Definition {
  status?: string | null
  displayName?: string | null
  experimentName?: string | null
  componentId?: string | null
  isArchived?: boolean | null
  tags?: Readonly<Record<string, unknown>> | null
}

const collection = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/jobs'
const over: ReadonlySet<string> = new Set(['completed', 'failed', 'canceled'])

export default collector({
  type: 'azure.ml.job',
  kind: 'training-job',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    displayName: nullable(string),
    experiment: nullable(string),
    state: nullable(string),
    ended: bool,
    archived: bool,
    ...definitionFields,
    /** It runs as a managed identity of the machine that it lands on. */
    asCompute: bool,
    createdBy: nullable(string),
    createdAt: nullable(time),
    tags: mapOf(string),
  }),
  relates: { 'owned-by': ['azure.ml.workspace'], 'runs-as': runsAsTargets, 'configured-by': ['azure.ml.compute'] },
  reads: [seenWorkspaces, userAssigned],
  calls: {
    list: list<Resource<Job>>('machinelearningservices:jobs.list', collection),
  },
  async list(ctx) {
    // No filter for times, and no order is documented: every page is read, and what ended long ago is passed over.
    await eachWorkspace(ctx, (workspace) => ctx.each(ctx.call.list.rows({ of: workspace, listViewType: 'All' }), async ({ id, name, systemData, properties }) => {
      const job = properties ?? {}
      const state = word(job.status)
      const ended = over.has(state ?? '')
      const createdAt = iso(systemData?.createdAt)
      if (ended && createdAt !== null && new Date(createdAt) < ctx.historySince) return
      const { edges, ofCompute } = await runsAsOf(job, ctx)
      ctx.emit({
        id: armId(id ?? ''), name: said(job.displayName) ?? name ?? '',
        props: {
          displayName: said(job.displayName), experiment: said(job.experimentName), state, ended, archived: job.isArchived === true,
          ...definitionProps(job), asCompute: ofCompute, createdBy: said(systemData?.createdBy), createdAt,
          tags: Object.fromEntries(Object.entries(job.tags ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
        },
        edges: [
          childOf('azure.ml.workspace', workspace), ...edges,
          ...computesOf(job).map((compute) => to('configured-by', 'azure.ml.compute', compute, 'computeId')),
        ],
        past: ended && createdAt !== null ? { family: familyOf(job, workspace), at: createdAt } : null,
      })
    }))
  },
})

/** Runs of one experiment with the same code environment, rights and machines; their names are made up anew each time. */
export function familyOf(job: Job, workspace: string): string {
  const { jobType, environment, secrets } = definitionProps(job)
  const rights = identitiesOf(job).map(({ type, clientId, objectId, resourceId }) => `${type} ${clientId ?? objectId ?? resourceId ?? ''}`.trim())
  return [
    armId(workspace), job.experimentName ?? '-', jobType ?? '-', [...new Set(rights)].toSorted().join(','), (environment ?? '-').replace(/\/versions\/[^/]+$/, ''),
    computesOf(job).map(lastOf).join(','), [...new Set(secrets.map(({ at, type }) => `${at} ${type}`))].join(','),
  ].join('|')
}
