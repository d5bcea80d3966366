// Long-term API keys for Bedrock: credentials of an IAM user that work as they stand, without a signature.
import type {
  GetLoginProfileCommandInput, GetLoginProfileCommandOutput, ListServiceSpecificCredentialsCommandInput, ListServiceSpecificCredentialsCommandOutput,
  ServiceSpecificCredentialMetadata,
} from '@aws-sdk/client-iam'
import { bool, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer } from '../../kit/collector.js'
import { listMarked, readOrNull } from '../calls.js'
import { iso } from '../names.js'
import { authorizationDetails } from './authorization-details.js'

// IAM speaks the query protocol: the code on the wire is short, the SDK's class name long.
const absent = ['NoSuchEntity', 'NoSuchEntityException']

export default collector({
  type: 'aws.iam.service_specific_credential',
  kind: 'secret',
  service: 'iam',
  per: 'account',
  props: shape({
    /** What the commands of IAM call it; it opens nothing. */
    credentialId: string,
    userName: string,
    status: oneOf('Active', 'Inactive', 'Expired'),
    createdAt: nullable(time),
    /** Null: never. */
    expiresAt: nullable(time),
    /** The user was made for the key, by the console. */
    ownUser: bool,
    /** Such a user has a password as well; null for users that people made. */
    userHasPassword: nullable(bool),
  }),
  relates: { 'runs-as': ['aws.iam.user'] },
  calls: {
    list: listMarked<ListServiceSpecificCredentialsCommandInput, ListServiceSpecificCredentialsCommandOutput | null, ServiceSpecificCredentialMetadata>(
      'iam:ListServiceSpecificCredentials', {
        // A partition without Bedrock has no keys of it.
        per: 'account', absent: ['NotSupportedService', 'ServiceNotSupportedException'], items: (page) => page?.ServiceSpecificCredentials,
        token: 'Marker', next: (page) => (page?.IsTruncated === true ? page.Marker : undefined), size: { field: 'MaxItems', max: 1000 },
      },
    ),
    password: readOrNull<GetLoginProfileCommandInput, GetLoginProfileCommandOutput>('iam:GetLoginProfile', absent),
  },
  reads: [authorizationDetails],
  async list({ call, each, emit, partition, read, scope: { account } }) {
    const details = read(authorizationDetails)
    await each(call.list.rows({ AllUsers: true, ServiceName: 'bedrock.amazonaws.com' }), async (credential) => {
      const facts = credentialProps(credential)
      const none: Answer<null> = { ok: true, value: null }
      const password = facts.ownUser ? await call.password({ UserName: facts.userName }) : none
      emit({
        id: `arn:${partition}:iam::${account}:service-specific-credential/${facts.credentialId}`,
        name: credential.ServiceCredentialAlias ?? facts.userName,
        props: { ...facts, userHasPassword: facts.ownUser ? known(password, (profile) => profile !== null) : null },
        edges: edgesOf(await details, 'runs-as', ({ users }) => users
          .filter((user) => user.UserName === facts.userName)
          .map((user) => ({ type: 'runs-as', target: 'aws.iam.user', to: user.Arn ?? '', via: 'UserName' }))),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function credentialProps(credential: ServiceSpecificCredentialMetadata) {
  const userName = credential.UserName ?? ''
  return {
    credentialId: credential.ServiceSpecificCredentialId ?? '',
    userName,
    status: credential.Status ?? '',
    createdAt: iso(credential.CreateDate),
    expiresAt: iso(credential.ExpirationDate),
    ownUser: userName.startsWith('BedrockAPIKey-'),
  }
}
