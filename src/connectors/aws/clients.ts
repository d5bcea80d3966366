// One SDK client per account, region and service, loaded when first needed.
import { scopeId, UsageError, type Scope } from '../../core/index.js'
import { NotAnAnswer } from './answer-body.js'
import { answerMisfit } from './answer-shape.js'
import type { SdkHandler } from './http.js'
import { objectRange } from './s3/ranges.js'
import { loadClient } from './services.js'

export interface SdkClient {
  send(command: object, options: { abortSignal: AbortSignal }): Promise<unknown>
  destroy(): void
  middlewareStack?: { remove(name: string): boolean }
}

/** What a scan has no use for, and pays for at every call; the user agent is set once, below the SDK. */
const idleMiddleware = ['loggerMiddleware', 'recursionDetectionMiddleware', 'getUserAgentMiddleware']

type Constructor<T> = new (input: unknown) => T

export interface ClientSettings {
  /** Credentials for an account; for the empty name, those that the scan came with. */
  credentials: (account: string) => unknown
  handler: SdkHandler
  /** Region for what is global to an account. */
  homeRegion: string
  /** Addresses buckets by path: emulators and recordings have no bucket hosts. */
  pathStyle: boolean
  /** Where a service is asked instead of at AWS's own address. */
  endpoint?: (service: string) => string | undefined
}

export class Clients {
  /** By module, since EC2 has two, then by scope. */
  private readonly clients = new Map<object, { Client: Constructor<SdkClient>; byScope: Map<string, SdkClient> }>()

  constructor(private readonly settings: ClientSettings) {}

  async send(service: string, operation: string, input: unknown, scope: Scope, signal: AbortSignal): Promise<unknown> {
    const module = await loadClient(service, operation)
    const Command = member<object>(module, `${operation}Command`)
    const client = this.client(service, module, scope)
    const command = new Command(input ?? {})
    const answer = await client.send(command, { abortSignal: signal })
    const wrong = answerMisfit(command, answer)
    if (wrong !== null) throw new NotAnAnswer(`the answer does not have the documented shape: ${wrong}`)
    return service === 's3' && operation === 'GetObject' ? objectRange(answer) : answer
  }

  /** Lets go of what was made for an account. */
  drop(account: string): void {
    for (const { byScope } of this.clients.values()) {
      for (const key of byScope.keys()) if (key.startsWith(`aws/${account}/`)) byScope.delete(key)
    }
  }

  private client(service: string, module: object, scope: Scope): SdkClient {
    let ofModule = this.clients.get(module)
    if (ofModule === undefined) this.clients.set(module, (ofModule = { Client: member<SdkClient>(module, clientName(module)), byScope: new Map() }))
    const { Client, byScope } = ofModule
    const region = scope.region ?? this.settings.homeRegion
    const key = scopeId({ ...scope, region })
    let client = byScope.get(key)
    if (client === undefined) {
      const { credentials, handler, pathStyle } = this.settings
      const endpoint = this.settings.endpoint?.(service)
      client = new Client({
        region, credentials: credentials(scope.account), requestHandler: handler, maxAttempts: 1, retryMode: 'standard',
        ...(endpoint !== undefined && { endpoint }),
        // The checksum that is kept of an object is of all its bytes, and ranges are read.
        ...(service === 's3' && { forcePathStyle: pathStyle, responseChecksumValidation: 'WHEN_REQUIRED' }),
      })
      for (const idle of idleMiddleware) client.middlewareStack?.remove(idle)
      byScope.set(key, client)
    }
    return client
  }
}

/** Every package exports one client beside the SDK's own base class. */
function clientName(module: object): string {
  return Object.keys(module).find((name) => name.endsWith('Client') && name !== '__Client') ?? 'Client'
}

function member<T>(module: object, name: string): Constructor<T> {
  const found: unknown = Reflect.get(module, name)
  if (typeof found !== 'function') throw new UsageError(`the installed AWS SDK has no ${name}`, 'npm install')
  // The SDK exports client and command classes under these names.
  return found as Constructor<T>
}
