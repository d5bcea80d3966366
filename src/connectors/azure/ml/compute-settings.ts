// What clusters, compute instances and attached AKS clusters say of themselves, each in its own words, as the same few facts.
import { bool, listOf, nullable, number, shape, string, type Infer } from '../../../core/shape.js'
import { commandsIn, pipesDownload, substitutesDownload } from '../../../artifacts/text/shell-scripts.js'
import { idOf, said, word } from '../names.js'

export interface Compute {
  computeType?: string | null
  disableLocalAuth?: boolean | null
  isAttachedCompute?: boolean | null
  provisioningState?: string | null
  createdOn?: string | null
  resourceId?: string | null
  properties?: Settings | null
}

interface Script {
  scriptSource?: string | null
  scriptData?: string | null
}

interface Service {
  name?: string | null
  image?: { type?: string | null; reference?: string | null } | null
}

/** Members of all types of compute; each answer has those of its own. */
interface Settings {
  vmSize?: string | null
  scaleSettings?: { minNodeCount?: number | null; maxNodeCount?: number | null } | null
  subnet?: { id?: string | null } | null
  enableNodePublicIp?: boolean | null
  remoteLoginPortPublicAccess?: string | null
  sshSettings?: { sshPublicAccess?: string | null } | null
  applicationSharingPolicy?: string | null
  state?: string | null
  idleTimeBeforeShutdown?: string | null
  schedules?: { computeStartStop?: readonly { action?: string | null; status?: string | null }[] | null } | null
  osImageMetadata?: { currentImageVersion?: string | null; isLatestOsImageVersion?: boolean | null } | null
  setupScripts?: { scripts?: Readonly<Record<string, Script | null>> | null } | null
  customServices?: readonly Service[] | null
  sslConfiguration?: { status?: string | null } | null
}

/** Spread into a shape. */
export const settingsFields = {
  /** Of a compute instance, such as `running`; of others how their making went. */
  state: nullable(string),
  vmSize: nullable(string),
  minNodes: nullable(number),
  maxNodes: nullable(number),
  subnet: nullable(string),
  /** Null: not set, which gives the nodes public addresses. */
  nodePublicIp: nullable(bool),
  /** The SSH port is open to the internet. Null: nothing is said, which closes it on an instance. */
  sshOpen: nullable(bool),
  /** `personal` or `shared`. */
  sharing: nullable(string),
  /** Such as `PT60M`. */
  idleShutdown: nullable(string),
  /** A schedule that is on stops the instance. */
  stopSchedule: bool,
  osImage: nullable(string),
  osImageLatest: nullable(bool),
  setupScripts: listOf(shape({
    name: string,
    /** Where the text is kept: `inline`, or `workspacestorage`, where it is not read. */
    source: nullable(string),
    /** Lines that run what they have just downloaded. */
    remoteLines: listOf(number),
  })),
  services: listOf(shape({ name: string, image: nullable(string), host: nullable(string), pinned: bool })),
  /** TLS in front of an attached AKS cluster: `enabled`, `auto` or `disabled`. */
  tls: nullable(string),
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function settingsOf({ computeType, provisioningState, properties }: Compute) {
  const of = properties ?? {}
  const subnet = idOf(of.subnet?.id)
  return {
    state: word(of.state) ?? word(provisioningState), vmSize: word(of.vmSize),
    minNodes: of.scaleSettings?.minNodeCount ?? null, maxNodes: of.scaleSettings?.maxNodeCount ?? null,
    subnet, nodePublicIp: of.enableNodePublicIp ?? null,
    sshOpen: word(computeType) === 'amlcompute' ? portOf(of.remoteLoginPortPublicAccess, subnet) : portOf(of.sshSettings?.sshPublicAccess, null),
    sharing: word(of.applicationSharingPolicy),
    idleShutdown: said(of.idleTimeBeforeShutdown),
    stopSchedule: (of.schedules?.computeStartStop ?? []).some(({ action, status }) => word(action) === 'stop' && word(status) === 'enabled'),
    osImage: said(of.osImageMetadata?.currentImageVersion), osImageLatest: of.osImageMetadata?.isLatestOsImageVersion ?? null,
    setupScripts: Object.entries(of.setupScripts?.scripts ?? {}).flatMap(([name, script]) => (script === null ? [] : [scriptOf(name, script)])),
    services: (of.customServices ?? []).map(serviceOf),
    tls: word(of.sslConfiguration?.status),
  }
}

/** `NotSpecified` on a cluster leaves the port open unless there is a subnet. */
function portOf(access: string | null | undefined, subnet: string | null): boolean | null {
  const found = word(access)
  if (found === 'notspecified') return subnet === null
  return found === null ? null : found === 'enabled'
}

function scriptOf(name: string, { scriptSource, scriptData }: Script): Infer<typeof settingsFields.setupScripts>[number] {
  const source = word(scriptSource)
  const text = source === 'inline' ? Buffer.from(scriptData ?? '', 'base64').toString('utf8') : ''
  const remote = [...commandsIn(text)].filter(({ command }) => pipesDownload(command) || substitutesDownload(command))
  return { name, source, remoteLines: remote.map(({ line }) => line) }
}

function serviceOf({ name, image }: Service): Infer<typeof settingsFields.services>[number] {
  const reference = said(image?.reference)
  const [first = ''] = reference?.split('/') ?? []
  return {
    name: name ?? '', image: reference,
    // A first part without a dot or a port is a name on Docker Hub.
    host: reference === null ? null : /[.:]/.test(first) && reference.includes('/') ? first.toLowerCase() : 'docker.io',
    // Environments of the workspace are versions, which do not change.
    pinned: word(image?.type) === 'azureml' || reference === null || /@sha256:[0-9a-f]{64}$/i.test(reference),
  }
}
