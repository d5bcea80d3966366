// Model package groups: the shelves of the registry, and who else may put models on them.
import type {
  GetModelPackageGroupPolicyCommandInput, GetModelPackageGroupPolicyCommandOutput, ListModelPackageGroupsCommandInput,
  ListModelPackageGroupsCommandOutput, ModelPackageGroupSummary,
} from '@aws-sdk/client-sagemaker'
import { any, nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso, placeOf, said, spellings } from '../names.js'
import { arnOf } from './names.js'

export default collector({
  type: 'aws.sagemaker.model_package_group',
  kind: 'registry',
  service: 'sagemaker',
  per: 'region',
  props: shape({ createdAt: nullable(time), description: nullable(string), policy: nullable(any) }),
  relates: {},
  calls: {
    // The summaries say everything but the policy: nothing is left to search or describe.
    list: list<ListModelPackageGroupsCommandInput, ListModelPackageGroupsCommandOutput, ModelPackageGroupSummary>(
      'sagemaker:ListModelPackageGroups', { items: (page) => page.ModelPackageGroupSummaryList },
    ),
    policy: { ...read<GetModelPackageGroupPolicyCommandInput, PolicyAnswer>('sagemaker:GetModelPackageGroupPolicy'), says: hasNoPolicy },
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows(), async (row) => {
      const id = row.ModelPackageGroupArn ?? ''
      const name = row.ModelPackageGroupName ?? ''
      const answer = await call.policy({ ModelPackageGroupName: name })
      emit({
        id, name, aliases: spellings(id, arnOf(placeOf(ctx), 'model-package-group', name)),
        props: { ...modelPackageGroupProps(row), policy: known(answer, (found) => policyDocument(found?.ResourcePolicy)) },
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function modelPackageGroupProps(row: ModelPackageGroupSummary) {
  return { createdAt: iso(row.CreationTime), description: said(row.ModelPackageGroupDescription) }
}

type PolicyAnswer = GetModelPackageGroupPolicyCommandOutput | null

/**
 * "No policy" and "no such group" both come as ValidationException; the message tells them apart: "Cannot find resource
 * policy for: <arn>" here, "Cannot find Model Package Group: <arn>" there.
 */
export function hasNoPolicy(refusal: { code: string; message?: string }): null | undefined {
  return refusal.code === 'ValidationException' && refusal.message?.includes('Cannot find resource policy') === true ? null : undefined
}
