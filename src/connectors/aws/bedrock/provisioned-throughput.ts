// Provisioned throughput: capacity that keeps a model, mostly a custom one, ready to be called.
import type { ListProvisionedModelThroughputsCommandInput, ListProvisionedModelThroughputsCommandOutput, ProvisionedModelSummary } from '@aws-sdk/client-bedrock'
import { nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { listLower } from '../calls.js'
import { iso, placeOf, said } from '../names.js'
import { modelTypeNames, toModel } from './arns.js'

export default collector({
  type: 'aws.bedrock.provisioned_throughput',
  kind: 'provisioned-capacity',
  service: 'bedrock',
  per: 'region',
  props: shape({
    status: nullable(oneOf('Creating', 'InService', 'Updating', 'Failed')),
    createdAt: nullable(time),
    modelArn: nullable(string),
    modelUnits: nullable(number),
    commitmentEndsAt: nullable(time),
  }),
  relates: { serves: modelTypeNames },
  calls: {
    list: listLower<ListProvisionedModelThroughputsCommandInput, ListProvisionedModelThroughputsCommandOutput, ProvisionedModelSummary>(
      'bedrock:ListProvisionedModelThroughputs', { items: (page) => page.provisionedModelSummaries, max: 1000 },
    ),
  },
  async list(ctx) {
    await ctx.each(ctx.call.list.rows(), (row) => {
      ctx.emit({ id: row.provisionedModelArn ?? '', name: row.provisionedModelName ?? '', props: throughputProps(row), edges: [toModel('serves', row.modelArn, placeOf(ctx), 'modelArn')] })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function throughputProps(row: ProvisionedModelSummary) {
  return {
    status: row.status ?? null,
    createdAt: iso(row.creationTime),
    modelArn: said(row.modelArn),
    modelUnits: row.modelUnits ?? null,
    commitmentEndsAt: iso(row.commitmentExpirationTime),
  }
}
