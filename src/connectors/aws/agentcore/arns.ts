// Ids of what AgentCore names, and where the addresses that it calls lead.
import type { Edge } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { said, type Place } from '../names.js'

/** `arn:aws:bedrock-agentcore:us-east-1:111122223333:gateway/orchard-tools-a1b2c3d4e5` */
export function agentcoreArn({ partition, region, account }: Place, resource: string): string {
  return `arn:${partition}:bedrock-agentcore:${region}:${account}:${resource}`
}

/** AgentCore has no ARN for a target: the gateway's, and the target's id below it. */
export function targetId(place: Place, gateway: string, target: string): string {
  return agentcoreArn(place, `gateway/${gateway}/target/${target}`)
}

export function hostOf(url: string | null | undefined): string | null {
  return url == null || !URL.canParse(url) ? null : said(new URL(url).hostname)
}

/** The runtime behind an address of the service itself: `https://bedrock-agentcore.us-east-1.amazonaws.com/runtimes/<encoded ARN>/invocations`. */
export function runtimeBehind(url: string | null | undefined): string | null {
  if (!/^bedrock-agentcore\..*\.amazonaws\.com(?:\.cn)?$/.test(hostOf(url) ?? '')) return null
  const named = /\/runtimes\/([^/?]+)/.exec(url ?? '')?.[1]
  if (named === undefined) return null
  const arn = named.replaceAll(/%3a/gi, ':').replaceAll(/%2f/gi, '/')
  return parseArn(arn) === null ? null : arn
}

/** A relation to something of AgentCore that is given by ARN. What AWS owns itself, such as its own browser, is no asset. */
export function toAgentcore(type: Edge['type'], target: string, arn: string | null | undefined, via: string): Edge | null {
  const account = arn == null ? undefined : parseArn(arn)?.account
  return arn == null || account === undefined || account === 'aws' ? null : { type, target, to: arn, via }
}
