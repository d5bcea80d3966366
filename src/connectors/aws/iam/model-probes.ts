// Who lately asked what models an identity may use, or made room for using them: CloudTrail's own 90 days of events, no trail needed.
import type { Event, LookupEventsCommandInput, LookupEventsCommandOutput } from '@aws-sdk/client-cloudtrail'
import type { Json } from '../../../core/index.js'
import { bool, listOf, number, shape, string, time } from '../../../core/shape.js'
import { sharedRead, type Answer } from '../../kit/collector.js'
import { regions } from '../account/regions.js'
import { read } from '../calls.js'
import { jsonRecord } from '../policy-json.js'

/** Few people make these calls, and seldom. InvokeModel itself is left out: a busy account has a page of it every second. */
const probes = [
  'PutFoundationModelEntitlement', 'PutUseCaseForModelAccess', 'CreateFoundationModelAgreement', 'DeleteModelInvocationLoggingConfiguration',
  'GetModelInvocationLoggingConfiguration', 'GetFoundationModelAvailability',
]

/** One kind of call, however often it was made. */
export const probeShape = listOf(shape({ event: string, count: number, lastAt: time, refused: bool }))
export interface Probe {
  event: string
  count: number
  lastAt: string
  /** At least one of them was. */
  refused: boolean
  [key: string]: Json
}

interface Seen {
  event: string
  at: Date
  refused: boolean
}

/** By ARN of the user or of the role behind the session. */
export type Probers = ReadonlyMap<string, readonly Seen[]>

export const modelProbes = sharedRead({
  id: 'cloudtrail.modelProbes',
  per: 'account',
  calls: {
    lookup: read<LookupEventsCommandInput, LookupEventsCommandOutput>('cloudtrail:LookupEvents', { with: 'activity', per: 'region' }),
  },
  async load({ call, read: shared }): Promise<Answer<Probers>> {
    // Newest first, and the newest are enough: one page of each kind and region.
    const look = (name: string, region?: string) => call.lookup(
      { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }], MaxResults: 50 }, region === undefined ? {} : { region },
    )
    const [first = ''] = probes
    const asked = await look(first)
    if (!asked.ok) return asked
    const names = await shared(regions)
    if (!names.ok) return names
    const answers = await Promise.all(names.value.flatMap((region) => probes.map((name) => look(name, region))))
    const events: Event[] = []
    for (const answer of answers) {
      if (!answer.ok) return answer
      events.push(...(answer.value.Events ?? []))
    }
    return { ok: true, value: byActor(events) }
  },
})

export function byActor(events: readonly Event[]): Probers {
  const found = new Map<string, Seen[]>()
  for (const { EventName: event, EventTime: at, CloudTrailEvent: text } of events) {
    const record = parsed(text)
    const identity = jsonRecord(record?.['userIdentity'])
    const actor = jsonRecord(jsonRecord(identity?.['sessionContext'])?.['sessionIssuer'])?.['arn'] ?? identity?.['arn']
    if (event === undefined || at === undefined || typeof actor !== 'string') continue
    found.set(actor, [...(found.get(actor) ?? []), { event, at, refused: record?.['errorCode'] !== undefined }])
  }
  return found
}

/** Those of the day before the scan. */
export function probesOf(actor: string, probers: Probers, takenAt: Date): Probe[] {
  const since = takenAt.getTime() - 24 * 60 * 60 * 1000
  const recent = (probers.get(actor) ?? []).filter(({ at }) => at.getTime() >= since && at <= takenAt)
  return [...new Set(recent.map(({ event }) => event))].toSorted().map((event) => {
    const same = recent.filter((one) => one.event === event)
    return { event, count: same.length, lastAt: new Date(Math.max(...same.map(({ at }) => at.getTime()))).toISOString(), refused: same.some(({ refused }) => refused) }
  })
}

function parsed(text: string | undefined): { [key: string]: Json } | null {
  try {
    const record: Json = JSON.parse(text ?? 'null')
    return jsonRecord(record)
  } catch {
    return null
  }
}
