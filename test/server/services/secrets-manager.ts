// Secrets of the made-up account: keys of model providers, each encrypted with a key of its own.
import { described, listed, made, type ServiceAnswers } from '../serve.js'

const secrets = made('secretsmanager.secrets', (i, place) => ({
  ARN: place.arn('secretsmanager', `secret:orchard/openai-${i}-AbCd12`), Name: `orchard/openai-${i}`, Description: 'for the chatbot', KmsKeyId: place.arn('kms', `key/0000000${i % 10}-1111-2222-3333-444455556666`),
  RotationEnabled: i % 2 === 0, ...(i % 2 === 0 && { RotationRules: { AutomaticallyAfterDays: 30 } }), LastChangedDate: place.ago(24 * (i + 1)), CreatedDate: place.ago(24 * 400), Tags: [{ Key: 'team', Value: 'orchard' }],
}))

export default {
  'secrets-manager.ListSecrets': listed(secrets, { rows: 'SecretList', token: 'NextToken', size: 'MaxResults' }),
  'secrets-manager.DescribeSecret': described(secrets, { by: { SecretId: 'ARN' } }),
  'secrets-manager.GetResourcePolicy': described(secrets, { by: { SecretId: 'ARN' }, as: (row) => ({ ARN: row['ARN'], Name: row['Name'], ResourcePolicy: JSON.stringify({
    Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:DeleteSecret', Resource: '*' }],
  }) }) }),
} satisfies ServiceAnswers
