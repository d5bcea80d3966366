// AWS Config of the made-up account: a recorder where the account lives, none everywhere else.
import { atHome, type ServiceAnswers } from '../serve.js'

export default {
  'config-service.DescribeConfigurationRecorders': atHome({ ConfigurationRecorders: [{
    name: 'default', roleARN: 'arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
    recordingGroup: { allSupported: true, includeGlobalResourceTypes: false, resourceTypes: [], recordingStrategy: { useOnly: 'ALL_SUPPORTED_RESOURCE_TYPES' } },
  }] }, { ConfigurationRecorders: [] }),
  'config-service.DescribeConfigurationRecorderStatus': atHome({ ConfigurationRecordersStatus: [{ name: 'default', recording: true, lastStatus: 'SUCCESS' }] }, { ConfigurationRecordersStatus: [] }),
} satisfies ServiceAnswers
