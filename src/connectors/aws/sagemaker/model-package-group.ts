// Model package groups: the shelves of the registry, and who else may put models on them.
import type {
  GetModelPackageGroupPolicyCommandInput, GetModelPackageGroupPolicyCommandOutput, ListModelPackageGroupsCommandInput,
  ListModelPackageGroupsCommandOutput, ModelPackageGroupSummary,
} from '@aws-sdk/client-sagemaker'
import type { Json } from '../../../core/index.js'
import { any, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { list, readOrNull } from '../calls.js'
import { arnOf, iso, placeOf, said, spellings } from './names.js'

export default collector({
  type: 'aws.sagemaker.model_package_group',
  kind: 'registry',
  service: 'sagemaker',
  per: 'region',
  props: shape({ createdAt: nullable(time), description: nullable(string), policy: nullable(any) }),
  relates: {},
  calls: {
    // The summaries say everything but the policy: nothing is left to search or describe.
    list: list<ListModelPackageGroupsCommandInput, ListModelPackageGroupsCommandOutput, ModelPackageGroupSummary>('sagemaker:ListModelPackageGroups', { items: (page) => page.ModelPackageGroupSummaryList }),
    // Both "no policy" and "no such group" come as ValidationException: the message tells them apart.
    policy: readOrNull<GetModelPackageGroupPolicyCommandInput, GetModelPackageGroupPolicyCommandOutput>(
      'sagemaker:GetModelPackageGroupPolicy', ['ValidationException: Cannot find resource policy'],
      { gone: ['ValidationException: Cannot find Model Package Group'] },
    ),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const id = row.ModelPackageGroupArn ?? ''
      const name = row.ModelPackageGroupName ?? ''
      const answer = await call.policy({ ModelPackageGroupName: name })
      emit({
        id, name, aliases: spellings(id, arnOf(placeOf(ctx), 'model-package-group', name)),
        props: { ...modelPackageGroupProps(row), policy: known(answer, (found) => policyOf(found?.ResourcePolicy)) },
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function modelPackageGroupProps(row: ModelPackageGroupSummary) {
  return { createdAt: iso(row.CreationTime), description: said(row.ModelPackageGroupDescription) }
}

/** The policy as a document; a text that is none is kept as it came, for the rules to stumble over rather than to miss. */
export function policyOf(text: string | undefined): Json {
  if (said(text) === null || text === undefined) return null
  try {
    const document: Json = JSON.parse(text)
    return document
  } catch {
    return text
  }
}
