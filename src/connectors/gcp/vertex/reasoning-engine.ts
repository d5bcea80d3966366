// Agents deployed on Agent Engine: as whom they run, where their code comes from, what they reach and what they are told.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { bool, listOf, nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector, type Edge } from '../../kit/collector.js'
import { secretHits, secretsIn } from '../../../artifacts/text/secrets.js'
import { vertexList } from '../calls.js'
import { encryptedBy, fromRepository, ownedBy, parseImage, runsAs, toBucket } from '../edges.js'
import { iso, lastOf, parentOf, placeOf, said, serviceAgent, type Place } from '../names.js'
import { commonFields, commonProps, identified } from './parts.js'

// Deployment from an image is in the service's messages (ReasoningEngineSpec.ContainerSpec), not yet in googleapis.
type Spec = aiplatform_v1.Schema$GoogleCloudAiplatformV1ReasoningEngineSpec & { containerSpec?: { imageUri?: string | null } }
type Engine = Omit<aiplatform_v1.Schema$GoogleCloudAiplatformV1ReasoningEngine, 'spec'> & { spec?: Spec }
interface Page {
  reasoningEngines?: Engine[]
  nextPageToken?: string | null
}

export default collector({
  type: 'gcp.vertex.reasoning_engine',
  kind: 'agent',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    ...commonFields,
    /** Last part of its name; people see the display name. */
    engineId: string,
    updatedAt: nullable(time),
    /** Whether code was deployed: one without is only a place for sessions and memories. */
    deployed: bool,
    framework: nullable(string),
    /** `SERVICE_ACCOUNT` or `AGENT_IDENTITY`; null where nothing is said, which means the former. */
    identityType: nullable(string),
    /** As given; null where nothing is said and Google's agent of all such agents runs it. */
    serviceAccount: nullable(string),
    /** An identity of the agent's own as policies write it, `principal://agents.global.org-…`; null for service accounts. */
    member: nullable(string),
    /** Addresses in Cloud Storage: the pickled object, its dependencies, its requirements. */
    pickle: nullable(string),
    dependencies: nullable(string),
    requirements: nullable(string),
    image: nullable(string),
    imageDigest: nullable(string),
    /** Developer Connect link of the Git repository, and what of it was built. */
    repository: nullable(string),
    revision: nullable(string),
    /** Code was sent along with the request. */
    inlineSource: bool,
    pythonVersion: nullable(string),
    /** Names of the environment variables; values are not kept. */
    environment: listOf(string),
    secrets: secretHits,
    secretRefs: listOf(shape({ name: string, secret: string, version: nullable(string) })),
    networkAttachment: nullable(string),
    minInstances: nullable(number),
    /** As given; 100 where nothing is said. */
    maxInstances: nullable(number),
    concurrency: nullable(number),
  }),
  relates: {
    'runs-as': ['gcp.iam.service_account'], 'stored-in': ['gcp.storage.bucket'], 'runs-image': ['gcp.artifact.repository'], 'encrypted-by': ['gcp.kms.key'],
    'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    list: vertexList<Page, Engine>('aiplatform:projects.locations.reasoningEngines.list', {
      client: 'reasoning_engine', method: 'listReasoningEngines', items: (page) => page.reasoningEngines, seenAs: 'aiplatform.googleapis.com/ReasoningEngine',
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (engine) => {
      const spec = engine.spec ?? {}
      const { packageSpec, sourceCodeSpec, containerSpec, deploymentSpec } = spec
      const git = sourceCodeSpec?.developerConnectSource?.config
      const variables = deploymentSpec?.env ?? []
      const isDeployed = packageSpec != null || sourceCodeSpec != null || containerSpec != null
      ctx.emit({
        ...identified(engine, place),
        props: {
          ...commonProps(engine),
          engineId: lastOf(engine.name ?? ''),
          updatedAt: iso(engine.updateTime),
          deployed: isDeployed,
          framework: said(spec.agentFramework), identityType: spec.identityType === 'IDENTITY_TYPE_UNSPECIFIED' ? null : said(spec.identityType),
          serviceAccount: said(spec.serviceAccount), member: memberOf(spec),
          pickle: said(packageSpec?.pickleObjectGcsUri), dependencies: said(packageSpec?.dependencyFilesGcsUri), requirements: said(packageSpec?.requirementsGcsUri),
          image: said(containerSpec?.imageUri), imageDigest: parseImage(containerSpec?.imageUri)?.digest ?? null,
          repository: said(git?.gitRepositoryLink), revision: said(git?.revision), inlineSource: sourceCodeSpec?.inlineSource != null,
          pythonVersion: said(packageSpec?.pythonVersion) ?? said(sourceCodeSpec?.pythonSpec?.version),
          environment: variables.map(({ name }) => name ?? ''),
          secrets: secretsIn('env', Object.fromEntries(variables.map(({ name, value }) => [name ?? '', value ?? '']))),
          secretRefs: (deploymentSpec?.secretEnv ?? []).map(({ name, secretRef }) => ({ name: name ?? '', secret: secretRef?.secret ?? '', version: said(secretRef?.version) })),
          networkAttachment: said(deploymentSpec?.pscInterfaceConfig?.networkAttachment),
          minInstances: deploymentSpec?.minInstances ?? null, maxInstances: deploymentSpec?.maxInstances ?? null, concurrency: deploymentSpec?.containerConcurrency ?? null,
        },
        edges: [
          ownedBy(place),
          isDeployed ? identity(spec, place) : null,
          toBucket('stored-in', packageSpec?.pickleObjectGcsUri, 'spec.packageSpec.pickleObjectGcsUri'),
          toBucket('stored-in', packageSpec?.dependencyFilesGcsUri, 'spec.packageSpec.dependencyFilesGcsUri'),
          toBucket('stored-in', packageSpec?.requirementsGcsUri, 'spec.packageSpec.requirementsGcsUri'),
          fromRepository(containerSpec?.imageUri, 'spec.containerSpec.imageUri'),
          encryptedBy(said(engine.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'),
        ],
      })
    })
  },
})

/** `effectiveIdentity` names an agent's own identity without the word in front that policies have. */
function memberOf({ identityType, effectiveIdentity }: Spec): string | null {
  const name = said(effectiveIdentity)
  if (identityType !== 'AGENT_IDENTITY' || name === null) return null
  return name.startsWith('principal://') ? name : `principal://${name}`
}

function identity({ identityType, serviceAccount }: Spec, place: Place): Edge | null {
  return identityType === 'AGENT_IDENTITY' ? null : runsAs(said(serviceAccount) ?? serviceAgent('aiplatform-re', place.number), place, 'spec.serviceAccount')
}
