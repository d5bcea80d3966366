// Roles that some policy names: the permissions behind the word.
import type { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { get } from '../calls.js'
import { said } from '../names.js'

export default collector({
  type: 'gcp.iam.role',
  kind: 'role',
  service: 'iam',
  per: 'account',
  props: shape({
    /** As bindings write it: `roles/aiplatform.user`, `projects/orchard-ml/roles/trainer`. */
    role: string,
    title: nullable(string),
    stage: nullable(string),
    /** Made by the user, in a project or an organisation. */
    custom: bool,
    deleted: bool,
    permissions: listOf(string),
  }),
  relates: {},
  calls: {
    // Google's own roles, those of a project and those of an organisation are read alike, with rights of different places.
    get: get<iam_v1.Schema$Role>('iam:roles.get', 'v1/{+name}', { needs: ['iam.roles.get'] }),
  },
  async resolve(ref, { call, emit }) {
    const role = ref.id.replace(/^\/\/[^/]+\//, '')
    const answer = await call.get({ name: role })
    const custom = !role.startsWith('roles/')
    emit({
      id: ref.id, name: role,
      props: answer.ok ? {
        role, title: said(answer.value.title), stage: said(answer.value.stage), custom, deleted: answer.value.deleted === true,
        permissions: [...(answer.value.includedPermissions ?? [])].toSorted(),
      } : answer.gap,
    })
  },
})
