// Parameters of the made-up account: one provider's key, and settings that are none.
import { listed, made, type ServiceAnswers } from '../serve.js'

const parameters = made('ssm.parameters', (i, place) => {
  const Name = i % 3 === 0 ? `/orchard/anthropic-api-key-${i}` : `/orchard/setting-${i}`
  return { Name, ARN: place.arn('ssm', `parameter${Name}`), Type: i % 2 === 0 ? 'SecureString' : 'String', ...(i % 2 === 0 && { KeyId: 'alias/aws/ssm' }), LastModifiedDate: place.ago(i), Version: 1, Tier: 'Standard', DataType: 'text' }
}, 3)

export default {
  'ssm.DescribeParameters': listed(parameters, { rows: 'Parameters', token: 'NextToken', size: 'MaxResults', max: 50 }),
} satisfies ServiceAnswers
