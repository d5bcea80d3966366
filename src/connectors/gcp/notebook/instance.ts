// Workbench instances: machines that people log in to, with the rights of a service account.
import type { notebooks_v2 } from 'googleapis/build/src/apis/notebooks/v2.js'
import { bool, listOf, nullable, number, oneOf, shape, string, time, mapOf } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { secretHits, secretsIn } from '../../../artifacts/text/secrets.js'
import { list } from '../calls.js'
import { encryptedBy, ownedBy, runsAs } from '../edges.js'
import { defaultComputeAccount, fullName, iso, lastOf, parentOf, placeOf, said, withId, type Place } from '../names.js'
import { isFirstGeneration } from './generation.js'
import { scriptEdges, startScripts, startScriptsIn } from './start-scripts.js'

type Instance = notebooks_v2.Schema$Instance
type Setup = notebooks_v2.Schema$GceSetup
type Settings = Readonly<Record<string, string>>

export default collector({
  type: 'gcp.notebook.instance',
  kind: 'notebook',
  service: 'notebooks',
  per: 'account',
  props: shape({
    /** Zone, such as `us-central1-a`. */
    zone: nullable(string),
    state: nullable(oneOf(
      'STATE_UNSPECIFIED', 'STARTING', 'PROVISIONING', 'ACTIVE', 'STOPPING', 'STOPPED', 'DELETED', 'UPGRADING', 'INITIALIZING', 'SUSPENDING', 'SUSPENDED',
    )),
    createdAt: nullable(time),
    updatedAt: nullable(time),
    labels: mapOf(string),
    creator: nullable(string),
    owners: listOf(string),
    proxyAccess: bool,
    /** Code in the notebook gets the rights of the person who runs it. */
    managedUserCredentials: bool,
    publicIp: bool,
    ipForwarding: bool,
    networks: listOf(string),
    tags: listOf(string),
    machineType: nullable(string),
    /** The account that code in the notebook acts as; where none is named it is the default compute account. */
    serviceAccount: string,
    serviceAccountNamed: bool,
    scopes: listOf(string),
    secureBoot: nullable(bool),
    vtpm: nullable(bool),
    integrityMonitoring: nullable(bool),
    /** `CMEK` or `GMEK`, by disk. */
    diskEncryption: listOf(string),
    rootAccess: bool,
    terminal: bool,
    downloads: bool,
    /** When the instance upgrades itself, as a cron expression; null for never. */
    upgradeSchedule: nullable(string),
    /** Seconds of idleness after which the machine is shut down; null for never. */
    idleTimeoutSeconds: nullable(number),
    startScripts,
    /** Settings by name; scripts, keys and what looks like a credential are left out. */
    metadata: mapOf(string),
    secrets: secretHits,
    image: nullable(string),
  }),
  relates: {
    'runs-as': ['gcp.iam.service_account'], 'encrypted-by': ['gcp.kms.key'], 'built-by': ['gcp.storage.bucket'], 'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    // One list for every location: recorded answers show that `-` is taken.
    list: list<notebooks_v2.Schema$ListInstancesResponse, Instance>('notebooks:projects.locations.instances.list', 'v2/{+parent}/instances', { items: (page) => page.instances, max: 500, per: 'account' }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx, '-') }), (instance) => {
      if (isFirstGeneration(instance.labels)) return
      const id = said(instance.name) === null ? '' : fullName('notebooks', instance.name ?? '', place)
      ctx.emit({ id, name: lastOf(instance.name ?? ''), aliases: withId(id, place), props: instanceProps(instance, place), edges: instanceEdges(instance, place) })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function instanceProps(instance: Instance, place: Place) {
  const setup = instance.gceSetup ?? {}
  const settings: Settings = setup.metadata ?? {}
  const account = accountOf(setup)
  const secrets = secretsIn('metadata', settings)
  const hidden = new Set(['startup-script', 'shutdown-script', 'ssh-keys', 'sshKeys', 'user-data', ...secrets.map(({ at }) => at.replace(/^metadata\./, ''))])
  const shield = setup.shieldedInstanceConfig
  return {
    zone: /\/locations\/([^/]+)/.exec(instance.name ?? '')?.[1] ?? null,
    state: said(instance.state), createdAt: iso(instance.createTime), updatedAt: iso(instance.updateTime), labels: instance.labels ?? {},
    creator: said(instance.creator), owners: instance.instanceOwners ?? [],
    proxyAccess: instance.disableProxyAccess !== true, managedUserCredentials: instance.enableManagedEuc === true,
    publicIp: setup.disablePublicIp !== true, ipForwarding: setup.enableIpForwarding === true,
    networks: networksOf(setup, place), tags: setup.tags ?? [], machineType: said(setup.machineType) === null ? null : lastOf(setup.machineType ?? ''),
    serviceAccount: account ?? defaultComputeAccount(place.number), serviceAccountNamed: account !== null, scopes: setup.serviceAccounts?.[0]?.scopes ?? [],
    secureBoot: shield == null ? null : shield.enableSecureBoot === true,
    vtpm: shield == null ? null : shield.enableVtpm === true,
    integrityMonitoring: shield == null ? null : shield.enableIntegrityMonitoring === true,
    diskEncryption: disksOf(setup).map((disk) => said(disk.diskEncryption) ?? 'GMEK'),
    // Written the other way round, and off unless said: https://cloud.google.com/vertex-ai/docs/workbench/instances/manage-metadata
    rootAccess: !isOn(settings['notebook-disable-root']), terminal: !isOn(settings['notebook-disable-terminal']), downloads: !isOn(settings['notebook-disable-downloads']),
    upgradeSchedule: said(settings['notebook-upgrade-schedule']), idleTimeoutSeconds: idleTimeout(settings),
    startScripts: startScriptsIn(settings),
    metadata: Object.fromEntries(Object.entries(settings).filter(([name]) => !hidden.has(name))), secrets,
    image: said(setup.containerImage?.repository) ?? said(setup.vmImage?.family) ?? said(setup.vmImage?.name),
  }
}

export function instanceEdges({ gceSetup }: Instance, place: Place): (Edge | null)[] {
  const setup = gceSetup ?? {}
  return [
    ownedBy(place),
    runsAs(accountOf(setup) ?? defaultComputeAccount(place.number), place, 'gceSetup.serviceAccounts'),
    ...disksOf(setup).map((disk) => encryptedBy(said(disk.kmsKey), 'gceSetup.bootDisk')),
    ...scriptEdges(startScriptsIn(setup.metadata ?? {}), 'gceSetup.metadata'),
  ]
}

/** The account as it is named; null where none is. */
function accountOf(setup: Setup): string | null {
  const email = said(setup.serviceAccounts?.[0]?.email)
  return email === 'default' ? null : email
}

function disksOf(setup: Setup): notebooks_v2.Schema$BootDisk[] {
  return [setup.bootDisk, ...(setup.dataDisks ?? [])].filter((disk) => disk != null)
}

/** Where no interface is named the project's default network is taken. */
function networksOf({ networkInterfaces }: Setup, place: Place): string[] {
  if ((networkInterfaces ?? []).length === 0) return [`projects/${place.project}/global/networks/default`]
  return (networkInterfaces ?? []).flatMap(({ network }) => said(network) ?? [])
}

function isOn(setting: string | undefined): boolean {
  return setting?.trim().toLowerCase() === 'true'
}

/**
 * Three hours unless said otherwise; without guest attributes nobody notices that a machine is idle
 * (https://cloud.google.com/vertex-ai/docs/workbench/instances/idle-shutdown).
 */
function idleTimeout(settings: Settings): number | null {
  if (settings['enable-guest-attributes']?.trim().toLowerCase() === 'false') return null
  const text = settings['idle-timeout-seconds']
  if (text === undefined) return 10_800
  const seconds = Number(text.trim())
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null
}
