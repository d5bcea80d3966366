// Secrets of Secrets Manager that open somebody's models, and those that AI assets refer to. Never what is in them.
import type {
  DescribeSecretCommandInput, DescribeSecretCommandOutput, GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput, ListSecretsCommandInput,
  ListSecretsCommandOutput, SecretListEntry,
} from '@aws-sdk/client-secrets-manager'
import { any, bool, nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { list, read } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso, said } from '../names.js'
import { modelProvider } from './model-providers.js'

/** What the list and the description of a secret both say. */
type Secret = Pick<SecretListEntry & DescribeSecretCommandOutput,
  'Name' | 'Description' | 'KmsKeyId' | 'RotationEnabled' | 'RotationRules' | 'LastRotatedDate' | 'LastChangedDate' | 'LastAccessedDate'
  | 'CreatedDate' | 'DeletedDate' | 'OwningService' | 'Tags'>

export default collector({
  type: 'aws.secretsmanager.secret',
  kind: 'secret',
  service: 'secrets-manager',
  per: 'region',
  props: shape({
    /** The provider of models whose credential it is, by its name, tags or description. */
    provider: nullable(string),
    /** Null: the account's own `aws/secretsmanager` key. */
    kmsKeyId: nullable(string),
    rotationEnabled: bool,
    rotationDays: nullable(number),
    createdAt: nullable(time),
    lastChangedAt: nullable(time),
    lastRotatedAt: nullable(time),
    /** The day, without the hour. */
    lastAccessedAt: nullable(time),
    deletedAt: nullable(time),
    /** The AWS service that made and keeps it. */
    owningService: nullable(string),
    policy: nullable(any),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: list<ListSecretsCommandInput, ListSecretsCommandOutput, SecretListEntry>('secrets-manager:ListSecrets', { items: (page) => page.SecretList }),
    describe: read<DescribeSecretCommandInput, DescribeSecretCommandOutput>('secrets-manager:DescribeSecret'),
    policy: read<GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput>('secrets-manager:GetResourcePolicy'),
  },
  async list({ call, each, emit }) {
    await each(call.list.rows(), async (secret) => {
      if (providerOf(secret) === null) return
      const policy = await call.policy({ SecretId: secret.ARN })
      emit({
        id: secret.ARN ?? '',
        name: secret.Name ?? '',
        props: { ...secretProps(secret), policy: known(policy, (answer) => policyDocument(answer.ResourcePolicy)) },
        edges: secretEdges(secret),
      })
    })
  },
  async resolve({ id }, { call, emit }) {
    const found = await call.describe({ SecretId: id })
    if (!found.ok) return emit({ id, name: secretName(id), props: found.gap })
    const secret = found.value
    const policy = await call.policy({ SecretId: secret.ARN ?? id })
    emit({
      id: secret.ARN ?? id,
      name: secret.Name ?? secretName(id),
      props: { ...secretProps(secret), policy: known(policy, (answer) => policyDocument(answer.ResourcePolicy)) },
      edges: secretEdges(secret),
    })
  },
})

export function providerOf(secret: Secret): string | null {
  return modelProvider(secret.Name, ...(secret.Tags ?? []).flatMap((tag) => [tag.Key, tag.Value]), secret.Description)
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function secretProps(secret: Secret) {
  return {
    provider: providerOf(secret),
    kmsKeyId: said(secret.KmsKeyId),
    rotationEnabled: secret.RotationEnabled === true,
    rotationDays: secret.RotationRules?.AutomaticallyAfterDays ?? null,
    createdAt: iso(secret.CreatedDate),
    lastChangedAt: iso(secret.LastChangedDate),
    lastRotatedAt: iso(secret.LastRotatedDate),
    lastAccessedAt: iso(secret.LastAccessedDate),
    deletedAt: iso(secret.DeletedDate),
    owningService: said(secret.OwningService),
  }
}

export function secretEdges(secret: Secret): (Edge | null)[] {
  return [encryptedBy(said(secret.KmsKeyId), 'KmsKeyId')]
}

/** `arn:aws:secretsmanager:us-east-1:111122223333:secret:<name>-<six random characters>` */
function secretName(arn: string): string {
  return arn.split(':').slice(6).join(':').replace(/-[A-Za-z0-9]{6}$/, '')
}
