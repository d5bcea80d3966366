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
    const endpoint = endpointsOf(env)
    const common: Omit<ClientSettings, 'credentials'> = { handler, homeRegion, pathStyle: endpoint('s3') !== undefined, endpoint }
    // The role is assumed through the same proxy and at the same address as everything else.
    const sts = { region: homeRegion, requestHandler: handler, ...(endpoint('sts') !== undefined && { endpoint: endpoint('sts') }) }
    let credentials = await findCredentials(settings, env, sts)
    try {
      await credentials()
    } catch (error) {
      handler.destroy()
      const profile = settings.profile ?? env['AWS_PROFILE'] ?? ''
      return profile === ''
        ? { missing: `no credentials for aws${reason(error)}`, hint: 'aws sso login, or set AWS_PROFILE' }
        : { missing: `no credentials for aws in profile ${profile}${reason(error)}`, hint: `aws sso login --profile ${profile}, or aws configure list-profiles` }
    }
    let clients = new Clients({ ...common, credentials })
    return new AwsSession(() => clients, async () => {
      credentials = await findCredentials(settings, env, sts)
      clients = new Clients({ ...common, credentials })
    }, settings, handler, homeRegion)
  },
}
export default aws

function replay(settings: CollectSettings, folder: string): Session {
  const account = settings.scopes[0] ?? '111122223333'
  // Not a secret: recorded answers are found by the account id at the end of the key.
  const credentials = { accessKeyId: `RECORDED${account}`, secretAccessKey: 'recorded' }
  const handler = replayHandler(folder)
  const clients = new Clients({ credentials, handler, homeRegion: 'us-east-1', pathStyle: true, endpoint: () => 'https://recorded.invalid' })
  return new AwsSession(() => clients, () => Promise.resolve(), settings, handler, 'us-east-1')
}

type Credentials = () => Promise<object>

async function findCredentials(settings: CollectSettings, env: NodeJS.ProcessEnv, sts: object): Promise<Credentials> {
  const fixed = settings.profile === undefined ? keysOf(env) : null
  if (fixed !== null && settings.roleArn === undefined) return () => Promise.resolve(fixed)
  const { fromNodeProviderChain, fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')
  const own = fixed === null ? fromNodeProviderChain(settings.profile === undefined ? {} : { profile: settings.profile }) : () => Promise.resolve(fixed)
  if (settings.roleArn === undefined) return own
  return fromTemporaryCredentials({
    masterCredentials: own, clientConfig: sts,
    params: { RoleArn: settings.roleArn, RoleSessionName: 'aispm', ...(settings.externalId !== undefined && { ExternalId: settings.externalId }) },
  })
}

interface Keys {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

/**
 * Keys in the environment, which win over everything but a named profile, as in AWS's own tools. Read here and not by
 * the SDK, which knows only the environment of the whole process: so scans with different keys run side by side.
 */
function keysOf(env: NodeJS.ProcessEnv): Keys | null {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken, AWS_PROFILE: profile } = env
  if (accessKeyId === undefined || secretAccessKey === undefined || accessKeyId === '' || secretAccessKey === '' || (profile ?? '') !== '') return null
  return { accessKeyId, secretAccessKey, ...((sessionToken ?? '') !== '' && { sessionToken }) }
}

/** Addresses in the environment, the one for a service first; the SDK itself looks into the profile. */
function endpointsOf(env: NodeJS.ProcessEnv): (service: string) => string | undefined {
  const given = (name: string): string | undefined => (env[name] === '' ? undefined : env[name])
  if (given('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')?.toLowerCase() === 'true') return () => undefined
  return (service) => given(`AWS_ENDPOINT_URL_${service.replaceAll('-', '_').toUpperCase()}`) ?? given('AWS_ENDPOINT_URL')
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
