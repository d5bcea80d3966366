// The VPC Service Controls perimeters of an organisation: which projects they hold, which services they close.
import type { accesscontextmanager_v1 } from 'googleapis/build/src/apis/accesscontextmanager/v1.js'
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { list } from '../calls.js'
import { lastOf } from '../names.js'

type Perimeter = accesscontextmanager_v1.Schema$ServicePerimeter
type Config = accesscontextmanager_v1.Schema$ServicePerimeterConfig

/** Projects by number, and the services whose data may not leave. */
const reach = { projects: listOf(string), services: listOf(string) }

export default collector({
  type: 'gcp.accesscontextmanager.policy',
  kind: 'policy',
  service: 'accesscontextmanager',
  per: 'account',
  props: shape({
    perimeters: listOf(shape({
      name: string,
      /** Joins projects of other perimeters, and closes nothing itself. */
      bridge: bool,
      /** What is enforced. */
      ...reach,
      /** What is only tried out and logged, where that differs from what is enforced. */
      dryRun: nullable(shape(reach)),
    })),
  }),
  relates: {},
  calls: {
    // Policies limited to folders or projects are told along with the one for the whole organisation.
    policies: list<accesscontextmanager_v1.Schema$ListAccessPoliciesResponse, accesscontextmanager_v1.Schema$AccessPolicy>('accesscontextmanager:accessPolicies.list', 'v1/accessPolicies', {
      needs: ['accesscontextmanager.policies.list'], items: (page) => page.accessPolicies, per: 'account',
    }),
    perimeters: list<accesscontextmanager_v1.Schema$ListServicePerimetersResponse, Perimeter>('accesscontextmanager:accessPolicies.servicePerimeters.list', 'v1/{+parent}/servicePerimeters', {
      items: (page) => page.servicePerimeters, per: 'account',
    }),
  },
  async resolve(ref, { call, emit }) {
    const name = ref.id.replace(/^\/\/[^/]+\//, '')
    const policies = await call.policies.all({ parent: name })
    const answers = policies.ok ? await Promise.all(policies.value.map((policy) => call.perimeters.all({ parent: policy.name ?? '' }))) : [policies]
    const unread = answers.find((answer) => !answer.ok)
    emit({
      id: ref.id, name,
      props: { perimeters: unread?.ok === false ? unread.gap : answers.flatMap((answer) => (answer.ok ? answer.value : [])).map(perimeterOf) },
    })
  },
})

export function perimeterOf({ name, perimeterType, status, spec, useExplicitDryRunSpec }: Perimeter) {
  return { name: lastOf(name ?? ''), bridge: perimeterType === 'PERIMETER_TYPE_BRIDGE', ...reached(status), dryRun: useExplicitDryRunSpec === true ? reached(spec) : null }
}

function reached(config: Config | undefined): { projects: string[]; services: string[] } {
  return {
    projects: (config?.resources ?? []).flatMap((resource) => /^projects\/(\d+)$/.exec(resource)?.[1] ?? []).toSorted(),
    services: [...(config?.restrictedServices ?? [])].toSorted(),
  }
}
