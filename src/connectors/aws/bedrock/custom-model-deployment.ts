// Deployments of custom models: ready to be called, and paid by the call.
import type { CustomModelDeploymentSummary, ListCustomModelDeploymentsCommandInput, ListCustomModelDeploymentsCommandOutput } from '@aws-sdk/client-bedrock'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { listLower } from '../calls.js'
import { iso, placeOf, said } from '../names.js'
import { modelTypeNames, toModel } from './arns.js'

export default collector({
  type: 'aws.bedrock.custom_model_deployment',
  kind: 'endpoint',
  service: 'bedrock',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Creating', 'Active', 'Failed')),
    createdAt: nullable(time),
    modelArn: nullable(string),
  }),
  relates: { serves: modelTypeNames },
  calls: {
    list: listLower<ListCustomModelDeploymentsCommandInput, ListCustomModelDeploymentsCommandOutput, CustomModelDeploymentSummary>(
      'bedrock:ListCustomModelDeployments', { items: (page) => page.modelDeploymentSummaries, max: 1000 },
    ),
  },
  async list(ctx) {
    await ctx.each(ctx.call.list.rows(), (row) => {
      ctx.emit({ id: row.customModelDeploymentArn ?? '', name: row.customModelDeploymentName ?? '', props: deploymentProps(row), edges: [toModel('serves', row.modelArn, placeOf(ctx), 'modelArn')] })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function deploymentProps(row: CustomModelDeploymentSummary) {
  return { status: row.status ?? null, createdAt: iso(row.createdAt), modelArn: said(row.modelArn) }
}
