// AWS: credentials, accounts and regions.
import type { CollectSettings, Connector, Missing, Session } from '../kit/connector.js'
import { discoverCollectors } from '../kit/discover.js'
import { Clients, type ClientSettings } from './clients.js'
import { networkHandler, recordingHandler, replayHandler } from './http.js'
import { leastPrivilege } from './permissions.js'
import { AwsSession } from './session.js'
import { sessionCalls } from './session-calls.js'

const sockets = 64

const aws: Connector = {
  id: 'aws',
  summary: 'SageMaker and the S3, IAM and ECR around it',
  collectors: () => discoverCollectors('aws'),
  calls: sessionCalls,
  leastPrivilege: (collectors, optional) => leastPrivilege(collectors, sessionCalls, optional),
  async open(settings, env): Promise<Session | Missing> {
    // The SDK warns on stderr that it will leave Node 20 behind; that is our business, not the user's.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
    if (settings.replay !== undefined) return replay(settings, settings.replay)
    const homeRegion = await findHomeRegion(env, settings.profile)
    const network = await networkHandler(env, sockets)
    const handler = settings.record === undefined ? network : recordingHandler(network, settings.record)
    const endpoint = env['AWS_ENDPOINT_URL']
    const common: Omit<ClientSettings, 'credentials'> = { handler, homeRegion, pathStyle: endpoint !== undefined || env['AWS_ENDPOINT_URL_S3'] !== undefined }
    let clients: Clients | undefined
    let credentials = await findCredentials(settings, homeRegion)
    try {
      await credentials()
    } catch (error) {
      return { missing: `no credentials for aws${reason(error)}`, hint: 'aws sso login, or set AWS_PROFILE' }
    }
    const current = (): Clients => (clients ??= new Clients({ ...common, credentials }))
    return new AwsSession(current, () => {
      clients = undefined
      void findCredentials(settings, homeRegion).then((fresh) => { credentials = fresh })
    }, settings, handler, homeRegion)
  },
}
export default aws

function replay(settings: CollectSettings, folder: string): Session {
  const account = settings.scopes[0] ?? '111122223333'
  // Not a secret: recorded answers are found by the account id at the end of the key.
  const credentials = { accessKeyId: `RECORDED${account}`, secretAccessKey: 'recorded' }
  const handler = replayHandler(folder)
  const clients = new Clients({ credentials, handler, homeRegion: 'us-east-1', pathStyle: true, endpoint: 'https://recorded.invalid' })
  return new AwsSession(() => clients, () => undefined, settings, handler, 'us-east-1')
}

type Credentials = () => Promise<object>

async function findCredentials(settings: CollectSettings, region: string): Promise<Credentials> {
  const { fromNodeProviderChain, fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')
  const own = fromNodeProviderChain(settings.profile === undefined ? {} : { profile: settings.profile })
  if (settings.roleArn === undefined) return own
  return fromTemporaryCredentials({
    masterCredentials: own, clientConfig: { region },
    params: { RoleArn: settings.roleArn, RoleSessionName: 'aispm', ...(settings.externalId !== undefined && { ExternalId: settings.externalId }) },
  })
}

/** The region of the environment or profile, else the partition's first: where global services are asked. */
async function findHomeRegion(env: NodeJS.ProcessEnv, profile: string | undefined): Promise<string> {
  const named = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION']
  if (named !== undefined && named !== '') return named
  const { STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient(profile === undefined ? {} : { profile })
  return client.config.region().catch(() => 'us-east-1')
}

function reason(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  return name === '' || name === 'CredentialsProviderError' ? '' : ` (${error instanceof Error ? error.message : name})`
}
