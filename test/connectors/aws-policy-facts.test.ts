import { describe, expect, it } from 'vitest'
import { trustedAccounts, trustedServices } from '../../src/connectors/aws/iam/trust.js'
import { requiresTls } from '../../src/connectors/aws/s3/tls.js'
import type { Json } from '../../src/core/index.js'

const policy = (...statements: Json[]): Json => ({ Version: '2012-10-17', Statement: statements })
const deny = (changes: { [key: string]: Json } = {}): Json => ({
  Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::orchard-corpus', 'arn:aws:s3:::orchard-corpus/*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } }, ...changes,
})

describe('a bucket policy that refuses plain HTTP', () => {
  it.each<[string, Json, boolean]>([
    ['as AWS shows it', policy(deny()), true],
    ['principal written as AWS: *', policy(deny({ Principal: { AWS: '*' } })), true],
    ['one of several statements', policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }, deny()), true],
    ['a single statement that is no list', { Statement: deny() }, true],
    ['the value as a boolean', policy(deny({ Condition: { Bool: { 'aws:SecureTransport': false } } })), true],
    ['no policy', null, false],
    ['an Allow', policy(deny({ Effect: 'Allow' })), false],
    ['only one principal', policy(deny({ Principal: { AWS: 'arn:aws:iam::111122223333:root' } })), false],
    ['only reads', policy(deny({ Action: 's3:GetObject' })), false],
    ['only the bucket itself', policy(deny({ Resource: 'arn:aws:s3:::orchard-corpus' })), false],
    ['only a prefix', policy(deny({ Resource: 'arn:aws:s3:::orchard-corpus/train/*' })), false],
    ['narrowed by a second key', policy(deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:PrincipalAccount': '111122223333' } } })), false],
    ['secure transport denied', policy(deny({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })), false],
    ['an old TLS version, which a plain request does not have', policy(deny({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } })), false],
    ['text in place of a policy', 'not JSON', false],
  ])('%s', (_, document, wanted) => expect(requiresTls(document)).toBe(wanted))
})

const allow = (principal: Json, condition?: Json): Json => ({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...(condition !== undefined && { Condition: condition }) })

describe('whom a role trusts', () => {
  it('names services, and whether each is bound to a source', () => {
    expect(trustedServices(policy(
      allow({ Service: ['sagemaker.amazonaws.com', 'Bedrock.amazonaws.com'] }),
      allow({ Service: 'kendra.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': '111122223333' } }),
      allow({ Service: 'lambda.amazonaws.com' }, { StringNotEquals: { 'aws:SourceAccount': '444455556666' } }),
      allow({ Service: 'glue.amazonaws.com' }, { ArnLikeIfExists: { 'aws:SourceArn': 'arn:aws:glue:*:111122223333:*' } }),
    ))).toEqual([
      { service: 'bedrock.amazonaws.com', sourceCondition: false },
      { service: 'glue.amazonaws.com', sourceCondition: false },
      { service: 'kendra.amazonaws.com', sourceCondition: true },
      { service: 'lambda.amazonaws.com', sourceCondition: false },
      { service: 'sagemaker.amazonaws.com', sourceCondition: false },
    ])
  })

  it('takes a service that is trusted twice for unbound if one of the two is', () => {
    const bound = { ArnLike: { 'AWS:SourceArn': 'arn:aws:sagemaker:*:111122223333:*' } }
    expect(trustedServices(policy(allow({ Service: 'sagemaker.amazonaws.com' }, bound), allow({ Service: 'sagemaker.amazonaws.com' })))).toEqual([{ service: 'sagemaker.amazonaws.com', sourceCondition: false }])
  })

  it('names accounts however they are written', () => {
    expect(trustedAccounts(policy(
      allow({ AWS: ['444455556666', 'arn:aws:iam::111122223333:root', 'arn:aws:sts::777788889999:assumed-role/orchard/ci'] }, { StringEquals: { 'sts:ExternalId': 'orchard' } }),
      allow({ AWS: 'arn:aws:iam::111122223333:role/orchard-ci' }),
      allow({ AWS: '*' }), allow('*'), { Effect: 'Deny', Principal: { AWS: '000011112222' }, Action: 'sts:AssumeRole' },
    ))).toEqual([{ account: '111122223333', externalId: false }, { account: '444455556666', externalId: true }, { account: '777788889999', externalId: true }])
  })

  it('trusts nobody by a document that is none', () => {
    expect(trustedServices(null)).toEqual([])
    expect(trustedAccounts('%7B')).toEqual([])
  })
})
