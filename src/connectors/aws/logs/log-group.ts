// CloudWatch log groups of AI: those that AI services write to, and those that AI assets name as where they log to.
import type { DescribeLogGroupsCommandInput, DescribeLogGroupsCommandOutput, LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import { bool, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { listLower } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { placeOf, said, type Place } from '../names.js'

/** Where SageMaker, Bedrock and AgentCore write to unless told otherwise. Groups of agents and memories start like those of models. */
const prefixes = ['/aws/sagemaker/', '/aws/bedrock', '/aws/vendedlogs/bedrock']

export default collector({
  type: 'aws.logs.log_group',
  kind: 'log-sink',
  service: 'cloudwatch-logs',
  per: 'region',
  props: shape({
    /** False for a group that something logs to, and that is not there. */
    exists: bool,
    createdAt: nullable(time),
    /** Null keeps everything for ever. */
    retentionDays: nullable(number),
    kmsKeyArn: nullable(string),
    logClass: nullable(oneOf('STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY')),
    /** Of the group's own policy. A policy always masks what it finds: CloudWatch takes none that only audits. */
    dataProtection: nullable(oneOf('ACTIVATED', 'DELETED', 'ARCHIVED', 'DISABLED')),
    /** By a policy for all groups of the account. */
    accountDataProtection: bool,
    deletionProtection: bool,
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    groups: {
      ...listLower<DescribeLogGroupsCommandInput, DescribeLogGroupsCommandOutput, LogGroup>('cloudwatch-logs:DescribeLogGroups', { items: (page) => page.logGroups, max: null }),
      paging: { token: 'nextToken', next: (page: DescribeLogGroupsCommandOutput) => page.nextToken, size: { field: 'limit', max: 50 } },
    },
  },
  async list(ctx) {
    await Promise.all(prefixes.map((logGroupNamePrefix) => ctx.each(ctx.call.groups.rows({ logGroupNamePrefix }), (group) => {
      ctx.emit({ id: logGroupArn(placeOf(ctx), group.logGroupName ?? ''), name: group.logGroupName ?? '', props: logGroupProps(group), edges: [encryptedBy(group.kmsKeyId, 'kmsKeyId')] })
    })))
  },
  async resolve({ id }, ctx) {
    const name = logGroupName(id)
    if (name === null) return
    // Answers are sorted by name, so that a group comes before those whose names only start with its own.
    const first = await ctx.call.groups.page({ logGroupNamePrefix: name, limit: 1 })
    ctx.emit({
      id, name,
      props: known(first, (page) => logGroupProps(named(page, name))),
      edges: known(first, (page) => [encryptedBy(named(page, name)?.kmsKeyId, 'kmsKeyId')]),
    })
  },
})

/** As relations name it; CloudWatch itself writes `:*` after some. */
export function logGroupArn({ partition, region, account }: Place, name: string): string {
  return `arn:${partition}:logs:${region}:${account}:log-group:${name}`
}

export function logGroupName(arn: string): string | null {
  return /^log-group:([^:]+)/.exec(parseArn(arn)?.resource ?? '')?.[1] ?? null
}

function named(page: Pick<DescribeLogGroupsCommandOutput, 'logGroups'>, name: string): LogGroup | undefined {
  return page.logGroups?.find((group) => group.logGroupName === name)
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function logGroupProps(group: LogGroup | undefined) {
  return {
    exists: group !== undefined,
    createdAt: group?.creationTime === undefined ? null : new Date(group.creationTime).toISOString(),
    retentionDays: group?.retentionInDays ?? null,
    kmsKeyArn: said(group?.kmsKeyId),
    logClass: group?.logGroupClass ?? null,
    dataProtection: group?.dataProtectionStatus ?? null,
    accountDataProtection: group?.inheritedProperties?.includes('ACCOUNT_DATA_PROTECTION') === true,
    deletionProtection: group?.deletionProtectionEnabled === true,
  }
}
