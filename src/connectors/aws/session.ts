// Opened AWS accounts: who we are, which accounts and regions there are, one attempt at a call.
import type { AssumeRoleCommandOutput } from '@aws-sdk/client-sts'
import { ScanError, UsageError, nearest, type Scope } from '../../core/index.js'
import { resolves } from '../kit/dns.js'
import type { Call, Ref } from '../kit/collector.js'
import type { CollectSettings, Perform, Session, Target, Unread } from '../kit/connector.js'
import type { Failure } from '../kit/failure.js'
import { inTurn } from '../kit/in-turn.js'
import { rateOf } from './rates.js'
import { regionNames } from './account/regions.js'
import { parseArn } from './arn.js'
import { Clients, type ClientSettings } from './clients.js'
import { keysFrom, renewing, type Credentials, type Keys } from './credentials.js'
import { classify } from './failures.js'
import { accountsOf, isOrganisation, type MemberAccount } from './organisation-accounts.js'
import { hubCalls, sessionCalls } from './session-calls.js'

/** No AWS credentials live shorter than this: what expires sooner was stale when it was handed out. */
const shortestLife = 10 * 60 * 1000

/** Name of the role that a scan assumes in other accounts, unless told otherwise. */
export const defaultRoleName = 'aispm-read'
const sessionName = 'aispm'
/** Accounts whose role is assumed at a time. */
const accountsAtOnce = 8
/** Milliseconds for assuming a role anew in mid-scan. */
const assumptionLimit = 60_000

export class AwsSession implements Session {
  private accounts: ReadonlySet<string> = new Set()
  /** Regions being read, over all accounts. */
  private readonly regions = new Set<string>()
  private readonly regionsAnswers = new Map<string, unknown>()
  /** Credentials of accounts that are not the scan's own. */
  private readonly assumed = new Map<string, Credentials>()
  /** Asks the organisation in every account's stead. */
  private organisation = false
  /** How often credentials were renewed; an attempt remembers under which it was made. */
  private generation = 0
  private readonly madeUnder = new WeakMap<object, number>()
  private renewing: Promise<void> = Promise.resolve()
  private renewedAt = -Infinity
  private clients: Clients

  constructor(
    private readonly about: Omit<ClientSettings, 'credentials'>, private own: Credentials, private readonly findOwn: () => Promise<Credentials>,
    private readonly settings: CollectSettings,
  ) {
    this.clients = this.makeClients()
  }

  async targets(perform: Perform): Promise<Target[]> {
    const scope: Scope = { provider: 'aws', account: '', region: this.about.homeRegion }
    for (const role of this.settings.roleArns ?? []) await this.become(role, perform, scope)
    const identity = await perform(sessionCalls.whoAmI, {}, scope)
    const own = identity.Account ?? ''
    if (!/^\d{12}$/.test(own)) throw new ScanError('nothing was scanned: sts:GetCallerIdentity did not say which account this is', 'check the endpoint and the proxy')
    const partition = parseArn(identity.Arn ?? '')?.partition ?? 'aws'
    const { scopes, roleName } = this.settings
    const [other] = scopes
    // Without a role to assume, one account is asked for and another one is at hand: most likely a mistake.
    if (other !== undefined && scopes.length === 1 && /^\d{12}$/.test(other) && other !== own && roleName === undefined) {
      throw new UsageError(`aws:${other} was not scanned: these credentials belong to account ${own}`, `give --profile or --role-arn for ${other}, or --role-name for the role to assume there`)
    }
    this.organisation = scopes.some(isOrganisation)
    const members = await accountsOf(scopes, own, perform, scope)
    const targets = await inTurn(members, accountsAtOnce, (member) => this.target(member, own, partition, perform))
    if (targets.length === 1 && targets[0]?.unread !== undefined) throw new ScanError(`nothing was scanned: ${targets[0].unread.why}`, 'give --role-name or --role-arn')
    this.accounts = new Set(targets.filter((target) => target.unread === undefined).map((target) => target.account))
    for (const target of targets) for (const region of target.regions) this.regions.add(region)
    return targets
  }

  /** An account with its regions, or why it cannot be read: one that is lost leaves the others whole. */
  private async target({ id, closed }: MemberAccount, own: string, partition: string, perform: Perform): Promise<Target> {
    const without = (unread: Unread): Target => ({ account: id, partition, regions: [], skippedRegions: [], unread })
    if (closed) return without({ why: 'closed, or about to be', closed: true })
    let call: Call = hubCalls.assumeRole
    const scope: Scope = { provider: 'aws', account: id, region: this.about.homeRegion }
    try {
      if (id !== own) {
        const role = `arn:${partition}:iam::${id}:role/${this.settings.roleName ?? defaultRoleName}`
        this.assumed.set(id, await this.assume(role, perform, { ...scope, account: '' }))
      }
      call = sessionCalls.regions
      const enabled = await this.enabledRegions(perform, scope)
      const wanted = this.settings.regions.length === 0 ? enabled : this.settings.regions
      const missing = wanted.find((region) => !enabled.includes(region))
      if (missing !== undefined && id === own) throw wrongRegion(missing, enabled, id)
      const regions = wanted.filter((region) => enabled.includes(region))
      if (regions.length === 0) return without({ why: 'none of the regions asked for is enabled there', closed: true })
      return { account: id, partition, regions, skippedRegions: enabled.filter((region) => !regions.includes(region)) }
    } catch (error) {
      if (id === own || !(error instanceof ScanError)) throw error
      return without({ why: error.message.replace(/^nothing was scanned: /, ''), call })
    }
  }

