// Models of SageMaker hubs, AWS's public one and private ones, read where something is derived from them.
import type { DescribeHubContentCommandInput, DescribeHubContentCommandOutput, HubContentType } from '@aws-sdk/client-sagemaker'
import { nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { readOrNull } from '../calls.js'
import { iso, said, type Place } from '../names.js'

export default collector({
  type: 'aws.sagemaker.hub_content',
  kind: 'model-version',
  service: 'sagemaker',
  per: 'region',
  props: shape({
    hub: string,
    version: nullable(string),
    /** What its publisher still does for this version. */
    supportStatus: nullable(oneOf('Supported', 'Deprecated', 'Restricted')),
    status: nullable(oneOf('Available', 'Importing', 'Deleting', 'ImportFailed', 'DeleteFailed', 'PendingImport', 'PendingDelete')),
    /** The content of the public hub that a private hub refers to. */
    publicArn: nullable(string),
    createdAt: nullable(time),
  }),
  relates: {},
  calls: {
    describe: readOrNull<DescribeHubContentCommandInput, DescribeHubContentCommandOutput>('sagemaker:DescribeHubContent', ['ResourceNotFound']),
  },
  async resolve(ref, { call, emit }) {
    const at = parseHubContent(ref.id)
    if (at === null) return
    const detail = await call.describe({
      HubName: at.hub, HubContentType: at.type, HubContentName: at.name, ...(at.version !== null && { HubContentVersion: at.version }),
    })
    if (detail.ok && detail.value === null) return
    const props = known(detail, (content) => (content === null ? null : hubContentProps(content, at.hub)))
    if (props !== null) emit({ id: ref.id, name: at.name, props })
  },
})

interface HubContentAddress {
  hub: string
  type: HubContentType
  name: string
  version: string | null
}

const types: readonly HubContentType[] = ['Model', 'ModelReference', 'Notebook', 'DataSet', 'JsonDoc']

/** Parts of `arn:aws:sagemaker:<region>:<account or aws>:hub-content/<hub>/<type>/<name>[/<version>]`. */
export function parseHubContent(id: string): HubContentAddress | null {
  const [kind, hub, word, name, version = null] = (parseArn(id)?.resource ?? '').split('/')
  const type = types.find((one) => one === word)
  return kind !== 'hub-content' || hub === undefined || type === undefined || name === undefined ? null : { hub, type, name, version }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function hubContentProps(content: DescribeHubContentCommandOutput, hub: string) {
  return {
    hub,
    version: said(content.HubContentVersion),
    supportStatus: content.SupportStatus ?? null,
    status: content.HubContentStatus ?? null,
    publicArn: said(content.SageMakerPublicHubContentArn),
    createdAt: iso(content.CreationTime),
  }
}

/** `derived-from` a model of a hub. Hubs are regional, and what another account's hub says is not ours to read. */
export function fromHub(arn: string | null | undefined, { account, region }: Place, via: string): Edge | null {
  const at = parseArn(arn ?? '')
  if (arn == null || at === null || parseHubContent(arn) === null) return null
  return at.region === region && (at.account === account || at.account === 'aws')
    ? { type: 'derived-from', target: 'aws.sagemaker.hub_content', to: arn, via }
    : null
}
