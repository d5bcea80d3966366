// Service accounts that AI runs as: whether they are switched on, who may act as them, which keys of theirs are about.
import type { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js'
import { bool, listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { get, post } from '../calls.js'
import { bindingsOn, bindingsShape, policies, policyVersion } from '../iam-policies.js'
import { ownedBy } from '../edges.js'
import { defaultComputeAccount, isServiceAgent, iso, lastOf, placeOf, said } from '../names.js'

export default collector({
  type: 'gcp.iam.service_account',
  kind: 'identity',
  service: 'iam',
  per: 'account',
  props: shape({
    email: string,
    uniqueId: nullable(string),
    displayName: nullable(string),
    disabled: nullable(bool),
    /** Made by Google with the project, often with Editor on all of it. */
    defaultOf: nullable(oneOf('compute', 'appengine')),
    /** Google's own agent of a service, such as `aiplatform`. */
    agentOf: nullable(string),
    bindings: bindingsShape,
    keys: listOf(shape({ name: string, createdAt: nullable(time), expiresAt: nullable(time), userManaged: bool, disabled: bool })),
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'] },
  reads: [policies],
  calls: {
    get: get<iam_v1.Schema$ServiceAccount>('iam:projects.serviceAccounts.get', 'v1/{+name}', { needs: ['iam.serviceAccounts.get'], gone: ['NOT_FOUND'] }),
    policy: post<iam_v1.Schema$Policy>('iam:projects.serviceAccounts.getIamPolicy', 'v1/{+resource}:getIamPolicy', { needs: ['iam.serviceAccounts.getIamPolicy'] }),
    keys: get<iam_v1.Schema$ListServiceAccountKeysResponse>('iam:projects.serviceAccounts.keys.list', 'v1/{+name}/keys', { needs: ['iam.serviceAccountKeys.list'] }),
  },
  async resolve(ref, ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    const email = lastOf(ref.id)
    const name = `projects/${place.project}/serviceAccounts/${email}`
    if (isServiceAgent(email)) {
      emit({
        id: `//iam.googleapis.com/${name}`, name: email, aliases: [email],
        props: { email, uniqueId: null, displayName: null, disabled: false, defaultOf: null, agentOf: /@gcp-sa-([a-z-]+)\./.exec(email)?.[1] ?? 'cloudservices', bindings: [], keys: [] },
        edges: [ownedBy(place)],
      })
      return
    }
    const account = await call.get({ name })
    const uniqueId = account.ok ? said(account.value.uniqueId) : null
    const spellings = [email, ...(uniqueId === null ? [] : [uniqueId])].flatMap((last) => [place.project, place.number].map((project) => `//iam.googleapis.com/projects/${project}/serviceAccounts/${last}`))
    const [keys, bindings] = await Promise.all([
      call.keys({ name }),
      bindingsOn(ctx, spellings, () => call.policy({ resource: name, options: { requestedPolicyVersion: policyVersion } })),
    ])
    emit({
      id: `//iam.googleapis.com/${name}`, name: email, aliases: [email, ...spellings],
      props: {
        email, uniqueId: known(account, (of) => said(of.uniqueId)), displayName: known(account, (of) => said(of.displayName)),
        // Left out of the answer means "not disabled": proto3 does not write false.
        disabled: known(account, (of) => of.disabled === true),
        defaultOf: email === defaultComputeAccount(place.number) ? 'compute' : email === `${place.project}@appspot.gserviceaccount.com` ? 'appengine' : null,
        agentOf: null,
        bindings,
        keys: known(keys, (of) => (of.keys ?? []).map((key) => ({
          name: lastOf(key.name ?? ''), createdAt: iso(key.validAfterTime), expiresAt: endOf(key.validBeforeTime), userManaged: key.keyType === 'USER_MANAGED', disabled: key.disabled === true,
        }))),
      },
      edges: [ownedBy(place)],
    })
  },
})

/** Keys that never end are said to end with the year 9999. */
function endOf(time: string | null | undefined): string | null {
  return time?.startsWith('9999-') === true ? null : iso(time)
}
