// Fraud Detector event types whose events the service keeps: orders, logins and what turned out to be fraud.
import type { EventType, GetEventTypesCommandInput, GetEventTypesCommandOutput, GetKMSEncryptionKeyCommandInput, GetKMSEncryptionKeyCommandOutput } from '@aws-sdk/client-frauddetector'
import { nullable, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { listLower, readOrNull } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { said } from '../names.js'

export default collector({
  type: 'aws.frauddetector.event_type',
  kind: 'dataset',
  service: 'frauddetector',
  per: 'region',
  props: shape({
    createdAt: nullable(time),
    /** The one key of all that the service keeps in a region. */
    kmsKeyArn: nullable(string),
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: listLower<GetEventTypesCommandInput, GetEventTypesCommandOutput, EventType>('frauddetector:GetEventTypes', { items: (page) => page.eventTypes, max: 10 }),
    key: readOrNull<GetKMSEncryptionKeyCommandInput, GetKMSEncryptionKeyCommandOutput>('frauddetector:GetKMSEncryptionKey', ['ResourceNotFoundException'], { per: 'region' }),
  },
  async list({ call, each, emit }) {
    let asked: ReturnType<typeof call.key> | undefined
    await each(call.list.rows(), async (type) => {
      // The events of others are looked at as they come, and not kept.
      if (type.eventIngestion !== 'ENABLED') return
      asked ??= call.key({})
      const key = await asked
      emit({
        id: type.arn ?? '',
        name: type.name ?? '',
        props: { createdAt: said(type.createdTime), kmsKeyArn: known(key, (answer) => customerKey(answer?.kmsKey?.kmsEncryptionKeyArn)) },
        edges: edgesOf(key, 'encrypted-by', (answer) => [encryptedBy(customerKey(answer?.kmsKey?.kmsEncryptionKeyArn), 'kmsEncryptionKeyArn')]),
      })
    })
  },
})

/** Until a key is chosen its place says `DEFAULT`. */
export function customerKey(key: string | undefined): string | null {
  return key === undefined || parseArn(key) === null ? null : key
}
