// One SDK client per account, region and service, loaded when first needed.
import { scopeId, UsageError, type Scope } from '../../core/index.js'
import { NotAnAnswer } from './answer-body.js'
import { answerMisfit } from './answer-shape.js'
import type { SdkHandler } from './http.js'

/** Client packages by the word before the colon in a call's action. */
const packages: Record<string, () => Promise<object>> = {
  sagemaker: () => import('@aws-sdk/client-sagemaker'),
  s3: () => import('@aws-sdk/client-s3'),
  's3-control': () => import('@aws-sdk/client-s3-control'),
  iam: () => import('@aws-sdk/client-iam'),
  sts: () => import('@aws-sdk/client-sts'),
  ecr: () => import('@aws-sdk/client-ecr'),
  ec2: () => import('./ec2.js'),
  organizations: () => import('@aws-sdk/client-organizations'),
}
const clientNames: Record<string, string> = {
  sagemaker: 'SageMakerClient', s3: 'S3Client', 's3-control': 'S3ControlClient', iam: 'IAMClient', sts: 'STSClient', ecr: 'ECRClient', ec2: 'EC2Client',
  organizations: 'OrganizationsClient',
}

export interface SdkClient {
  send(command: object, options: { abortSignal: AbortSignal }): Promise<unknown>
  destroy(): void
  middlewareStack?: { remove(name: string): boolean }
}

/** What a scan has no use for, and pays for at every call; the user agent is set once, below the SDK. */
const idleMiddleware = ['loggerMiddleware', 'recursionDetectionMiddleware', 'getUserAgentMiddleware']

type Constructor<T> = new (input: unknown) => T

export interface ClientSettings {
  /** A provider or fixed keys, as the SDK takes them. */
  credentials: unknown
  handler: SdkHandler
  /** Region for what is global to an account. */
  homeRegion: string
  /** Addresses buckets by path: emulators and recordings have no bucket hosts. */
  pathStyle: boolean
  /** Where a service is asked instead of at AWS's own address. */
  endpoint?: (service: string) => string | undefined
}

export class Clients {
  private readonly clients = new Map<string, Promise<SdkClient>>()

  constructor(private readonly settings: ClientSettings) {}

  async send(service: string, operation: string, input: unknown, scope: Scope, signal: AbortSignal): Promise<unknown> {
    const module = await load(service)
    const Command = member<object>(module, `${operation}Command`)
    const client = await this.client(service, module, scope)
    const command = new Command(input ?? {})
    const answer = await client.send(command, { abortSignal: signal })
    const wrong = answerMisfit(command, answer)
    if (wrong !== null) throw new NotAnAnswer(`the answer does not have the documented shape: ${wrong}`)
    return answer
  }

  private client(service: string, module: object, scope: Scope): Promise<SdkClient> {
    const region = scope.region ?? this.settings.homeRegion
    const key = `${scopeId({ ...scope, region })} ${service}`
    let client = this.clients.get(key)
    if (client === undefined) {
      const { credentials, handler, pathStyle } = this.settings
      const endpoint = this.settings.endpoint?.(service)
      const Client = member<SdkClient>(module, clientNames[service] ?? '')
      const made = new Client({
        region, credentials, requestHandler: handler, maxAttempts: 1, retryMode: 'standard',
        ...(endpoint !== undefined && { endpoint }), ...(service === 's3' && { forcePathStyle: pathStyle }),
      })
      for (const idle of idleMiddleware) made.middlewareStack?.remove(idle)
      client = Promise.resolve(made)
      this.clients.set(key, client)
    }
    return client
  }
}

function load(service: string): Promise<object> {
  const importer = packages[service]
  if (importer === undefined) throw new Error(`no AWS client is known for "${service}"`)
  return importer()
}

function member<T>(module: object, name: string): Constructor<T> {
  const found: unknown = Reflect.get(module, name)
  if (typeof found !== 'function') throw new UsageError(`the installed AWS SDK has no ${name}`, 'npm install')
  // The SDK exports client and command classes under these names.
  return found as Constructor<T>
}
