// An opened AWS account: who we are, which regions there are, one attempt at a call.
import { UsageError, nearest, type Scope } from '../../core/index.js'
import { resolves } from '../kit/dns.js'
import type { Call, Ref } from '../kit/collector.js'
import type { CollectSettings, Perform, Session, Target } from '../kit/connector.js'
import type { Failure } from '../kit/failure.js'
import { rateOf } from './rates.js'
import { parseArn } from './arn.js'
import type { Clients } from './clients.js'
import { classify } from './failures.js'
import type { SdkHandler } from './http.js'
import { sessionCalls } from './session-calls.js'

export class AwsSession implements Session {
  private accounts: ReadonlySet<string> = new Set()
  private regions: ReadonlySet<string> = new Set()
  private refreshed = false
  private regionsAnswer: unknown

  constructor(
    private readonly clients: () => Clients, private readonly renew: () => void, private readonly settings: CollectSettings,
    private readonly handler: SdkHandler, private readonly homeRegion: string,
  ) {}

  async targets(perform: Perform): Promise<Target[]> {
    const scope: Scope = { provider: 'aws', account: '', region: this.homeRegion }
    const identity = await perform(sessionCalls.whoAmI, {}, scope)
    const account = identity.Account ?? ''
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
      return names(answer.Regions)
    }
    return names((await perform(sessionCalls.regions, { AllRegions: false }, scope)).Regions)
  }

  async attempt(call: Call, input: unknown, scope: Scope, signal: AbortSignal): Promise<unknown> {
    const [service = '', operation = ''] = call.action.split(':')
    // Asked once to find the scopes and again by the account's own collector.
    if (call.action === sessionCalls.regions.action && this.regionsAnswer !== undefined) return this.regionsAnswer
    const answer = await this.clients().send(service, operation, input, scope, signal)
    if (call.action === sessionCalls.regions.action) this.regionsAnswer = answer
    return answer
  }

  async classify(error: unknown, call: Call, scope: Scope): Promise<Failure> {
    const failure = classify(error, call)
    if (failure.class === 'credentials' && !this.refreshed) {
      // Expired in mid-scan: the providers may have fresh ones. Once.
      this.refreshed = true
      this.renew()
      return { ...failure, class: 'transient' }
    }
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

function names(regions: readonly { RegionName?: string | undefined }[] | undefined): string[] {
  return (regions ?? []).flatMap((region) => region.RegionName ?? []).toSorted()
}
