// ECR repositories that hold the images of AI workloads.
import type {
  DescribeRepositoriesCommandInput, DescribeRepositoriesCommandOutput, GetRepositoryPolicyCommandInput, GetRepositoryPolicyCommandOutput,
  Repository,
} from '@aws-sdk/client-ecr'
import { any, bool, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, GapMark, known } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { read, readOrNull } from '../calls.js'
import { policyDocument } from '../iam/policy-document.js'
import { registryScan, registryScanning, registrySigning, signedBy } from './registry.js'

const gone = ['RepositoryNotFoundException']

export function repositoryProps(repository: Repository) {
  return {
    uri: repository.repositoryUri ?? null,
    tagMutability: repository.imageTagMutability ?? null,
    scanOnPush: repository.imageScanningConfiguration?.scanOnPush ?? null,
    encryptionType: repository.encryptionConfiguration?.encryptionType ?? null,
    kmsKey: repository.encryptionConfiguration?.kmsKey ?? null,
  }
}

export default collector({
  type: 'aws.ecr.repository',
  kind: 'registry',
  service: 'ecr',
  per: 'region',
  props: shape({
    uri: nullable(string),
    tagMutability: nullable(oneOf('MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION')),
    scanOnPush: nullable(bool),
    registryScan: nullable(oneOf('SCAN_ON_PUSH', 'CONTINUOUS_SCAN', 'MANUAL')),
    encryptionType: nullable(oneOf('AES256', 'KMS', 'KMS_DSSE')),
    kmsKey: nullable(string),
    policy: nullable(any),
    signedBy: nullable(string),
  }),
  relates: {},
  calls: {
    describe: read<DescribeRepositoriesCommandInput, DescribeRepositoriesCommandOutput>('ecr:DescribeRepositories', { gone }),
    policy: readOrNull<GetRepositoryPolicyCommandInput, GetRepositoryPolicyCommandOutput>(
      'ecr:GetRepositoryPolicy', ['RepositoryPolicyNotFoundException'], { gone },
    ),
  },
  reads: [registryScanning, registrySigning],
  async resolve({ id }, { call, emit, read: shared }) {
    const arn = parseArn(id)
    const name = /^repository\/(.+)$/.exec(arn?.resource ?? '')?.[1]
    if (arn === null || name === undefined) return
    const [found, policy, scanning, signing] = await Promise.all([
      call.describe({ registryId: arn.account, repositoryNames: [name] }),
      call.policy({ registryId: arn.account, repositoryName: name }),
      shared(registryScanning),
      shared(registrySigning),
    ])
    const repository = known(found, (answer) => (answer.repositories?.[0] === undefined ? null : repositoryProps(answer.repositories[0])))
    if (repository === null) return
    const field = <K extends keyof ReturnType<typeof repositoryProps>>(key: K) => (repository instanceof GapMark ? repository : repository[key])
    emit({
      id,
      name,
      props: {
        uri: field('uri'),
        tagMutability: field('tagMutability'),
        scanOnPush: field('scanOnPush'),
        encryptionType: field('encryptionType'),
        kmsKey: field('kmsKey'),
        registryScan: known(scanning, (answer) => registryScan(answer, name)),
        policy: known(policy, (answer) => policyDocument(answer?.policyText)),
        signedBy: known(signing, (answer) => signedBy(answer, name)),
      },
    })
  },
})
