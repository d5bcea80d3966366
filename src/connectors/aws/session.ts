// An opened AWS account: who we are, which regions there are, one attempt at a call.
import { ScanError, UsageError, nearest, type Scope } from '../../core/index.js'
import { resolves } from '../kit/dns.js'
import type { Call, Ref } from '../kit/collector.js'
import type { CollectSettings, Perform, Session, Target } from '../kit/connector.js'
import type { Failure } from '../kit/failure.js'
import { rateOf } from './rates.js'
import { regionNames } from './account/regions.js'
import { parseArn } from './arn.js'
import type { Clients } from './clients.js'
import { classify } from './failures.js'
import type { SdkHandler } from './http.js'
import { sessionCalls } from './session-calls.js'

/** No AWS credentials live shorter than this: what expires sooner was stale when it was handed out. */
const shortestLife = 10 * 60 * 1000

export class AwsSession implements Session {
  private accounts: ReadonlySet<string> = new Set()
  private regions: ReadonlySet<string> = new Set()
  private regionsAnswer: unknown
  /** How often credentials were renewed; an attempt remembers under which it was made. */
  private generation = 0
  private readonly madeUnder = new WeakMap<object, number>()
  private renewing: Promise<void> = Promise.resolve()
  private renewedAt = -Infinity

  constructor(
    private readonly clients: () => Clients, private readonly renew: () => Promise<void>, private readonly settings: CollectSettings,
    private readonly handler: SdkHandler, private readonly homeRegion: string,
  ) {}

  async targets(perform: Perform): Promise<Target[]> {
    const scope: Scope = { provider: 'aws', account: '', region: this.homeRegion }
    const identity = await perform(sessionCalls.whoAmI, {}, scope)
    const account = identity.Account ?? ''
    if (!/^\d{12}$/.test(account)) throw new ScanError('nothing was scanned: sts:GetCallerIdentity did not say which account this is', 'check the endpoint and the proxy')
    const partition = parseArn(identity.Arn ?? '')?.partition ?? 'aws'
    for (const wanted of this.settings.scopes) {
      if (wanted !== account) {
        throw new UsageError(`aws:${wanted} was not scanned: these credentials belong to account ${account}`, `give --profile or --role-arn for ${wanted}`)
      }
    }
    const enabled = await this.enabledRegions(perform, { ...scope, account })
    const regions = this.settings.regions.length === 0 ? enabled : this.settings.regions
    for (const region of regions) {
      if (enabled.includes(region)) continue
      const meant = nearest(region, enabled)
      throw new UsageError(`${region} is not an enabled region of account ${account}`, meant === undefined ? `enabled: ${enabled.join(', ')}` : `did you mean ${meant}?`)
    }
    this.accounts = new Set([account])
    this.regions = new Set(regions)
    return [{ account, partition, regions, skippedRegions: enabled.filter((region) => !regions.includes(region)) }]
  }

  private async enabledRegions(perform: Perform, scope: Scope): Promise<string[]> {
    if (this.settings.regions.length > 0) {
      // Named regions need no right to list them; an unknown one is caught when the list can be read.
      const answer = await perform(sessionCalls.regions, { AllRegions: false }, scope).catch(() => null)
      if (answer === null) return this.settings.regions
      return regionNames(answer.Regions)
    }
    const enabled = regionNames((await perform(sessionCalls.regions, { AllRegions: false }, scope)).Regions)
    if (enabled.length === 0) throw new ScanError('nothing was scanned: ec2:DescribeRegions named no region', 'give --region')
    return enabled
  }

  async attempt(call: Call, input: unknown, scope: Scope, signal: AbortSignal): Promise<unknown> {
    const [service = '', operation = ''] = call.action.split(':')
    // Asked once to find the scopes and again by the account's own collector.
    if (call.action === sessionCalls.regions.action && this.regionsAnswer !== undefined) return this.regionsAnswer
    const { generation } = this
    const answer = await this.clients().send(service, operation, input, scope, signal).catch((error: unknown) => {
      if (typeof error === 'object' && error !== null) this.madeUnder.set(error, generation)
      throw error
    })
    if (call.action === sessionCalls.regions.action) this.regionsAnswer = answer
    return answer
  }

  async classify(error: unknown, call: Call, scope: Scope): Promise<Failure> {
    const failure = classify(error, call)
    if (failure.class === 'credentials') return await this.renewed(error) ? { ...failure, class: 'transient' } : failure
    if (failure.class === 'not-enabled' && /UnrecognizedClient|InvalidClientTokenId|AuthFailure|InvalidAccessKeyId/.test(failure.code)) {
      // The same keys were good a moment ago: a region that is switched off, unless it is the one we identified ourselves in.
      return scope.region === undefined || scope.region === this.homeRegion || this.accounts.size === 0 ? { ...failure, class: 'credentials' } : failure
    }
    if (failure.code === 'ENOTFOUND') {
      // No such host: either the service has no endpoint in the region, or names do not resolve at all.
      const region = scope.region ?? this.homeRegion
      const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
      if (await resolves(`sts.${region}.${suffix}`)) return { ...failure, class: 'not-offered' }
      return { ...failure, class: 'transient', message: `${region}: host names do not resolve` }
    }
    return failure
  }

  /** Expired in mid-scan: whoever gave the credentials may have fresh ones. False when the fresh ones have expired, too. */
  private async renewed(error: unknown): Promise<boolean> {
    const under = typeof error === 'object' && error !== null ? this.madeUnder.get(error) ?? this.generation : this.generation
    if (under === this.generation) {
      if (performance.now() - this.renewedAt < shortestLife) return false
      this.renewedAt = performance.now()
      this.generation += 1
      this.renewing = this.renew().catch(() => undefined)
    }
    await this.renewing
    return true
  }

  locate(ref: Ref, from: Scope): Scope | null {
    const arn = parseArn(ref.id)
    if (arn === null) return from
    const account = arn.account === '' || arn.account === 'aws' ? from.account : arn.account
    if (!this.accounts.has(account)) return null
    if (ref.type.startsWith('aws.s3.') || ref.type.startsWith('aws.iam.') || ref.type.startsWith('aws.account.') || arn.region === '') {
      return { provider: 'aws', account }
    }
    return this.regions.has(arn.region) ? { provider: 'aws', account, region: arn.region } : null
  }

  rate(action: string): ReturnType<typeof rateOf> {
    return rateOf(action)
  }

  close(): void {
    this.handler.destroy()
  }
}
