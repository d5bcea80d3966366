// What every event has: its class, its time, where it comes from, and one number for all events of a scan.
import { createHash } from 'node:crypto'
import { scopeId, type ReportSource, type Scope } from '../../core/index.js'
import { cloudOf } from './place.js'
import { schemaVersion, type activities, type severities, type states } from './words.js'

export interface Draft {
  class: 'compliance' | 'detection'
  activity: (typeof activities)[keyof typeof activities]
  status: (typeof states)[keyof typeof states]
  severity: (typeof severities)[keyof typeof severities]
  message: string
  /** Absent for what is not about one place. */
  scope?: Scope
  /** What the event is filed under in the source: the rule, or what was not read. */
  code: string
  /** Of the finding; with the scan's own number it makes the event's. */
  uid: string
  body: object
}

const classes = { compliance: { uid: 2003, name: 'Compliance Finding' }, detection: { uid: 2004, name: 'Detection Finding' } }
const category = { uid: 2, name: 'Findings' }

export function envelope(source: ReportSource): (draft: Draft) => object {
  const time = Date.parse(source.finishedAt)
  const correlation = hashed(source.startedAt, source.finishedAt, source.tool.version, ...source.scopes.map(({ scope }) => scopeId(scope)))
  let sequence = 0
  return ({ class: of, activity, status, severity, message, scope, code, uid, body }) => {
    const { uid: classUid, name } = classes[of]
    const cloud = scope === undefined ? undefined : cloudOf(scope)
    return {
      class_uid: classUid, class_name: name, category_uid: category.uid, category_name: category.name,
      activity_id: activity.id, activity_name: activity.caption,
      type_uid: classUid * 100 + activity.id, type_name: `${name}: ${activity.caption}`,
      time, message,
      severity_id: severity.id, severity: severity.caption, status_id: status.id, status: status.caption,
      metadata: {
        version: schemaVersion, uid: hashed(correlation, uid, code), correlation_uid: correlation, sequence: ++sequence, event_code: code,
        log_name: 'aispm', ...(cloud === undefined ? {} : { profiles: ['cloud'] }),
        product: { name: 'aispm', vendor_name: 'aispm', version: source.tool.version, url_string: 'https://github.com/aispm/aispm' },
        original_time: source.finishedAt,
        ...(source.redacted === true ? { labels: ['redacted'] } : {}),
      },
      ...(cloud === undefined ? {} : { cloud }),
      ...body,
    }
  }
}

/** A short name for what would be long. */
export function hashed(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
