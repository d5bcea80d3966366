// AWS: credentials, accounts and regions.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CollectSettings, Connector, Missing, Session } from '../kit/connector.js'
import { discoverCollectors } from '../kit/discover.js'
import { heldTypes } from '../kit/held-types.js'
import { consolePage } from './console.js'
import { ownCredentials, type Credentials } from './credentials.js'
import { networkHandler, recordingHandler, replayHandler } from './http.js'
import { byService, hubPolicy, stackSet } from './grants.js'
import { leastPrivilege } from './permissions.js'
import { objectType } from './s3/stored.js'
import { AwsSession, defaultRoleName } from './session.js'
import { hubCalls, sessionCalls } from './session-calls.js'

const sockets = 64

const aws: Connector = {
  id: 'aws',
  summary: 'SageMaker, Bedrock, AgentCore and what stands around them',
  regions: /^[a-z]{2,}(?:-[a-z]+)+-\d+$/,
  ids: /^(?:arn:|s3:\/\/)/,
  collectors: () => discoverCollectors('aws'),
  held: () => heldTypes(objectType),
  calls: sessionCalls,
  hubCalls,
  leastPrivilege: (collectors, optional) => leastPrivilege(collectors, sessionCalls, optional),
  rightsByService: (collectors, optional) => byService(leastPrivilege(collectors, sessionCalls, optional)),
  grants: {
    stackset: { summary: 'a CloudFormation template for the role in every account', render: ({ collectors, optional }) => stackSet(collectors, optional) },
    hub: { summary: 'a policy for whoever scans an organisation', render: ({ roleName = defaultRoleName }) => json(hubPolicy(roleName)) },
  },
  console: consolePage,
  async open(settings, env): Promise<Session | Missing> {
    // The SDK warns on stderr that it will leave Node 20 behind; that is our business, not the user's.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
    if (settings.replay !== undefined) return replay(settings, settings.replay)
    const homeRegion = await findHomeRegion(env, settings.profile)
    const network = await networkHandler(env, sockets)
    const handler = settings.record === undefined ? network : recordingHandler(network, settings.record)
    const endpoint = endpointsOf(env)
    const find = (): Promise<Credentials> => ownCredentials(env, settings.profile)
    const own = await find()
    try {
      await own()
    } catch (error) {
      handler.destroy()
      const profile = settings.profile ?? env['AWS_PROFILE'] ?? ''
      return profile === ''
        ? { missing: `no credentials for aws${reason(error)}`, hint: 'aws sso login, or set AWS_PROFILE' }
        : { missing: `no credentials for aws in profile ${profile}${reason(error)}`, hint: `aws sso login --profile ${profile}, or aws configure list-profiles` }
    }
    return new AwsSession({ handler, homeRegion, pathStyle: endpoint('s3') !== undefined, endpoint }, own, find, settings)
  },
}
export default aws

async function replay(settings: CollectSettings, folder: string): Promise<Session | Missing> {
  const recorded = (await readdir(join(folder, 'calls')).catch(() => [])).filter((name) => /^\d{12}$/.test(name))
  if (settings.scopes.length === 0 && recorded.length === 0) return { missing: `no account is recorded in ${folder}`, hint: 'aispm inventory --record FOLDER', untraced: true }
  const account = settings.scopes.find((scope) => /^\d{12}$/.test(scope)) ?? (recorded.includes('111122223333') ? '111122223333' : recorded[0] ?? '111122223333')
  // Not a secret: recorded answers are found by the account id at the end of the key.
  const own: Credentials = () => Promise.resolve({ accessKeyId: `RECORDED${account}`, secretAccessKey: 'recorded' })
  const about = { handler: replayHandler(folder), homeRegion: 'us-east-1', pathStyle: true, endpoint: () => 'https://recorded.invalid' }
  return new AwsSession(about, own, () => Promise.resolve(own), settings)
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

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
