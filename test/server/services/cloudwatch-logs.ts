// CloudWatch Logs of the made-up account: no vended logs are delivered anywhere.
import { always, type ServiceAnswers } from '../serve.js'

export default {
  'cloudwatch-logs.DescribeDeliverySources': always({ deliverySources: [] }),
  'cloudwatch-logs.DescribeDeliveries': always({ deliveries: [] }),
} satisfies ServiceAnswers
