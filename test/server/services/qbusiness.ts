// Q Business of the made-up account: an application with a vendor that searches it and a plugin of its own.
import { described, listed, made, refused, type ServiceAnswers } from '../serve.js'

const applications = made('qbusiness.applications', (i, place) => {
  const applicationId = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`
  return {
    applicationId, displayName: `orchard-desk-${i}`, applicationArn: place.arn('qbusiness', `application/${applicationId}`), identityType: 'AWS_IAM_IDC', status: 'ACTIVE', roleArn: place.role(i),
    createdAt: '2026-03-01T00:00:00Z', updatedAt: '2026-03-01T00:00:00Z',
  }
})
const plugin = { pluginId: '00000000-0000-4000-9000-000000000001', displayName: 'orders', type: 'CUSTOM', serverUrl: 'https://orders.example.com', state: 'ENABLED', buildStatus: 'READY', createdAt: '2026-03-01T00:00:00Z', updatedAt: '2026-03-01T00:00:00Z' }
const accessor = { dataAccessorId: '00000000-0000-4000-a000-000000000001', displayName: 'vendor', principal: 'arn:aws:iam::444455556666:role/vendor', createdAt: '2026-03-01T00:00:00Z', updatedAt: '2026-03-01T00:00:00Z' }

export default {
  'qbusiness.ListApplications': listed(applications, { rows: 'applications', fields: ['applicationId', 'displayName', 'identityType', 'status', 'createdAt', 'updatedAt'] }),
  'qbusiness.GetApplication': described(applications, { by: { applicationId: 'applicationId' } }),
  'qbusiness.GetChatControlsConfiguration': described(applications, { by: { applicationId: 'applicationId' }, as: () => ({ responseScope: 'ENTERPRISE_CONTENT_ONLY', topicConfigurations: [] }) }),
  'qbusiness.GetPolicy': refused('ResourceNotFoundException', 404),
  'qbusiness.ListDataAccessors': () => ({ json: { dataAccessors: [accessor] } }),
  'qbusiness.GetDataAccessor': () => ({ json: { ...accessor, actionConfigurations: [{ action: 'qbusiness:SearchRelevantContent' }] } }),
  'qbusiness.ListPlugins': () => ({ json: { plugins: [plugin] } }),
  'qbusiness.GetPlugin': () => ({ json: { ...plugin, authConfiguration: { noAuthConfiguration: {} }, customPluginConfiguration: { description: 'orders', apiSchemaType: 'OPEN_API_V3' } } }),
} satisfies ServiceAnswers
