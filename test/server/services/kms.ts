// KMS of the made-up account: whatever key is named is there, the account's own and of KMS's material.
import type { ServiceAnswers } from '../serve.js'

const metadata = (account: string, region: string, named: unknown) => {
  const KeyId = String(named).replace(/^.*[:/]/, '')
  return {
    AWSAccountId: account, KeyId, Arn: `arn:aws:kms:${region}:${account}:key/${KeyId}`, CreationDate: '2026-01-01T00:00:00Z', Enabled: true, KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: 'Enabled', Origin: 'AWS_KMS', KeyManager: 'CUSTOMER', KeySpec: 'SYMMETRIC_DEFAULT', MultiRegion: false,
  }
}

export default {
  'kms.DescribeKey': ({ account }, { region, input }) => ({ json: { KeyMetadata: metadata(account, region, input['KeyId']) } }),
  'kms.GetKeyPolicy': ({ account }) => ({ json: { PolicyName: 'default', Policy: JSON.stringify({
    Version: '2012-10-17', Statement: [{ Sid: 'Administrators', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
  }) } }),
  'kms.GetKeyRotationStatus': (_account, { input }) => ({ json: { KeyId: input['KeyId'], KeyRotationEnabled: true, RotationPeriodInDays: 365 } }),
} satisfies ServiceAnswers
