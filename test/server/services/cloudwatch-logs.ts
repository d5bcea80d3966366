// CloudWatch Logs of the made-up account: groups that AI services write to, and no vended logs that are delivered anywhere.
import { always, listed, made, type ServiceAnswers } from '../serve.js'

const names = ['/aws/bedrock/prompts', '/aws/sagemaker/Endpoints', '/aws/vendedlogs/bedrock', '/orchard/prompts']

/** In the order in which CloudWatch lists them. */
const groups = made('logs.groups', (i, place) => {
  const logGroupName = `${names[i % names.length]}${i < names.length ? '' : `-${Math.floor(i / names.length)}`}`
  return {
    logGroupName, arn: `${place.arn('logs', `log-group:${logGroupName}`)}:*`, logGroupArn: place.arn('logs', `log-group:${logGroupName}`), creationTime: 1772323200000,
    logGroupClass: 'STANDARD', retentionInDays: 90, storedBytes: 1024, kmsKeyId: place.arn('kms', 'key/0aa00000-0000-4000-8000-000000000001'),
  }
}, names.length)

export default {
  'cloudwatch-logs.DescribeLogGroups': listed((account, region) => groups(account, region).toSorted((a, b) => (String(a['logGroupName']) < String(b['logGroupName']) ? -1 : 1)), {
    rows: 'logGroups', max: 50, size: 'limit', where: (row, { logGroupNamePrefix = '' }) => String(row['logGroupName']).startsWith(String(logGroupNamePrefix)),
  }),
  'cloudwatch-logs.DescribeDeliverySources': always({ deliverySources: [] }),
  'cloudwatch-logs.DescribeDeliveries': always({ deliveries: [] }),
} satisfies ServiceAnswers
