// Skillsets of AI Search: where documents are sent to on their way into an index. Addresses are kept without what follows the host.
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { secretHits, secretsAt, secretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'
import { list } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, lastOf, said } from '../names.js'
import { dataPlane, eachService, services } from './services.js'

export interface Skill {
  '@odata.type'?: string | null
  name?: string | null
  /** Of skills that call an address of the user's own. */
  uri?: string | null
  httpHeaders?: Readonly<Record<string, string>> | null
  /** The application that the service's identity asks a token for. */
  authResourceId?: string | null
  authIdentity?: object | null
}

interface Skillset {
  name?: string | null
  skills?: readonly Skill[] | null
}

export default collector({
  type: 'azure.search.skillset',
  kind: 'pipeline',
  service: 'search',
  per: 'account',
  props: shape({
    /** Where the service itself knows it. */
    address: string,
    /** Kinds of all its skills, such as `webapiskill`. */
    skills: listOf(string),
    /** What is called outside the service. `identity`: with a token of the service. */
    calls: listOf(shape({ skill: string, kind: string, scheme: nullable(string), host: nullable(string), identity: bool })),
    /** Keys in addresses and headers. */
    secretHits,
  }),
  relates: { 'owned-by': ['azure.search.service'] },
  reads: [services],
  calls: { list: list<Skillset>('searchdata:skillsets.list', '/skillsets', dataPlane('skillsets')) },
  async list(ctx) {
    await eachService(ctx, (service, host, serviceName) => ctx.each(ctx.call.list.rows({ host }), ({ name, skills: written }) => {
      const skills = written ?? []
      ctx.emit({
        id: `${armId(service)}/skillsets/${name?.toLowerCase() ?? ''}`, name: `${serviceName}/${name ?? ''}`,
        props: {
          address: `${host}/skillsets/${name ?? ''}`, skills: [...new Set(skills.map(kindOf))].toSorted(),
          calls: skills.flatMap((skill, i) => (said(skill.uri) === null ? [] : [{ ...addressOf(skill.uri ?? ''), skill: nameOf(skill, i), kind: kindOf(skill), identity: said(skill.authResourceId) !== null || skill.authIdentity != null }])),
          secretHits: skills.flatMap((skill, i) => secretsOf(skill, nameOf(skill, i))),
        },
        edges: [childOf('azure.search.service', service)],
      })
    }))
  },
})

/** `#Microsoft.Skills.Custom.WebApiSkill` is a `webapiskill`. */
function kindOf(skill: Skill): string {
  return lastOf((skill['@odata.type'] ?? '').replaceAll('.', '/')).toLowerCase()
}

function nameOf(skill: Skill, i: number): string {
  return said(skill.name) ?? `#${i + 1}`
}

function addressOf(uri: string): { scheme: string | null; host: string | null } {
  const url = URL.canParse(uri) ? new URL(uri) : null
  return { scheme: url?.protocol.replace(/:$/, '') ?? null, host: url?.hostname.toLowerCase() ?? null }
}

/** Keys of Azure Functions stand in the address as `code=`, or in the header `x-functions-key`. */
export function secretsOf({ uri, httpHeaders }: Skill, name: string): SecretHit[] {
  const inAddress = secretsAt(`skill ${name} uri`, uri ?? undefined)
  const code = /[?&](?:code|subscription-key|api-key|key)=([^&#]*)/i.exec(uri ?? '')?.[1] ?? ''
  const inHeaders = Object.entries(httpHeaders ?? {}).flatMap(([header, value]): SecretHit[] => {
    const found = secretsIn(`skill ${name} httpHeaders`, { [header]: value })
    const isKey = found.length === 0 && /(?:^|-)(?:key|token|secret|authorization)$/i.test(header) && isWritten(value)
    return isKey ? [{ type: 'header-key', at: `skill ${name} httpHeaders.${header}`, length: value.length }] : found
  })
  const inQuery = inAddress.length === 0 && isWritten(code) ? [{ type: 'url-key', at: `skill ${name} uri`, length: code.length }] : []
  return [...inAddress, ...inQuery, ...inHeaders]
}

/** Long enough for a key, and not what the service puts in the place of one. */
function isWritten(value: string): boolean {
  return value.length >= 16 && !/^[*<%]/.test(value)
}
