// The forms in which a scan's rights are granted: one policy, a role for every account of an organisation, the rights to reach those.
import { stringify } from 'yaml'
import type { AnyCollector, Call } from '../kit/collector.js'
import { leastPrivilege, type PolicyStatement } from './permissions.js'
import { defaultRoleName } from './session.js'
import { hubCalls, sessionCalls } from './session-calls.js'

/** IAM counts the characters of a managed policy without white space: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const managedPolicyLimit = 6144
/** Managed policies that a role may have attached without asking AWS for more. */
export const managedPolicyQuota = 10

interface PolicyDocument {
  Version: string
  Statement: PolicyStatement[]
}

/** The actions of a policy, by service. */
export function byService(policy: PolicyDocument): Record<string, string[]> {
  const services: Record<string, string[]> = {}
  for (const action of policy.Statement.flatMap((statement) => statement.Action).toSorted()) {
    const [service = '', name = ''] = action.split(':')
    ;(services[service] ??= []).push(name)
  }
  return services
}

/** What the credentials need that enumerate an organisation and assume the role in each account. */
export function hubPolicy(roleName: string): object {
  const actions = Object.values<Call>(hubCalls).flatMap((call) => call.needs).filter((action) => action !== 'sts:AssumeRole')
  // What the organisation lays upon its accounts is read with the hub's own rights.
  const policies = ['organizations:DescribePolicy', 'organizations:ListParents', 'organizations:ListPolicies', 'organizations:ListPoliciesForTarget']
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'AispmAccounts', Effect: 'Allow', Action: [...new Set([...actions, ...policies])].toSorted(), Resource: '*' },
      { Sid: 'AispmMembers', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: `arn:*:iam::*:role/${roleName}` },
    ],
  }
}

/** A CloudFormation template for a StackSet: the role that a scan assumes in every account, with the least rights. */
export function stackSet(collectors: readonly AnyCollector[], optional: ReadonlySet<string>): string {
  const policies = split(leastPrivilege(collectors, sessionCalls, optional))
  const reads = policies.map((policy, i): [string, object] => [`Reads${i + 1}`, {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { Description: `What aispm reads, part ${i + 1} of ${policies.length}`, PolicyDocument: policy },
  }])
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'The role with which aispm reads an account. It can change nothing. Made by: aispm permissions aws --as stackset',
    Parameters: {
      HubAccount: { Type: 'String', AllowedPattern: '^[0-9]{12}$', Description: 'The account from which aispm scans' },
      ExternalId: { Type: 'String', Default: '', Description: 'Given to aispm by --external-id; empty for none' },
      RoleName: { Type: 'String', Default: defaultRoleName, Description: 'Given to aispm by --role-name' },
    },
    Conditions: { HasExternalId: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'ExternalId' }, ''] }] } },
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: { Ref: 'RoleName' },
          Description: 'Read by aispm',
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${HubAccount}:root' } },
              Action: 'sts:AssumeRole',
              Condition: { 'Fn::If': ['HasExternalId', { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } }, { Ref: 'AWS::NoValue' }] },
            }],
          },
          ManagedPolicyArns: reads.map(([name]) => ({ Ref: name })),
        },
      },
      ...Object.fromEntries(reads),
    },
    Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  }
  return stringify(template, { lineWidth: 0, aliasDuplicateObjects: false })
}

/** As few policies as there must be, each small enough to be a managed policy; services stay together where they fit. */
export function split(policy: PolicyDocument): PolicyDocument[] {
  const documents: PolicyDocument[] = []
  let actions: string[] = []
  const flush = (): void => {
    if (actions.length > 0) documents.push(document(actions))
    actions = []
  }
  for (const [service, names] of Object.entries(byService(policy))) {
    const more = names.map((name) => `${service}:${name}`)
    if (sizeOf(document([...actions, ...more])) > managedPolicyLimit) flush()
    for (const action of more) {
      if (sizeOf(document([...actions, action])) > managedPolicyLimit) flush()
      actions.push(action)
    }
  }
  flush()
  return documents
}

function document(actions: readonly string[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Sid: 'Aispm', Effect: 'Allow', Action: [...actions], Resource: '*' }] }
}

export function sizeOf(policy: object): number {
  return JSON.stringify(policy).replaceAll(/\s/g, '').length
}
