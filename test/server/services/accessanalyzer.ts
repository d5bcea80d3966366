// IAM Access Analyzer of the made-up account: one analyzer of external access where the account lives.
import { listed, made, type ServiceAnswers } from '../serve.js'

const analyzers = made('accessanalyzer.analyzers', (i, place) => ({
  arn: place.arn('access-analyzer', `analyzer/orchard-${i}`), name: `orchard-${i}`, type: i % 2 === 0 ? 'ACCOUNT' : 'ACCOUNT_UNUSED_ACCESS', status: 'ACTIVE', createdAt: '2026-01-01T00:00:00Z',
}))

export default {
  'accessanalyzer.ListAnalyzers': listed(analyzers, { rows: 'analyzers' }),
} satisfies ServiceAnswers
