// Which AI services a principal last used, for those that its policies let it use at all.
import type {
  GenerateServiceLastAccessedDetailsCommandInput, GenerateServiceLastAccessedDetailsCommandOutput,
  GetServiceLastAccessedDetailsCommandInput, GetServiceLastAccessedDetailsCommandOutput, ServiceLastAccessed,
} from '@aws-sdk/client-iam'
import type { Json } from '../../../core/index.js'
import { known, type Callables, type GapMark } from '../../kit/collector.js'
import { listMarker, read } from '../calls.js'
import { policyDocument } from './policy-document.js'
import type { AuthorizationDetails } from './authorization-details.js'

/** Service prefixes of IAM actions that stand for AI, or for the stores made for it. */
export const aiServices: ReadonlySet<string> = new Set([
  'sagemaker', 'sagemaker-geospatial', 'sagemaker-mlflow', 'sagemaker-data-science-assistant', 'machinelearning',
  'bedrock', 'bedrock-agentcore', 'bedrock-mantle', 'nova-act', 'q', 'qapps', 'qbusiness', 'qdeveloper', 'codewhisperer',
  'kendra', 'kendra-ranking', 'aoss', 's3vectors', 'neptune-graph',
  'comprehend', 'comprehendmedical', 'rekognition', 'textract', 'transcribe', 'translate', 'polly', 'lex', 'wisdom',
  'personalize', 'forecast', 'frauddetector', 'lookoutequipment', 'lookoutmetrics', 'lookoutvision',
])

/** Whether a policy may grant an action of an AI service; anything not understood may. */
export function mayGrantAi(document: Json): boolean {
  if (document === null) return false
  if (typeof document !== 'object' || Array.isArray(document)) return true
  const statements = document['Statement']
  return (Array.isArray(statements) ? statements : [statements]).some((statement) => {
    if (statement === undefined) return false
    if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) return true
    if (statement['Effect'] === 'Deny') return false
    if (statement['NotAction'] !== undefined) return true
    const actions = statement['Action']
    return (Array.isArray(actions) ? actions : [actions]).some((action) => {
      if (typeof action !== 'string') return true
      const [service = ''] = action.toLowerCase().split(':')
      return /[*?]/.test(service) || aiServices.has(service)
    })
  })
}

/** The policies of a principal, as IAM lists them beside it. */
interface Holder {
  inline: readonly { PolicyDocument?: string | undefined }[] | undefined
  attached: readonly { PolicyArn?: string | undefined }[] | undefined
}

/** Whether any of the policies may grant an AI action; a managed policy that was not read may. */
export function mayUseAi(holders: readonly Holder[], details: AuthorizationDetails): boolean {
  return holders.some(({ inline, attached }) =>
    (inline ?? []).some((policy) => mayGrantAi(policyDocument(policy.PolicyDocument)))
    || (attached ?? []).some((policy) => {
      const version = details.policies.get(policy.PolicyArn ?? '')?.PolicyVersionList?.[0]
      return version === undefined || mayGrantAi(policyDocument(version.Document))
    }))
}

// IAM speaks the query protocol: the code on the wire is short, the SDK's class name long.
const vanished = ['NoSuchEntity', 'NoSuchEntityException']

export const lastAccessedCalls = {
  generate: read<GenerateServiceLastAccessedDetailsCommandInput, GenerateServiceLastAccessedDetailsCommandOutput>(
    'iam:GenerateServiceLastAccessedDetails', { with: 'last-accessed', gone: vanished },
  ),
  lastAccessed: {
    ...listMarker<GetServiceLastAccessedDetailsCommandInput, GetServiceLastAccessedDetailsCommandOutput, ServiceLastAccessed>(
      'iam:GetServiceLastAccessedDetails', { with: 'last-accessed', per: 'item', items: (page) => page.ServicesLastAccessed },
    ),
    until: (page: GetServiceLastAccessedDetailsCommandOutput) => page.JobStatus !== 'IN_PROGRESS',
    refused: (page: GetServiceLastAccessedDetailsCommandOutput) => (page.JobStatus === 'FAILED' ? page.Error?.Code ?? 'FAILED' : undefined),
  },
}

/** AI services by prefix with the time of last use, '' for never. IAM lists the services that the principal's policies grant. */
export function aiServicesLastUsed(services: readonly ServiceLastAccessed[]): { [service: string]: string } {
  return Object.fromEntries(services
    .filter((service) => aiServices.has(service.ServiceNamespace ?? ''))
    .map((service) => [service.ServiceNamespace ?? '', service.LastAuthenticated?.toISOString() ?? '']))
}

/** Two calls and a wait for each principal, so only where asked for and where the answer is not plain from the policies. */
export async function readLastUsed(
  call: Callables<typeof lastAccessedCalls>, arn: string, asked: ReadonlySet<string>, granted: () => boolean,
): Promise<{ [service: string]: string } | GapMark> {
  if (asked.has('last-accessed') && !granted()) return {}
  const job = await call.generate({ Arn: arn })
  if (!job.ok) return job.gap
  return known(await call.lastAccessed.all({ JobId: job.value.JobId }), aiServicesLastUsed)
}
