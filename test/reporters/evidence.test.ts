import { expect, it } from 'vitest'
import type { Json } from '../../src/core/index.js'
import { evidenceWords } from '../../src/reporters/kit/evidence.js'
import { namesOf } from '../../src/reporters/kit/names.js'
import { account, orchard } from './sample.js'

const names = namesOf(orchard())
const bucket = 'arn:aws:s3:::orchard-corpus'

it.each<[string, Json, string, string]>([
  ['rootAccess', 'Enabled', '"Disabled"', 'rootAccess: Enabled, want Disabled'],
  ['kmsKeyId', null, 'not null', 'kmsKeyId: not set'],
  ['maxAge', 400, 'at most 90', 'maxAge: 400, want at most 90'],
  ['', 'SCPs not read', '', 'SCPs not read'],
  ['->runs-as', [], '', 'runs-as: none'],
  ['subnets', ['a', 'b', 'c', 'd', 'e', 'f'], '', 'subnets: a, b, c +3 more'],
  ['publicAccessBlock', { blockPublicAcls: true, blockPublicPolicy: false }, '', 'publicAccessBlock: blockPublicAcls: true, blockPublicPolicy: false'],
  ['policy.Statement[0]', { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }, '', 'policy.Statement[0]: Allow s3:* on everything to anyone'],
  ['policy', { Effect: 'Deny', NotPrincipal: { AWS: `arn:aws:iam::${account}:role/orchard-runtime` }, NotAction: ['s3:GetObject'], NotResource: `${bucket}/*` }, '',
    `policy: Deny all but s3:GetObject on all but orchard-corpus/* to all but ${account}:role/orchard-runtime`],
  ['trust', { Effect: 'Allow', Principal: { Service: ['sagemaker.amazonaws.com'], AWS: 'arn:aws:iam::444455556666:root' }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:SourceAccount': account } } }, '',
    `trust: Allow sts:AssumeRole to sagemaker.amazonaws.com, account 444455556666 if aws:SourceAccount StringEquals ${account}`],
  ['dangerousCalls', [{ what: 'os.system', member: 'archive/data.pkl', offset: 52, detail: "REDUCE ('id',)" }], '[]', "dangerousCalls: os.system (REDUCE ('id',)) in archive/data.pkl at byte 52"],
  ['unread', [{ reason: 'malformed', what: 'is no JSON', member: 'config.json' }], '[]', 'unread: is no JSON (malformed) in config.json'],
  ['externalData', [{ what: '../../etc/passwd', member: '', offset: null, detail: '' }], '[]', 'externalData: ../../etc/passwd'],
])('%s %j', (path, saw, wanted, words) => {
  expect(evidenceWords({ asset: bucket, path, saw, wanted }, bucket, names)).toBe(words)
})

it('names the asset when the value is of another', () => {
  expect(evidenceWords({ asset: bucket, path: 'versioning', saw: 'Suspended', wanted: '"Enabled"' }, 'x', names)).toBe('orchard-corpus versioning: Suspended, want Enabled')
  expect(evidenceWords({ asset: 'arn:aws:iam::444455556666:role/team/orchard-guest', path: 'path', saw: '/team/', wanted: '' }, 'x', names)).toBe('orchard-guest path: /team/')
})
