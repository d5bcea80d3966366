// Git repositories registered with SageMaker, read where a notebook clones one.
import type { DescribeCodeRepositoryCommandInput, DescribeCodeRepositoryCommandOutput } from '@aws-sdk/client-sagemaker'
import { nullable, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { read } from '../calls.js'
import { iso, nameOf, said, spellings } from '../names.js'

export default collector({
  type: 'aws.sagemaker.code_repository',
  kind: 'repo',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    url: nullable(string),
    branch: nullable(string),
    /** Where the credentials are that it is cloned with; null: anybody's clone gets the same. */
    secretArn: nullable(string),
    createdAt: nullable(time),
  }),
  relates: { 'can-read': ['aws.secretsmanager.secret'] },
  calls: {
    describe: read<DescribeCodeRepositoryCommandInput, DescribeCodeRepositoryCommandOutput>('sagemaker:DescribeCodeRepository'),
  },
  async resolve(ref, { call, emit }) {
    const name = nameOf(ref.id)
    const detail = await call.describe({ CodeRepositoryName: name })
    const id = detail.ok ? detail.value.CodeRepositoryArn ?? ref.id : ref.id
    emit({ id, name, aliases: spellings(id), props: known(detail, codeRepositoryProps), edges: known(detail, codeRepositoryEdges) })
  },
})

type CodeRepository = Pick<DescribeCodeRepositoryCommandOutput, 'GitConfig' | 'CreationTime'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function codeRepositoryProps({ GitConfig, CreationTime }: CodeRepository) {
  const url = said(GitConfig?.RepositoryUrl)
  return {
    url: url === null ? null : withoutCredentials(url),
    branch: said(GitConfig?.Branch),
    secretArn: said(GitConfig?.SecretArn),
    createdAt: iso(CreationTime),
  }
}

export function codeRepositoryEdges({ GitConfig }: CodeRepository): (Edge | null)[] {
  const secret = said(GitConfig?.SecretArn)
  return [secret === null ? null : { type: 'can-read', target: 'aws.secretsmanager.secret', to: secret, via: 'GitConfig.SecretArn' }]
}

/** An address may carry a user and a token before the host. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1')
}
