// Keys that AI data is encrypted with: who may use them, and whether their material changes.
import type { cloudkms_v1 } from 'googleapis/build/src/apis/cloudkms/v1.js'
import { bool, listOf, mapOf, nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector, GapMark, known } from '../../kit/collector.js'
import { get } from '../calls.js'
import { ownedBy } from '../edges.js'
import { bindingsOn, bindingsShape, policies, policyVersion } from '../iam-policies.js'
import { iso, lastOf, locationIn, placeOf, said } from '../names.js'

const day = 24 * 60 * 60

export default collector({
  type: 'gcp.kms.key',
  kind: 'key',
  service: 'cloudkms',
  per: 'account',
  props: shape({
    location: nullable(string),
    ring: nullable(string),
    /** `ENCRYPT_DECRYPT` for keys that resources are encrypted with. */
    purpose: nullable(string),
    /** `SOFTWARE`, `HSM`, `EXTERNAL`, `EXTERNAL_VPC` ... */
    protectionLevel: nullable(string),
    /** State of the primary version, such as `ENABLED`. */
    state: nullable(string),
    createdAt: nullable(time),
    labels: mapOf(string),
    /** Days after which a new version becomes the primary one; null where nothing rotates by itself. */
    rotationDays: nullable(number),
    nextRotationAt: nullable(time),
    /** Holds imported material, which nothing but another import can replace. */
    importOnly: bool,
    /** Of the key and of its key ring: what is granted on the ring holds for every key in it, and rings are no assets. */
    bindings: bindingsShape,
    /** Roles that are granted on the ring. */
    ringBindings: listOf(string),
  }),
  relates: { 'owned-by': ['gcp.resourcemanager.project'] },
  reads: [policies],
  calls: {
    get: get<cloudkms_v1.Schema$CryptoKey>('cloudkms:projects.locations.keyRings.cryptoKeys.get', 'v1/{+name}', { gone: ['NOT_FOUND'] }),
    policy: get<cloudkms_v1.Schema$Policy>('cloudkms:projects.locations.keyRings.cryptoKeys.getIamPolicy', 'v1/{+resource}:getIamPolicy'),
    ringPolicy: get<cloudkms_v1.Schema$Policy>('cloudkms:projects.locations.keyRings.getIamPolicy', 'v1/{+resource}:getIamPolicy'),
  },
  async resolve(ref, ctx) {
    const { call, emit } = ctx
    const place = placeOf(ctx)
    const name = ref.id.replace(/^\/\/[^/]+\//, '').replace(`projects/${place.number}/`, `projects/${place.project}/`)
    const ring = name.replace(/\/cryptoKeys\/.*$/, '')
    const byNumber = (of: string): string => `//cloudkms.googleapis.com/${of.replace(`projects/${place.project}/`, `projects/${place.number}/`)}`
    const input = (resource: string) => ({ resource, 'options.requestedPolicyVersion': policyVersion })
    const [key, own, onRing] = await Promise.all([
      call.get({ name }),
      bindingsOn(ctx, [`//cloudkms.googleapis.com/${name}`, byNumber(name)], () => call.policy(input(name))),
      bindingsOn(ctx, [`//cloudkms.googleapis.com/${ring}`, byNumber(ring)], () => call.ringPolicy(input(ring))),
    ])
    emit({
      id: `//cloudkms.googleapis.com/${name}`, name: lastOf(name), aliases: [byNumber(name)],
      props: {
        location: locationIn(name), ring: lastOf(ring),
        purpose: known(key, (of) => said(of.purpose)),
        protectionLevel: known(key, (of) => said(of.versionTemplate?.protectionLevel) ?? said(of.primary?.protectionLevel)),
        state: known(key, (of) => said(of.primary?.state)),
        createdAt: known(key, (of) => iso(of.createTime)),
        labels: known(key, (of) => of.labels ?? {}),
        rotationDays: known(key, (of) => daysIn(of.rotationPeriod)),
        nextRotationAt: known(key, (of) => iso(of.nextRotationTime)),
        importOnly: known(key, (of) => of.importOnly === true),
        bindings: own instanceof GapMark ? own : onRing instanceof GapMark ? onRing : [...own, ...onRing],
        ringBindings: onRing instanceof GapMark ? onRing : [...new Set(onRing.map(({ role }) => role))],
      },
      edges: [ownedBy(place)],
    })
  },
})

/** `7776000s` in days. */
export function daysIn(period: string | null | undefined): number | null {
  const seconds = Number.parseFloat(period ?? '')
  return Number.isNaN(seconds) ? null : seconds / day
}