  private async become(role: string, perform: Perform, scope: Scope): Promise<void> {
    this.own = await this.assume(role, perform, scope)
    this.clients = this.makeClients()
  }

  /** Through the scan's own door for the first time; later, when the keys run out, with the rights of before. */
  private async assume(role: string, perform: Perform, scope: Scope): Promise<Credentials> {
    const { externalId } = this.settings
    const input = { RoleArn: role, RoleSessionName: sessionName, ...(externalId !== undefined && { ExternalId: externalId }) }
    const before = this.clients
    const again = async (): Promise<Keys> => {
      // The declaration of the call says what comes back.
      const answer = await before.send('sts', 'AssumeRole', input, scope, AbortSignal.timeout(assumptionLimit)) as AssumeRoleCommandOutput
      return keysFrom(answer)
    }
    return renewing(keysFrom(await perform(hubCalls.assumeRole, input, scope)), again)
  }

  private makeClients(): Clients {
    return new Clients({ ...this.about, credentials: (account) => this.assumed.get(account) ?? this.own })
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
    const isRegions = call.action === sessionCalls.regions.action
    // Asked once to find the scopes and again by the account's own collector.
    const remembered = isRegions ? this.regionsAnswers.get(scope.account) : undefined
    if (remembered !== undefined) return remembered
    const { generation } = this
    // Members may not ask about the organisation; whoever could list them may.
    const as = service === 'organizations' && this.organisation ? { ...scope, account: '' } : scope
    const answer = await this.clients.send(service, operation, input, as, signal).catch((error: unknown) => {
      if (typeof error === 'object' && error !== null) this.madeUnder.set(error, generation)
      throw error
    })
    if (isRegions) this.regionsAnswers.set(scope.account, answer)
    return answer
  }

  async classify(error: unknown, call: Call, scope: Scope): Promise<Failure> {
    const failure = classify(error, call)
    // The keys of a member's role are gone: that is about one account, and no reason to stop.
    if (failure.class === 'credentials' && this.assumed.has(scope.account)) return { ...failure, class: 'error' }
    if (failure.class === 'credentials') return await this.renewed(error) ? { ...failure, class: 'transient' } : failure
    if (failure.class === 'not-enabled' && /UnrecognizedClient|InvalidClientTokenId|AuthFailure|InvalidAccessKeyId/.test(failure.code)) {
      // The same keys were good a moment ago: a region that is switched off, unless it is the one we identified ourselves in.
      return scope.region === undefined || scope.region === this.about.homeRegion || this.accounts.size === 0 ? { ...failure, class: 'credentials' } : failure
    }
    if (failure.code === 'ENOTFOUND') {
      // No such host: either the service has no endpoint in the region, or names do not resolve at all.
      const region = scope.region ?? this.about.homeRegion
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

  private async renew(): Promise<void> {
    const roles = this.settings.roleArns ?? []
    // Roles renew themselves; what they are assumed with is what the user has.
    if (roles.length > 0) return
    this.own = await this.findOwn()
    this.clients = this.makeClients()
  }

  locate(ref: Ref, from: Scope): Scope | null {
    const arn = parseArn(ref.id)
    if (arn === null) return from
    const account = arn.account === '' || arn.account === 'aws' ? from.account : arn.account
    // Of a key it is enough to know that it is somebody else's.
    if (!this.accounts.has(account)) return ref.type === 'aws.kms.key' ? from : null
    if (ref.type.startsWith('aws.s3.') || ref.type.startsWith('aws.iam.') || ref.type.startsWith('aws.account.') || arn.region === '') {
      return { provider: 'aws', account }
    }
    return this.regions.has(arn.region) ? { provider: 'aws', account, region: arn.region } : null
  }

  rate(action: string): ReturnType<typeof rateOf> {
    return rateOf(action)
  }

  left(account: string): void {
    if (this.accounts.size > 1) this.clients.drop(account)
  }

  close(): void {
    this.about.handler.destroy()
  }
}

function wrongRegion(region: string, enabled: readonly string[], account: string): UsageError {
  const meant = nearest(region, enabled)
  return new UsageError(`${region} is not an enabled region of account ${account}`, meant === undefined ? `enabled: ${enabled.join(', ')}` : `did you mean ${meant}?`)
}
