// Browsers that agents drive. The one that AWS keeps for everybody has no settings and is left out.
import type {
  BrowserSummary, GetBrowserCommandInput, GetBrowserCommandOutput, ListBrowsersCommandInput, ListBrowsersCommandOutput,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { bool, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { bucketArn } from '../arn.js'
import { listLower, read } from '../calls.js'
import { placedIn, runsAs } from '../edges.js'
import { iso, placeOf, said, type Place } from '../names.js'

export default collector({
  type: 'aws.agentcore.browser',
  kind: 'tool',
  service: 'bedrock-agentcore-control',
  per: 'region',
  props: shape({
    browserId: string,
    status: nullable(oneOf('CREATING', 'CREATE_FAILED', 'READY', 'DELETING', 'DELETE_FAILED', 'DELETED')),
    createdAt: nullable(time),
    executionRoleArn: nullable(string),
    networkMode: nullable(oneOf('PUBLIC', 'VPC')),
    /** Null: recording was never set up. */
    recording: nullable(shape({ enabled: bool, bucket: nullable(string), prefix: nullable(string) })),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'logged-to': ['aws.s3.bucket'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'] },
  calls: {
    list: listLower<ListBrowsersCommandInput, ListBrowsersCommandOutput, BrowserSummary>(
      'bedrock-agentcore-control:ListBrowsers', { items: (page) => page.browserSummaries },
    ),
    get: read<GetBrowserCommandInput, GetBrowserCommandOutput>('bedrock-agentcore-control:GetBrowser'),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    await each(call.list.rows({ type: 'CUSTOM' }), async (row) => {
      const browserId = row.browserId ?? ''
      const detail = await call.get({ browserId })
      emit({
        id: row.browserArn ?? '', name: row.name ?? browserId,
        props: known(detail, browserProps), edges: known(detail, (browser) => browserEdges(browser, placeOf(ctx))),
      })
    })
  },
})

type Browser = Omit<GetBrowserCommandOutput, '$metadata'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function browserProps(browser: Browser) {
  const { recording } = browser
  return {
    browserId: browser.browserId ?? '',
    status: browser.status ?? null,
    createdAt: iso(browser.createdAt),
    executionRoleArn: said(browser.executionRoleArn),
    networkMode: browser.networkConfiguration?.networkMode ?? null,
    recording: recording === undefined ? null : { enabled: recording.enabled === true, bucket: said(recording.s3Location?.bucket), prefix: said(recording.s3Location?.prefix) },
  }
}

export function browserEdges(browser: Browser, place: Place): (Edge | null)[] {
  const bucket = browser.recording?.enabled === true ? said(browser.recording.s3Location?.bucket) : null
  const vpc = browser.networkConfiguration?.vpcConfig
  return [
    runsAs(said(browser.executionRoleArn), 'executionRoleArn'),
    bucket === null ? null : { type: 'logged-to', target: 'aws.s3.bucket', to: bucketArn(place.partition, bucket), via: 'recording.s3Location' },
    ...placedIn(vpc?.subnets, vpc?.securityGroups, place, 'networkConfiguration.vpcConfig'),
  ]
}
