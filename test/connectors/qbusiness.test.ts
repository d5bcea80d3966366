// Q Business: mappers fed with published answers, and with the cases those answers do not have.
import type { GetApplicationCommandOutput, GetDataAccessorCommandOutput, GetPluginCommandOutput, ListApplicationsCommandOutput, PluginAuthConfiguration } from '@aws-sdk/client-qbusiness'
import { describe, expect, it } from 'vitest'
import application, { accessorOf, applicationEdges, applicationProps, controlProps } from '../../src/connectors/aws/qbusiness/application.js'
import plugin, { authenticationOf, pluginEdges, pluginProps } from '../../src/connectors/aws/qbusiness/plugin.js'
import { writesOf } from '../../src/connectors/aws/qbusiness/schema.js'
import { misfit, type ShapeNode } from '../../src/core/shape.js'
import { samples, samplesPresent } from './samples.js'

const $metadata = {}
const role = 'arn:aws:iam::111122223333:role/orchard-desk'
const secretArn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:orchard-orders'

it.skipIf(!samplesPresent)('published answers fit (skipped: ../shared/data/api-samples is absent)', () => {
  const listed = samples('qbusiness', 'ListApplications').flatMap(({ data }) => (data as unknown as ListApplicationsCommandOutput).applications ?? [])
  expect(listed).toHaveLength(1)
  const declared: ShapeNode = application.props
  for (const one of listed) {
    const props = { ...applicationProps({ ...one, $metadata }), applicationId: one.applicationId ?? '', ...controlProps({ $metadata }), policy: null, dataAccessors: [] }
    expect(misfit(declared, props)).toBeNull()
  }
})

describe('applications', () => {
  it('say who may ask, and nothing where AWS says nothing', () => {
    const answer: GetApplicationCommandOutput = { $metadata, identityType: 'ANONYMOUS', roleArn: '', encryptionConfiguration: { kmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1' } }
    expect(applicationProps(answer)).toEqual({ status: null, identityType: 'ANONYMOUS', roleArn: null, kmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1', createdAt: null })
    expect(applicationEdges(answer).filter((edge) => edge !== null).map(({ type }) => type)).toEqual(['encrypted-by'])
    expect(controlProps({ $metadata })).toEqual({ responseScope: null, creatorMode: null, hallucinationReduction: null, topics: 0, blockedPhrases: 0 })
  })

  it('count a filter only where every action of a vendor has one', () => {
    const filterConfiguration = { documentAttributeFilter: { equalsTo: { name: 'audience', value: { stringValue: 'public' } } } }
    const accessor = (actionConfigurations: GetDataAccessorCommandOutput['actionConfigurations']): GetDataAccessorCommandOutput => ({ $metadata, displayName: 'vendor', principal: 'arn:aws:iam::444455556666:role/vendor', actionConfigurations })
    const action = 'qbusiness:SearchRelevantContent'
    expect(accessorOf(accessor([{ action, filterConfiguration }]))).toMatchObject({ account: '444455556666', externalIds: 0, filtered: true })
    expect([[{ action, filterConfiguration }, { action }], [], undefined].map((actions) => accessorOf(accessor(actions)).filtered)).toEqual([false, false, false])
  })
})

describe('plugins', () => {
  const table: [what: string, auth: PluginAuthConfiguration | undefined, found: string | null][] = [
    ['nothing', { noAuthConfiguration: {} }, 'none'],
    ['one password for all', { basicAuthConfiguration: { secretArn, roleArn: role } }, 'shared'],
    ['one token for all', { oAuth2ClientCredentialConfiguration: { secretArn, roleArn: role } }, 'shared'],
    ['each user at the other side', { oAuth2ClientCredentialConfiguration: { secretArn, roleArn: role, authorizationUrl: 'https://orders.example.com/authorize' } }, 'user'],
    ['Identity Center', { idcAuthConfiguration: { idcApplicationArn: 'arn:aws:sso::111122223333:application/a', roleArn: role } }, 'user'],
    ['what AWS does not tell', undefined, null],
  ]
  it.each(table)('log in by %s', (_, auth, found) => expect(authenticationOf(auth)).toBe(found))

  it('fit their shape', () => {
    const answer: GetPluginCommandOutput = {
      $metadata, pluginId: 'p', type: 'CUSTOM', state: 'ENABLED', authConfiguration: { basicAuthConfiguration: { secretArn, roleArn: role } },
      customPluginConfiguration: { description: 'orders', apiSchemaType: 'OPEN_API_V3', apiSchema: { payload: 'paths: { /orders: { post: {} } }' } },
    }
    const declared: ShapeNode = plugin.props
    expect(misfit(declared, pluginProps(answer, 'a'))).toBeNull()
    expect(pluginProps(answer, 'a').writes).toEqual(['POST /orders'])
    expect(pluginEdges(answer)).toMatchObject([{ type: 'runs-as', to: role }])
  })

  const schemas: [schema: string | null, writes: string[] | null][] = [
    ['{"paths":{"/a":{"get":{},"DELETE":{}},"/b":{"parameters":[],"patch":{}}}}', ['DELETE /a', 'PATCH /b']],
    ['openapi: 3.0.0\npaths:\n  /a:\n    get: {}\n', []],
    ['a: &a [x]\nb: [*a, *a]\npaths: {}', null],
    [': no : yaml : [', null],
    ['just text', null],
    [null, null],
  ]
  it.each(schemas)('write by %j: %j', (schema, writes) => expect(writesOf(schema)).toEqual(writes))
})
