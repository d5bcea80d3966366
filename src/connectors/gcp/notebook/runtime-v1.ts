// Notebooks of the first generation: managed ones (runtimes) and user-managed ones (instances), out of support since April 2025.
import type { notebooks_v1 } from 'googleapis/build/src/apis/notebooks/v1.js'
import { bool, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { list } from '../calls.js'
import { encryptedBy, ownedBy, runsAs } from '../edges.js'
import { defaultComputeAccount, fullName, iso, lastOf, parentOf, placeOf, said, withId, type Place } from '../names.js'
import { isOfToday } from './generation.js'

type Runtime = notebooks_v1.Schema$Runtime
type Instance = notebooks_v1.Schema$Instance

export default collector({
  type: 'gcp.notebook.runtime_v1',
  kind: 'notebook',
  service: 'notebooks',
  per: 'account',
  props: shape({
    generation: oneOf('managed', 'user-managed'),
    /** Region of a managed notebook, zone of a user-managed one. */
    location: nullable(string),
    state: nullable(string),
    createdAt: nullable(time),
    updatedAt: nullable(time),
    /** A Workbench instance has taken its place. */
    migrated: bool,
    owner: nullable(string),
    publicIp: bool,
    proxyAccess: bool,
    /** The account that its code acts as; null where it uses the rights of its single user. */
    serviceAccount: nullable(string),
    kmsKey: nullable(string),
    version: nullable(string),
  }),
  relates: { 'runs-as': ['gcp.iam.service_account'], 'encrypted-by': ['gcp.kms.key'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    runtimes: list<notebooks_v1.Schema$ListRuntimesResponse, Runtime>('notebooks:projects.locations.runtimes.list', 'v1/{+parent}/runtimes', { items: (page) => page.runtimes, max: 500, per: 'account' }),
    instances: list<notebooks_v1.Schema$ListInstancesResponse, Instance>('notebooks:v1.projects.locations.instances.list', 'v1/{+parent}/instances', { items: (page) => page.instances, max: 500, per: 'account' }),
  },
  async list(ctx) {
    const { call, each, emit } = ctx
    const place = placeOf(ctx)
    const parent = parentOf(ctx, '-')
    await each(call.runtimes.rows({ parent }), (runtime) => emit({ ...named(runtime.name, place), props: runtimeProps(runtime), edges: runtimeEdges(runtime, place) }))
    await each(call.instances.rows({ parent }), (instance) => {
      if (!isOfToday(instance.labels)) emit({ ...named(instance.name, place), props: instanceProps(instance, place), edges: instanceEdges(instance, place) })
    })
  },
})

function named(name: string | null | undefined, place: Place): { id: string; name: string; aliases: string[] } {
  const id = said(name) === null ? '' : fullName('notebooks', name ?? '', place)
  return { id, name: lastOf(name ?? ''), aliases: withId(id, place) }
}

function locationOf(name: string | null | undefined): string | null {
  return /\/locations\/([^/]+)/.exec(name ?? '')?.[1] ?? null
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function runtimeProps(runtime: Runtime) {
  const machine = runtime.virtualMachine?.virtualMachineConfig
  return {
    generation: 'managed', location: locationOf(runtime.name), state: said(runtime.state), createdAt: iso(runtime.createTime), updatedAt: iso(runtime.updateTime),
    migrated: runtime.migrated === true, owner: said(runtime.accessConfig?.runtimeOwner),
    publicIp: machine?.internalIpOnly !== true, proxyAccess: true,
    serviceAccount: accountOf(runtime), kmsKey: said(machine?.encryptionConfig?.kmsKey), version: said(runtime.softwareConfig?.version),
  }
}

/**
 * In service account mode access goes by an account, which is the only one the answer has a place for; else one person has it
 * (https://cloud.google.com/vertex-ai/docs/workbench/managed/manage-access-jupyterlab).
 */
function accountOf({ accessConfig }: Runtime): string | null {
  return accessConfig?.accessType === 'SERVICE_ACCOUNT' ? said(accessConfig.runtimeOwner) : null
}

export function runtimeEdges(runtime: Runtime, place: Place): (Edge | null)[] {
  return [
    ownedBy(place),
    runsAs(accountOf(runtime), place, 'accessConfig.runtimeOwner'),
    encryptedBy(said(runtime.virtualMachine?.virtualMachineConfig?.encryptionConfig?.kmsKey), 'virtualMachine.virtualMachineConfig.encryptionConfig'),
  ]
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function instanceProps(instance: Instance, place: Place) {
  return {
    generation: 'user-managed', location: locationOf(instance.name), state: said(instance.state), createdAt: iso(instance.createTime), updatedAt: iso(instance.updateTime),
    migrated: instance.migrated === true, owner: said(instance.instanceOwners?.[0]),
    publicIp: instance.noPublicIp !== true, proxyAccess: instance.noProxyAccess !== true,
    serviceAccount: said(instance.serviceAccount) ?? defaultComputeAccount(place.number), kmsKey: said(instance.kmsKey), version: said(instance.metadata?.['version']),
  }
}

export function instanceEdges(instance: Instance, place: Place): (Edge | null)[] {
  return [ownedBy(place), runsAs(said(instance.serviceAccount) ?? defaultComputeAccount(place.number), place, 'serviceAccount'), encryptedBy(said(instance.kmsKey), 'kmsKey')]
}
