// The organisation above the projects being read: its domain, and what is granted at the top.
import type { cloudresourcemanager_v3 } from 'googleapis/build/src/apis/cloudresourcemanager/v3.js'
import { nullable, shape, string } from '../../../core/shape.js'
import { collector, edgesOf, known } from '../../kit/collector.js'
import { get, post } from '../calls.js'
import { bindingsOf, bindingsShape, policyVersion } from '../iam-policies.js'
import { said } from '../names.js'
import { denyCalls, denyPoliciesOn, denyPoliciesShape } from './hierarchy.js'
import { rolesIn } from './project.js'

export default collector({
  type: 'gcp.resourcemanager.organization',
  kind: 'account',
  service: 'cloudresourcemanager',
  per: 'account',
  props: shape({
    /** The primary domain of the organisation's users. */
    displayName: nullable(string),
    /** Workspace or Cloud Identity customer, such as `C0abc123`. */
    customerId: nullable(string),
    bindings: bindingsShape,
    denyPolicies: denyPoliciesShape,
  }),
  relates: { 'governed-by': ['gcp.iam.role'] },
  calls: {
    get: get<cloudresourcemanager_v3.Schema$Organization>('cloudresourcemanager:organizations.get', 'v3/{+name}', { needs: ['resourcemanager.organizations.get'] }),
    policy: post<cloudresourcemanager_v3.Schema$Policy>('cloudresourcemanager:organizations.getIamPolicy', 'v3/{+resource}:getIamPolicy', { needs: ['resourcemanager.organizations.getIamPolicy'] }),
    ...denyCalls,
  },
  async resolve(ref, { call, emit }) {
    const name = ref.id.replace(/^\/\/[^/]+\//, '')
    const [organization, policy, denyPolicies] = await Promise.all([
      call.get({ name }), call.policy({ resource: name, options: { requestedPolicyVersion: policyVersion } }), denyPoliciesOn(call, name),
    ])
    emit({
      id: ref.id, name: organization.ok ? organization.value.displayName ?? name : name,
      props: {
        displayName: known(organization, ({ displayName }) => said(displayName)), customerId: known(organization, ({ directoryCustomerId }) => said(directoryCustomerId)),
        bindings: known(policy, bindingsOf), denyPolicies,
      },
      edges: edgesOf(policy, 'governed-by', (of) => rolesIn(bindingsOf(of))),
    })
  },
})
