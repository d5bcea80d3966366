// Inspector of the made-up account: scans images, and functions nowhere.
import type { ServiceAnswers } from '../serve.js'

const state = (status: string) => ({ status, errorCode: 'ALREADY_ENABLED', errorMessage: '' })

export default {
  'inspector2.BatchGetAccountStatus': ({ account }) => ({ json: { accounts: [{
    accountId: account, state: state('ENABLED'), resourceState: { ec2: state('DISABLED'), ecr: state('ENABLED'), lambda: state('DISABLED'), lambdaCode: state('DISABLED') },
  }], failedAccounts: [] } }),
} satisfies ServiceAnswers
