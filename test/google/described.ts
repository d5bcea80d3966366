// Google's API descriptions, as the generated clients carry them: which method an address belongs to.
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)
/** Folder of the generated clients. */
export const apis = join(dirname(require.resolve('googleapis/package.json')), 'build/src/apis')

export interface Method {
  /** `projects.locations.endpoints.list`; what belongs to no collection has its bare name. */
  id: string
  version: string
  /** `https://artifactregistry.googleapis.com/` */
  host: string
  verb: string
  /** `v1/{+parent}/endpoints` */
  path: string
  pattern: RegExp
  /** Names of the path's variables, in order. */
  variables: string[]
  /** How many of its segments are fixed: the more, the surer. */
  fixed: number
}

/** What the package does not describe: https://cloud.google.com/security-command-center/docs/reference/model-armor/rest and .../memorystore/docs/valkey/reference/rest. */
export const others: Readonly<Record<string, [id: string, verb: string, path: string][]>> = {
  modelarmor: [
    ['projects.locations.templates.list', 'GET', 'v1/{+parent}/templates'], ['projects.locations.getFloorSetting', 'GET', 'v1/{+name}'],
    ['folders.locations.getFloorSetting', 'GET', 'v1/{+name}'], ['organizations.locations.getFloorSetting', 'GET', 'v1/{+name}'],
    ['projects.locations.list', 'GET', 'v1/{+name}/locations'],
  ],
  // https://cloud.google.com/security-command-center/docs/reference/security-center-management/rest
  securitycentermanagement: [['projects.locations.securityCenterServices.list', 'GET', 'v1/{+parent}/securityCenterServices']],
  memorystore: [['projects.locations.instances.list', 'GET', 'v1/{+parent}/instances']],
}

const known = new Map<string, Method[]>()

/** Every method of a service, over all its versions. */
export function methodsOf(service: string): Method[] {
  let methods = known.get(service)
  if (methods === undefined) known.set(service, (methods = [...read(service), ...(others[service] ?? []).map(([id, verb, path]) => method({ id, verb, path, version: 'v1', host: `https://${service}.googleapis.com/` }))]))
  return methods
}

function read(service: string): Method[] {
  const folder = join(apis, service)
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((file) => /^v\d\w*\.js$/.test(file)).flatMap((file) => {
    const version = file.replace('.js', '')
    const module = require(join(folder, file)) as Record<string, Record<string, new (options: object) => object>>
    const Api = Object.values(module[`${service}_${version}`] ?? {}).find((one) => typeof one === 'function' && one.name.toLowerCase() === service.toLowerCase())
    return Api === undefined ? [] : walk(new Api({}), [], version)
  })
}

function walk(at: object, steps: readonly string[], version: string): Method[] {
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(at)).filter((name) => name !== 'constructor').flatMap((name) => {
    const source = String(Reflect.get(at, name))
    const [, path] = /url: \(rootUrl \+\s*'\/([^']+)'\)/.exec(source) ?? []
    const [, verb] = /method: '([A-Z]+)'/.exec(source) ?? []
    const [, host = ''] = /rootUrl \|\| '([^']+)'/.exec(source) ?? []
    const id = (steps[0] === version ? steps.slice(1) : steps).concat(name).join('.')
    return path === undefined || verb === undefined ? [] : [method({ id, verb, path, version, host })]
  })
  const below = Object.entries(at).flatMap(([name, value]: [string, unknown]) => (name !== 'context' && typeof value === 'object' && value !== null && value.constructor.name.startsWith('Resource') ? walk(value, [...steps, name], version) : []))
  return [...own, ...below]
}

/** Names that do not follow their collections: `policies/<attachment>/denypolicies/<id>`. */
const shapes: Record<string, string> = {
  'projects.locations.getFloorSetting': 'projects/[^/]+/locations/[^/]+/floorSetting', 'folders.locations.getFloorSetting': 'folders/[^/]+/locations/[^/]+/floorSetting',
  'organizations.locations.getFloorSetting': 'organizations/[^/]+/locations/[^/]+/floorSetting',
  'policies.listPolicies': 'policies/[^/]+/[^/]+', 'policies.get': 'policies/[^/]+/[^/]+/[^/]+', 'roles.get': '(?:organizations/[^/]+/)?roles/[^/]+' }

function method({ id, verb, path, version, host }: Pick<Method, 'id' | 'verb' | 'path' | 'version' | 'host'>): Method {
  const variables = [...path.matchAll(/\{\+?(\w+)\}/g)].map(([, name = '']) => name)
  const collections = id.split('.').slice(0, -1)
  const isList = new RegExp(`/${collections.at(-1) ?? ''}(?::\\w+)?$`).test(path)
  // A name is made of its collections: projects/*/locations/*/endpoints/*; a parent lacks the last one.
  const shape = shapes[id] ?? (isList ? collections.slice(0, -1) : collections).map((collection) => `${collection}/[^/]+`).join('/')
  const escaped = path.replaceAll(/[.*?^$()|[\]\\]/g, '\\$&')
  const pattern = escaped.replaceAll(/\{\+\w+\}/g, () => `(${shape === '' ? '.+' : shape})`).replaceAll(/\{\w+\}/g, '([^/:]+)')
  return { id, version, host, verb, path, pattern: new RegExp(`^${pattern}$`), variables, fixed: path.split(/[/:]/).filter((segment) => !segment.startsWith('{')).length }
}

/** The method behind a request, and what stands for its variables; undefined when the API has none. */
export function methodAt(service: string, verb: string, path: string): { method: Method; values: Record<string, string> } | undefined {
  const found = methodsOf(service).filter((one) => one.verb === verb && one.pattern.test(path)).toSorted((a, b) => b.fixed - a.fixed || b.id.length - a.id.length)[0]
  const loose = found ?? methodsOf(service).filter((one) => one.verb === verb && looseOf(one).test(path)).toSorted((a, b) => b.fixed - a.fixed)[0]
  if (loose === undefined) return undefined
  const pattern = found === undefined ? looseOf(loose) : loose.pattern
  const values = pattern.exec(path)?.slice(1) ?? []
  return { method: loose, values: Object.fromEntries(loose.variables.map((name, i) => [name, decodeURIComponent(values[i] ?? '').includes('/') ? values[i] ?? '' : decodeURIComponent(values[i] ?? '')])) }
}

function looseOf({ path }: Method): RegExp {
  return new RegExp(`^${path.replaceAll(/[.*?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\+\w+\}/g, '(.+)').replaceAll(/\{\w+\}/g, '([^/:]+)')}$`)
}
