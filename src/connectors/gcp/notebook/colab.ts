// What Colab Enterprise's templates and runtimes have in common: their network, their account, how long they idle.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, nullable, number, string } from '../../../core/shape.js'
import type { Edge } from '../../kit/collector.js'
import { encryptedBy, ownedBy, runsAs } from '../edges.js'
import { lastOf, type Place, said, serviceAgent } from '../names.js'
import { commonFields, commonProps } from '../vertex/parts.js'

type Machine = Pick<aiplatform_v1.Schema$GoogleCloudAiplatformV1NotebookRuntime,
  'name' | 'displayName' | 'createTime' | 'labels' | 'encryptionSpec' | 'networkSpec' | 'notebookRuntimeType' | 'idleShutdownConfig' | 'eucConfig' | 'shieldedVmConfig' | 'machineSpec'>

export const machineFields = {
  ...commonFields,
  /** Last part of the resource's name, as commands want it. */
  resourceId: string,
  /** `USER_DEFINED`, or `ONE_CLICK` for those that Google sets up. */
  origin: nullable(string),
  network: nullable(string),
  subnetwork: nullable(string),
  internetAccess: bool,
  machineType: nullable(string),
  secureBoot: bool,
  /** Code runs with the rights of a shared account, not with those of the person who runs it. */
  userCredentialsDisabled: bool,
  /** Seconds of idleness after which the machine is shut down; null for never. */
  idleTimeoutSeconds: nullable(number),
  /** The agent that the machine acts as. */
  serviceAccount: string,
}

/**
 * The agent of all Colab machines of a project. The account that a template names is ignored
 * (https://cloud.google.com/iam/docs/service-agents#vertex-ai-notebook-service-account).
 */
function notebookAgent(number: string): string {
  return serviceAgent('aiplatform-vm', number)
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function machineProps(of: Machine, place: Place) {
  return {
    ...commonProps(of), resourceId: lastOf(of.name ?? ''),
    origin: said(of.notebookRuntimeType),
    network: said(of.networkSpec?.network), subnetwork: said(of.networkSpec?.subnetwork), internetAccess: of.networkSpec?.enableInternetAccess === true,
    machineType: said(of.machineSpec?.machineType),
    secureBoot: of.shieldedVmConfig?.enableSecureBoot === true,
    userCredentialsDisabled: of.eucConfig?.eucDisabled === true,
    idleTimeoutSeconds: idleTimeout(of),
    serviceAccount: notebookAgent(place.number),
  }
}

export function machineEdges(of: Machine, place: Place): (Edge | null)[] {
  return [ownedBy(place), runsAs(notebookAgent(place.number), place, 'project'), encryptedBy(said(of.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName')]
}

/** Given only while idle shutdown is on: `10800s`. */
function idleTimeout({ idleShutdownConfig: config }: Machine): number | null {
  const seconds = Number.parseFloat(config?.idleTimeout ?? '')
  return config?.idleShutdownDisabled !== true && seconds > 0 ? seconds : null
}
