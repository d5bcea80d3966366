// KMS keys, read only when something AI is encrypted with them: whether they still work, and who may use them.
import type {
  DescribeKeyCommandInput, DescribeKeyCommandOutput, GetKeyPolicyCommandInput, GetKeyPolicyCommandOutput, GetKeyRotationStatusCommandInput,
  GetKeyRotationStatusCommandOutput, KeyMetadata,
} from '@aws-sdk/client-kms'
import { any, bool, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { read, readOrNull } from '../calls.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso, nameOf, said } from '../names.js'

const gone = ['NotFoundException']

/** Of a key of another account nothing can be read but that it is one. */
export const foreignKey = {
  owner: 'other', manager: null, state: null, spec: null, usage: null, origin: null, multiRegion: null, createdAt: null, deletionAt: null,
  rotation: null, rotationDays: null, policy: null,
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function keyProps(key: KeyMetadata) {
  return {
    owner: 'self',
    manager: key.KeyManager ?? null,
    state: key.KeyState ?? null,
    spec: said(key.KeySpec),
    usage: said(key.KeyUsage),
    origin: key.Origin ?? null,
    multiRegion: key.MultiRegion ?? null,
    createdAt: iso(key.CreationDate),
    deletionAt: iso(key.DeletionDate),
  }
}

/** Only keys made of KMS's own material rotate by themselves, and AWS's own always do: of all others there is nothing to ask. */
export function rotates(key: KeyMetadata): boolean {
  return key.KeyManager === 'CUSTOMER' && key.Origin === 'AWS_KMS' && key.KeySpec === 'SYMMETRIC_DEFAULT' && (key.KeyState === 'Enabled' || key.KeyState === 'Disabled')
}

export default collector({
  type: 'aws.kms.key',
  kind: 'key',
  service: 'kms',
  per: 'region',
  props: shape({
    owner: oneOf('self', 'other'),
    manager: nullable(oneOf('AWS', 'CUSTOMER')),
    state: nullable(oneOf('Creating', 'Enabled', 'Disabled', 'PendingDeletion', 'PendingImport', 'PendingReplicaDeletion', 'Unavailable', 'Updating')),
    spec: nullable(string),
    usage: nullable(string),
    /** Where the key material comes from. */
    origin: nullable(oneOf('AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE')),
    multiRegion: nullable(bool),
    createdAt: nullable(time),
    /** When a key that is scheduled for deletion goes. */
    deletionAt: nullable(time),
    /** Null where a key cannot rotate by itself. */
    rotation: nullable(bool),
    rotationDays: nullable(number),
    policy: nullable(any),
  }),
  relates: {},
  calls: {
    describe: read<DescribeKeyCommandInput, DescribeKeyCommandOutput>('kms:DescribeKey', { gone }),
    // The key was there a moment ago: without a policy it is still a key.
    policy: readOrNull<GetKeyPolicyCommandInput, GetKeyPolicyCommandOutput>('kms:GetKeyPolicy', gone),
    rotation: readOrNull<GetKeyRotationStatusCommandInput, GetKeyRotationStatusCommandOutput>('kms:GetKeyRotationStatus', gone),
  },
  async resolve({ id }, { call, emit, scope }) {
    if (parseArn(id)?.account !== scope.account) return emit({ id, name: nameOf(id), props: foreignKey })
    // Takes the ARN of an alias, too; the policy and the rotation are those of the key behind it.
    const found = await call.describe({ KeyId: id })
    if (!found.ok) return emit({ id, name: nameOf(id), props: found.gap })
    const key = found.value.KeyMetadata
    if (key === undefined) return
    const none: Answer<null> = { ok: true, value: null }
    const [policy, rotation] = await Promise.all([
      call.policy({ KeyId: key.KeyId }), rotates(key) ? call.rotation({ KeyId: key.KeyId }) : none,
    ])
    emit({
      id: key.Arn ?? id,
      name: nameOf(key.Arn ?? id),
      props: {
        ...keyProps(key),
        rotation: known<GetKeyRotationStatusCommandOutput | null, boolean | null>(rotation, (answer) => (answer === null ? null : answer.KeyRotationEnabled === true)),
        rotationDays: known<GetKeyRotationStatusCommandOutput | null, number | null>(rotation, (answer) => answer?.RotationPeriodInDays ?? null),
        policy: known(policy, (answer) => policyDocument(answer?.Policy)),
      },
    })
  },
})
