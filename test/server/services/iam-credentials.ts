// API keys for Bedrock of the made-up account: its first user has one, which never expires.
import type { ServiceAnswers } from '../serve.js'

export default {
  'iam.ListServiceSpecificCredentials': ({ users }, { input }) => ({ json: {
    ServiceSpecificCredentials: [users[0]?.name ?? 'none', 'BedrockAPIKey-0000'].map((UserName, i) => ({
      UserName, Status: 'Active', ServiceCredentialAlias: `${UserName}-at-key`, CreateDate: '2026-03-01T00:00:00Z', ...(i === 1 && { ExpirationDate: '2026-09-01T00:00:00Z' }),
      ServiceSpecificCredentialId: `ACCAEXAMPLE${i}0000`, ServiceName: input['ServiceName'],
    })),
    IsTruncated: false,
  } }),
  'iam.GetLoginProfile': () => ({ error: 'NoSuchEntity', status: 404, message: 'Login Profile for User cannot be found.' }),
} satisfies ServiceAnswers
