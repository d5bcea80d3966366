// Functions of the made-up account: one that is a tool of an agent, and one that asks a model and answers on an address of its own.
import { listed, made, refused, type ServiceAnswers } from '../serve.js'
import type { Row } from '../account.js'

const all = made('lambda.functions', (i, place) => {
  const chat = i % 2 === 1
  const FunctionName = `${chat ? 'orchard-front' : 'orchard-orders'}-${Math.floor(i / 2)}`
  return {
    FunctionName, FunctionArn: place.arn('lambda', `function:${FunctionName}`), Runtime: 'nodejs22.x', Role: place.role(i), Handler: 'index.handler', Version: '$LATEST',
    LastModified: '2026-03-01T10:00:00.000+0000', PackageType: 'Zip', Timeout: 30, MemorySize: 256,
    // What the list could not decrypt, the read of the function can.
    Environment: chat ? { Variables: { MODEL_ID: 'amazon.nova-lite-v1:0', STAGE: 'live' } } : { Error: { ErrorCode: 'AccessDeniedException', Message: 'Lambda was unable to decrypt the environment variables' } },
    VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'], VpcId: 'vpc-1' },
  }
}, 2)

const configs = made('lambda.signing', (_, place) => ({
  CodeSigningConfigId: 'csc-0orchard', CodeSigningConfigArn: place.arn('lambda', 'code-signing-config:csc-0orchard'), LastModified: '2026-03-01T10:00:00.000+0000',
  AllowedPublishers: { SigningProfileVersionArns: [place.arn('signer', '/signing-profiles/orchard/abcdefghij')] }, CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Enforce' },
}), 0.01)

/** The function that the question names, or nothing of that name. */
const of = (answer: (row: Row, input: Row) => unknown): ServiceAnswers[string] => (account, { region, input }) => {
  const row = all(account, region).find((one) => one['FunctionName'] === input['FunctionName'])
  return row === undefined ? { error: 'ResourceNotFoundException', status: 404 } : { json: answer(row, input) }
}

export default {
  'lambda.ListFunctions': listed(all, { rows: 'Functions', token: 'Marker', next: 'NextMarker', size: 'MaxItems', max: 50 }),
  'lambda.GetFunctionConfiguration': of((row) => ({ ...row, Environment: { Variables: { STAGE: 'live' } } })),
  'lambda.GetPolicy': (account, question) => (String(question.input['FunctionName']).includes('front') && question.input['Qualifier'] === undefined
    ? refused('ResourceNotFoundException', 404)(account, question)
    : of((row) => ({ RevisionId: 'orchard', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'agent', Effect: 'Allow', Principal: { Service: 'bedrock.amazonaws.com' }, Action: 'lambda:InvokeFunction', Resource: row['FunctionArn'] }] }) }))(account, question)),
  'lambda.ListFunctionUrlConfigs': of((row) => ({ FunctionUrlConfigs: String(row['FunctionName']).includes('front') ? [{
    FunctionUrl: 'https://orchard.lambda-url.us-east-1.on.aws/', FunctionArn: `${String(row['FunctionArn'])}:live`, CreationTime: '2026-03-01T10:00:00.000+0000', LastModifiedTime: '2026-03-01T10:00:00.000+0000', AuthType: 'NONE',
  }] : [] })),
  'lambda.GetFunctionConcurrency': of(() => ({ ReservedConcurrentExecutions: 10 })),
  'lambda.ListCodeSigningConfigs': listed(configs, { rows: 'CodeSigningConfigs', token: 'Marker', next: 'NextMarker', size: 'MaxItems', max: 10_000 }),
  'lambda.ListFunctionsByCodeSigningConfig': (account, { region }) => ({ json: { FunctionArns: all(account, region).slice(0, 1).map((row) => row['FunctionArn']) } }),
} satisfies ServiceAnswers
