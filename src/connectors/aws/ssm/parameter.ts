// Parameters whose name says that they hold a model provider's credential: whether they are stored in the clear. Never what is in them.
import type { DescribeParametersCommandInput, DescribeParametersCommandOutput, ParameterMetadata } from '@aws-sdk/client-ssm'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { list } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'
import { modelProvider, namesCredential } from '../secretsmanager/model-providers.js'

export default collector({
  type: 'aws.ssm.parameter',
  kind: 'secret',
  service: 'ssm',
  per: 'region',
  props: shape({
    provider: nullable(string),
    parameterType: nullable(oneOf('String', 'StringList', 'SecureString')),
    tier: nullable(oneOf('Standard', 'Advanced', 'Intelligent-Tiering')),
    /** Key of a SecureString; an alias stands as it was given. */
    kmsKeyId: nullable(string),
    modifiedAt: nullable(time),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    // Unfiltered: filters are case-sensitive, and are applied after a page is cut.
    list: list<DescribeParametersCommandInput, DescribeParametersCommandOutput, ParameterMetadata>(
      'ssm:DescribeParameters', { items: (page) => page.Parameters, max: 50 },
    ),
  },
  async list(ctx) {
    await ctx.each(ctx.call.list.rows(), (parameter) => {
      if (!holdsModelKey(parameter)) return
      ctx.emit({ id: parameterArn(parameter, placeOf(ctx)), name: parameter.Name ?? '', props: parameterProps(parameter), edges: parameterEdges(parameter) })
    })
  },
})

export function holdsModelKey({ Name: name = '' }: ParameterMetadata): boolean {
  return modelProvider(name) !== null && namesCredential(name)
}

function parameterArn({ ARN: arn, Name: name = '' }: ParameterMetadata, { partition, region, account }: Place): string {
  return arn ?? `arn:${partition}:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function parameterProps(parameter: ParameterMetadata) {
  return {
    provider: modelProvider(parameter.Name),
    parameterType: parameter.Type ?? null,
    tier: parameter.Tier ?? null,
    kmsKeyId: said(parameter.KeyId),
    modifiedAt: iso(parameter.LastModifiedDate),
  }
}

export function parameterEdges(parameter: ParameterMetadata): (Edge | null)[] {
  return [encryptedBy(said(parameter.KeyId), 'KeyId')]
}
