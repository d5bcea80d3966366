// Extensions: APIs that a Gemini model may call, and the credentials they are called with.
import type { aiplatform_v1beta1 } from 'googleapis/build/src/apis/aiplatform/v1beta1.js'
import { bool, nullable, shape, string, time } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { secretHits, secretsAt } from '../../../artifacts/text/secrets.js'
import { isPlaceholder } from '../../../artifacts/text/secret-shapes.js'
import { vertexList } from '../calls.js'
import { ownedBy, runsAs, toBucket } from '../edges.js'
import { iso, lastOf, parentOf, placeOf, said, type Place } from '../names.js'
import { serversOf, serversShape } from '../openapi.js'
import { identified } from './parts.js'

type Extension = aiplatform_v1beta1.Schema$GoogleCloudAiplatformV1beta1Extension
type AuthConfig = aiplatform_v1beta1.Schema$GoogleCloudAiplatformV1beta1AuthConfig

export default collector({
  type: 'gcp.vertex.extension',
  kind: 'tool',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    displayName: nullable(string),
    /** Last part of its name; people see the display name. */
    extensionId: string,
    createdAt: nullable(time),
    /** `NO_AUTH`, `API_KEY_AUTH`, `HTTP_BASIC_AUTH`, `GOOGLE_SERVICE_ACCOUNT_AUTH`, `OAUTH`, `OIDC_AUTH`. */
    authType: nullable(string),
    /** The credential stands in Secret Manager, or a service account makes it anew for every call. */
    credentialKept: bool,
    serviceAccount: nullable(string),
    /** Where the API's description lies; then its servers are not known. */
    specUri: nullable(string),
    servers: serversShape,
    /** The API is reached over a private network. */
    private: bool,
    secrets: secretHits,
  }),
  relates: { 'runs-as': ['gcp.iam.service_account'], 'stored-in': ['gcp.storage.bucket'], 'owned-by': ['gcp.resourcemanager.project'] },
  calls: {
    list: vertexList<aiplatform_v1beta1.Schema$GoogleCloudAiplatformV1beta1ListExtensionsResponse, Extension>('aiplatform:projects.locations.extensions.list', {
      version: 'v1beta1', client: 'extension_registry', method: 'listExtensions', items: (page) => page.extensions,
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), (extension) => {
      const { apiSpec, authConfig: auth = {} } = extension.manifest ?? {}
      const account = said(auth.googleServiceAccountConfig?.serviceAccount) ?? said(auth.oauthConfig?.serviceAccount) ?? said(auth.oidcConfig?.serviceAccount)
      const bucket = toBucket('stored-in', apiSpec?.openApiGcsUri, 'manifest.apiSpec.openApiGcsUri')
      ctx.emit({
        ...identified(extension, place),
        props: {
          displayName: said(extension.displayName), extensionId: lastOf(extension.name ?? ''), createdAt: iso(extension.createTime), authType: said(auth.authType),
          credentialKept: account !== null || auth.authType === 'GOOGLE_SERVICE_ACCOUNT_AUTH' || said(auth.apiKeyConfig?.apiKeySecret) !== null || said(auth.httpBasicAuthConfig?.credentialSecret) !== null,
          serviceAccount: account, specUri: said(apiSpec?.openApiGcsUri), servers: serversOf(apiSpec?.openApiYaml),
          private: said(extension.privateServiceConnectConfig?.serviceDirectory) !== null,
          secrets: [...keyIn(auth), ...secretsAt('manifest.apiSpec', apiSpec?.openApiYaml ?? undefined)],
        },
        edges: [
          ownedBy(place),
          runsAs(account ?? (auth.authType === 'GOOGLE_SERVICE_ACCOUNT_AUTH' ? agent(place) : null), place, 'manifest.authConfig'),
          // Google's own extensions are described in a bucket of Google's.
          bucket?.to === '//storage.googleapis.com/vertex-extension-public' ? null : bucket,
        ],
      })
    })
  },
})

/** Keys that were written down: those of users are passed on with each call and stand in no extension. */
function keyIn({ apiKeyConfig }: AuthConfig): { type: string; at: string; length: number }[] {
  const key = said(apiKeyConfig?.apiKeyString)
  return key === null || isPlaceholder(key) ? [] : [{ type: 'api-key', at: 'manifest.authConfig.apiKeyConfig.apiKeyString', length: key.length }]
}

/** The agent that calls as itself where no account is named (https://cloud.google.com/vertex-ai/docs/general/access-control#service-agents). */
function agent({ number }: Place): string {
  return `service-${number}@gcp-sa-vertex-ex.iam.gserviceaccount.com`
}
