// Schedules of Azure Machine Learning: jobs that start on their own, and monitors of models in use.
import { bool, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { list, mlList, type Identity, type Resource } from '../calls.js'
import { childOf, to } from '../edges.js'
import { identityOf, runsAs, runsAsTargets } from '../identity.js'
import { armId, iso, said, word } from '../names.js'
import { computesOf, definitionFields, definitionProps, type Definition } from './job-definitions.js'
import { runsAsOf, userAssigned } from './job-identities.js'
import { eachWorkspace, seenWorkspaces } from './workspaces.js'

interface Monitor {
  alertNotificationSettings?: { emailNotificationSettings?: { emails?: readonly string[] | null } | null } | null
  signals?: Readonly<Record<string, unknown>> | null
  computeConfiguration?: { computeIdentity?: { computeIdentityType?: string | null; identity?: Identity | null } | null } | null
}

export interface Schedule {
  displayName?: string | null
  isEnabled?: boolean | null
  provisioningState?: string | null
  trigger?: { triggerType?: string | null } | null
  action?: { actionType?: string | null; jobDefinition?: Definition | null; monitorDefinition?: Monitor | null } | null
}

interface User {
  id?: string | null
  accountEnabled?: boolean | null
}

const collection = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.MachineLearningServices/workspaces/{workspaceName}/schedules'

export default collector({
  type: 'azure.ml.schedule',
  kind: 'workflow',
  service: 'machinelearningservices',
  per: 'account',
  props: shape({
    displayName: nullable(string),
    enabled: bool,
    state: nullable(string),
    /** `createjob`, `createmonitor`, `invokebatchendpoint` or `importdata`. */
    action: nullable(string),
    trigger: nullable(string),
    ...definitionFields,
    /** It runs as a managed identity of the machine that it lands on. */
    asCompute: bool,
    monitor: nullable(shape({ signals: number, emails: number })),
    createdBy: nullable(string),
    /** `user`, `application`, `managedidentity` or `key`. */
    createdByType: nullable(string),
    /** What the directory says of the user who made it, only `--with directory`; null for whatever is no user. */
    creator: nullable(oneOf('active', 'disabled', 'missing')),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ml.workspace'], 'runs-as': runsAsTargets, 'configured-by': ['azure.ml.compute'] },
  reads: [seenWorkspaces, userAssigned],
  calls: {
    list: mlList<Resource<Schedule>>('machinelearningservices:schedules.list', collection, { group: 'schedules', method: 'list' }),
    users: list<User>('graph:users.list', '/v1.0/users', { plane: 'graph', with: 'directory', needs: ['graph:Directory.Read.All'] }),
  },
  async list(ctx) {
    const { call } = ctx
    const asked = new Map<string, Promise<Answer<User[]>>>()
    // The service writes the name of a user, and some clients the address: either may be it.
    const usersOf = (who: string): Promise<Answer<User[]>> => {
      const quoted = `'${who.replaceAll("'", "''")}'`
      const $filter = ['userPrincipalName', 'mail', 'displayName'].map((name) => `${name} eq ${quoted}`).join(' or ')
      const found = asked.get(who) ?? call.users.all({ $filter, $select: 'id,accountEnabled' })
      asked.set(who, found)
      return found
    }
    await eachWorkspace(ctx, (workspace) => ctx.each(call.list.rows({ of: workspace }), async ({ id, name, systemData, properties }) => {
      const job = properties?.action?.jobDefinition ?? {}
      const monitor = properties?.action?.monitorDefinition
      const createdBy = said(systemData?.createdBy)
      const createdByType = word(systemData?.createdByType)
      const users = createdBy === null || createdByType !== 'user' ? null : await usersOf(createdBy)
      const { edges, ofCompute } = await runsAsOf(job, ctx)
      ctx.emit({
        id: armId(id ?? ''), name: name ?? '',
        props: {
          displayName: said(properties?.displayName), enabled: properties?.isEnabled === true, state: word(properties?.provisioningState),
          action: word(properties?.action?.actionType), trigger: word(properties?.trigger?.triggerType),
          ...definitionProps(job), asCompute: ofCompute,
          monitor: monitor == null ? null : watched(monitor),
          createdBy, createdByType, creator: users === null ? null : known(users, creatorOf), createdAt: iso(systemData?.createdAt),
        },
        edges: [
          childOf('azure.ml.workspace', workspace), ...edges, ...runsAs(identityOf(monitor?.computeConfiguration?.computeIdentity?.identity)),
          ...computesOf(job).map((compute) => to('configured-by', 'azure.ml.compute', compute, 'computeId')),
        ],
      })
    }))
  },
})

function watched({ signals, alertNotificationSettings }: Monitor): { signals: number; emails: number } {
  return { signals: Object.keys(signals ?? {}).length, emails: alertNotificationSettings?.emailNotificationSettings?.emails?.length ?? 0 }
}

/** Names are not unique: one of that name who is still there is enough. */
function creatorOf(users: readonly User[]): 'active' | 'disabled' | 'missing' {
  if (users.length === 0) return 'missing'
  return users.some(({ accountEnabled }) => accountEnabled !== false) ? 'active' : 'disabled'
}
