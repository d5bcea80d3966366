// Projects: who is let in, which APIs are on, whose calls are logged, which service accounts there are.
import type { cloudresourcemanager_v3 } from 'googleapis/build/src/apis/cloudresourcemanager/v3.js'
import type { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js'
import { bool, listOf, mapOf, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer, type Ctx, type Edge, type GapMark } from '../../kit/collector.js'
import { list, post } from '../calls.js'
import { bindingsOf, bindingsShape, policies, policyVersion, type Bindings, type Policy } from '../iam-policies.js'
import { defaultComputeAccount, iso, placeOf, projectName, said } from '../names.js'
import { enabledServices, getProject, servicesInput } from '../session-calls.js'
import { denyCalls, denyPoliciesOn, denyPoliciesShape, parentName } from './hierarchy.js'

const props = shape({
  projectId: string,
  number: string,
  /** Full name of the folder or organisation above. */
  parent: nullable(string),
  labels: mapOf(string),
  createdAt: nullable(time),
  bindings: bindingsShape,
  denyPolicies: denyPoliciesShape,
  /** Which calls Cloud Audit Logs keeps, by service. */
  auditConfigs: listOf(shape({ service: string, logTypes: listOf(shape({ type: string, exemptedMembers: listOf(string) })) })),
  /** APIs, such as `aiplatform.googleapis.com`. */
  enabledServices: listOf(string),
  serviceAccounts: listOf(shape({ email: string, disabled: bool })),
  /** Who may act as each of them, by e-mail. */
  serviceAccountBindings: mapOf(bindingsShape),
  /** The account of machines and jobs that name none. */
  defaultComputeAccount: string,
})

const calls = {
  get: getProject,
  policy: post<cloudresourcemanager_v3.Schema$Policy>('cloudresourcemanager:projects.getIamPolicy', 'v3/{+resource}:getIamPolicy', { needs: ['resourcemanager.projects.getIamPolicy'], per: 'account' }),
  services: enabledServices,
  serviceAccounts: list<iam_v1.Schema$ListServiceAccountsResponse, iam_v1.Schema$ServiceAccount>('iam:projects.serviceAccounts.list', 'v1/{+name}/serviceAccounts', { needs: ['iam.serviceAccounts.list'], items: (page) => page.accounts, per: 'account' }),
  serviceAccountPolicy: post<iam_v1.Schema$Policy>('iam:projects.serviceAccounts.getIamPolicy', 'v1/{+resource}:getIamPolicy', { needs: ['iam.serviceAccounts.getIamPolicy'] }),
  ...denyCalls,
}

export default collector({
  type: 'gcp.resourcemanager.project',
  kind: 'account',
  service: 'cloudresourcemanager',
  per: 'account',
  props,
  relates: { 'owned-by': ['gcp.resourcemanager.folder', 'gcp.resourcemanager.organization'], 'governed-by': ['gcp.iam.role'] },
  reads: [policies],
  calls,
  list: (ctx) => readProject(ctx),
  resolve: (_ref, ctx) => readProject(ctx),
})

async function readProject(ctx: Ctx<typeof props, typeof calls>): Promise<void> {
  const { call, emit, scope } = ctx
  const place = placeOf(ctx)
  const [project, policy, services, accounts, denyPolicies] = await Promise.all([
    call.get({ name: `projects/${scope.account}` }),
    call.policy({ resource: `projects/${scope.account}`, options: { requestedPolicyVersion: policyVersion } }),
    call.services.all(servicesInput(scope.account)),
    call.serviceAccounts.all({ name: `projects/${scope.account}` }),
    denyPoliciesOn(call, `projects/${place.number}`),
  ])
  const parent = known(project, ({ parent: above }) => parentName(above))
  emit({
    id: projectName(place.number), name: scope.account, aliases: [projectName(scope.account)],
    props: {
      projectId: scope.account, number: place.number, parent,
      labels: known(project, ({ labels }) => labels ?? {}),
      createdAt: known(project, ({ createTime }) => iso(createTime)),
      bindings: known(policy, bindingsOf),
      denyPolicies,
      auditConfigs: known(policy, ({ auditConfigs }) => (auditConfigs ?? []).map(({ service, auditLogConfigs }) => ({
        service: service ?? '', logTypes: (auditLogConfigs ?? []).map(({ logType, exemptedMembers }) => ({ type: logType ?? '', exemptedMembers: exemptedMembers ?? [] })),
      }))),
      enabledServices: known(services, (rows) => rows.flatMap((row) => row.config?.name ?? []).toSorted()),
      serviceAccounts: known(accounts, (rows) => rows.flatMap(({ email, disabled }) => (said(email) === null ? [] : [{ email: email ?? '', disabled: disabled === true }]))),
      serviceAccountBindings: accounts.ok ? await serviceAccountBindings(ctx, accounts.value) : accounts.gap,
      defaultComputeAccount: defaultComputeAccount(place.number),
    },
    edges: [
      ...edgesOf(project, 'owned-by', ({ parent: up }) => [above(parentName(up))]),
      ...edgesOf(policy, 'governed-by', (of) => rolesIn(bindingsOf(of))),
    ],
  })
}

export function above(parent: string | null): Edge | null {
  if (parent === null) return null
  return { type: 'owned-by', target: parent.includes('/folders/') ? 'gcp.resourcemanager.folder' : 'gcp.resourcemanager.organization', to: parent, via: 'parent' }
}

/** The roles that bindings name: what they allow is read once each. */
export function rolesIn(bindings: Bindings): Edge[] {
  return [...new Set(bindings.map(({ role }) => role))].map((role) => ({ type: 'governed-by', target: 'gcp.iam.role', to: `//iam.googleapis.com/${role}`, via: 'bindings' }))
}

/** From the search over the project's policies, which has those that grant something; without it, one by one. */
async function serviceAccountBindings({ call, read, scope, number }: Ctx<typeof props, typeof calls>, accounts: readonly iam_v1.Schema$ServiceAccount[]): Promise<{ [email: string]: Bindings } | GapMark> {
  const searched = await read(policies)
  const policyOf = async ({ email, uniqueId }: iam_v1.Schema$ServiceAccount): Promise<Answer<Policy>> => {
    if (!searched.ok) return call.serviceAccountPolicy({ resource: `projects/${scope.account}/serviceAccounts/${email}`, options: { requestedPolicyVersion: policyVersion } })
    const names = [email, uniqueId].flatMap((last) => [scope.account, number].map((project) => `//iam.googleapis.com/projects/${project}/serviceAccounts/${last}`))
    return { ok: true, value: names.map((name) => searched.value.get(name)).find((policy) => policy !== undefined) ?? {} }
  }
  const found: { [email: string]: Bindings } = {}
  for (const [i, answer] of (await Promise.all(accounts.map(policyOf))).entries()) {
    if (!answer.ok) return answer.gap
    found[accounts[i]?.email?.toLowerCase() ?? ''] = bindingsOf(answer.value)
  }
  return found
}
