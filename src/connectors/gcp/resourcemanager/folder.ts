// Folders above the projects being read: what is granted there holds for all below.
import type { cloudresourcemanager_v3 } from 'googleapis/build/src/apis/cloudresourcemanager/v3.js'
import { nullable, shape, string } from '../../../core/shape.js'
import { collector, edgesOf, known } from '../../kit/collector.js'
import { get, post } from '../calls.js'
import { bindingsOf, bindingsShape, policyVersion } from '../iam-policies.js'
import { said } from '../names.js'
import { denyCalls, denyPoliciesOn, denyPoliciesShape, parentName } from './hierarchy.js'
import { above, rolesIn } from './project.js'

export default collector({
  type: 'gcp.resourcemanager.folder',
  kind: 'account',
  service: 'cloudresourcemanager',
  per: 'account',
  props: shape({ displayName: nullable(string), parent: nullable(string), bindings: bindingsShape, denyPolicies: denyPoliciesShape }),
  relates: { 'owned-by': ['gcp.resourcemanager.folder', 'gcp.resourcemanager.organization'], 'governed-by': ['gcp.iam.role'] },
  calls: {
    get: get<cloudresourcemanager_v3.Schema$Folder>('cloudresourcemanager:folders.get', 'v3/{+name}', { needs: ['resourcemanager.folders.get'] }),
    policy: post<cloudresourcemanager_v3.Schema$Policy>('cloudresourcemanager:folders.getIamPolicy', 'v3/{+resource}:getIamPolicy', { needs: ['resourcemanager.folders.getIamPolicy'] }),
    ...denyCalls,
  },
  async resolve(ref, { call, emit }) {
    const name = ref.id.replace(/^\/\/[^/]+\//, '')
    const [folder, policy, denyPolicies] = await Promise.all([
      call.get({ name }), call.policy({ resource: name, options: { requestedPolicyVersion: policyVersion } }), denyPoliciesOn(call, name),
    ])
    emit({
      id: ref.id, name: folder.ok ? folder.value.displayName ?? name : name,
      props: {
        displayName: known(folder, ({ displayName }) => said(displayName)), parent: known(folder, ({ parent }) => parentName(parent)),
        bindings: known(policy, bindingsOf), denyPolicies,
      },
      edges: [
        ...edgesOf(folder, 'owned-by', ({ parent }) => [above(parentName(parent))]),
        ...edgesOf(policy, 'governed-by', (of) => rolesIn(bindingsOf(of))),
      ],
    })
  },
})
