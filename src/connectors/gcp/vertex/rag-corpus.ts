// RAG corpora: what models look up before they answer, where it was taken from and where its vectors lie.
import type { aiplatform_v1beta1 } from 'googleapis/build/src/apis/aiplatform/v1beta1.js'
import { bool, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, known, type Answer, type Edge } from '../../kit/collector.js'
import { vertexList } from '../calls.js'
import { encryptedBy, ownedBy, runsAs, toBucket } from '../edges.js'
import { iso, parentOf, placeOf, said, serviceAgent, type Place } from '../names.js'
import { identified, vertexName } from './parts.js'
import { ragSources, ragSourcesShape, type RagFile } from './rag-sources.js'

type Corpus = aiplatform_v1beta1.Schema$GoogleCloudAiplatformV1beta1RagCorpus

export default collector({
  type: 'gcp.vertex.rag_corpus',
  kind: 'knowledge-base',
  service: 'aiplatform',
  per: 'region',
  props: shape({
    displayName: nullable(string),
    /** As commands take it, such as `projects/111122223333/locations/us-central1/ragCorpora/42`. */
    resource: string,
    description: nullable(string),
    createdAt: nullable(time),
    kmsKey: nullable(string),
    /** `rag-managed` where nothing is said. */
    store: oneOf('rag-managed', 'vector-search', 'feature-store', 'vertex-ai-search', 'pinecone', 'weaviate'),
    /** Index or collection in a store that is not Google's. */
    storeName: nullable(string),
    /** Host of a Weaviate server. */
    storeHost: nullable(string),
    /** Secret with the outside store's key, `projects/p/secrets/s/versions/1`. */
    storeSecret: nullable(string),
    /** Holds what people said to an agent, not documents. */
    memories: bool,
    files: nullable(number),
    sources: ragSourcesShape,
  }),
  relates: {
    'retrieves-from': ['gcp.storage.bucket'], 'stored-in': ['gcp.vertex.index', 'gcp.vertex.feature_view'], 'runs-as': ['gcp.iam.service_account'], 'encrypted-by': ['gcp.kms.key'],
    'owned-by': ['gcp.resourcemanager.project'],
  },
  calls: {
    // In v1 a corpus in Weaviate or in a feature view looks as if it said nothing.
    list: vertexList<aiplatform_v1beta1.Schema$GoogleCloudAiplatformV1beta1ListRagCorporaResponse, Corpus>('aiplatform:projects.locations.ragCorpora.list', {
      version: 'v1beta1', client: 'vertex_rag_data', method: 'listRagCorpora', items: (page) => page.ragCorpora,
    }),
    files: vertexList<aiplatform_v1beta1.Schema$GoogleCloudAiplatformV1beta1ListRagFilesResponse, RagFile>('aiplatform:projects.locations.ragCorpora.ragFiles.list', {
      version: 'v1beta1', client: 'vertex_rag_data', method: 'listRagFiles', items: (page) => page.ragFiles, per: 'item', gone: ['NOT_FOUND'],
    }),
  },
  async list(ctx) {
    const place = placeOf(ctx)
    await ctx.each(ctx.call.list.rows({ parent: parentOf(ctx) }), async (corpus) => {
      const store = storeOf(corpus)
      // Vertex AI Search keeps documents of its own.
      const files: Answer<RagFile[]> = store.store === 'vertex-ai-search' ? { ok: true, value: [] } : await ctx.call.files.all({ parent: corpus.name })
      const buckets = edgesOf(files, 'retrieves-from', (of) => ragSources(of).map(({ kind, at }) => (kind === 'bucket' ? toBucket('retrieves-from', at, 'ragFiles.gcsSource') : null)))
      ctx.emit({
        ...identified(corpus, place),
        props: {
          displayName: said(corpus.displayName), resource: corpus.name ?? '', description: said(corpus.description), createdAt: iso(corpus.createTime),
          kmsKey: said(corpus.encryptionSpec?.kmsKeyName), ...store, memories: corpus.corpusTypeConfig?.memoryCorpus != null,
          files: known(files, (of) => of.length), sources: known(files, ragSources),
        },
        edges: [
          ownedBy(place), encryptedBy(said(corpus.encryptionSpec?.kmsKeyName), 'encryptionSpec.kmsKeyName'), ...buckets, ...storeEdges(corpus, place),
          // It fetches what is imported: https://cloud.google.com/vertex-ai/generative-ai/docs/rag-engine/use-data-ingestion
          runsAs(serviceAgent('vertex-rag', place.number), place, 'service agent'),
        ],
      })
    })
  },
})

interface Store {
  store: string
  storeName: string | null
  storeHost: string | null
  storeSecret: string | null
}

/** The second is the older name of the same field. */
function vectorDb(corpus: Corpus): aiplatform_v1beta1.Schema$GoogleCloudAiplatformV1beta1RagVectorDbConfig {
  return corpus.vectorDbConfig ?? corpus.ragVectorDbConfig ?? {}
}

export function storeOf(corpus: Corpus): Store {
  const config = vectorDb(corpus)
  const { pinecone, weaviate } = config
  const storeSecret = said(config.apiAuth?.apiKeyConfig?.apiKeySecretVersion)
  if (pinecone != null) return { store: 'pinecone', storeName: said(pinecone.indexName), storeHost: null, storeSecret }
  if (weaviate != null) return { store: 'weaviate', storeName: said(weaviate.collectionName), storeHost: hostIn(weaviate.httpEndpoint), storeSecret }
  const googles = corpus.vertexAiSearchConfig != null ? 'vertex-ai-search' : config.vertexVectorSearch != null ? 'vector-search' : config.vertexFeatureStore != null ? 'feature-store' : 'rag-managed'
  return { store: googles, storeName: null, storeHost: null, storeSecret }
}

/** Without a port, a path, or a name and password before it. */
function hostIn(url: string | null | undefined): string | null {
  return /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?([^/:?#]+)/i.exec(url ?? '')?.[1]?.toLowerCase() ?? null
}

function storeEdges(corpus: Corpus, place: Place): (Edge | null)[] {
  const { vertexVectorSearch, vertexFeatureStore } = vectorDb(corpus)
  const [index, view] = [vertexName(vertexVectorSearch?.index, place), vertexName(vertexFeatureStore?.featureViewResourceName, place)]
  return [
    index === null ? null : { type: 'stored-in', target: 'gcp.vertex.index', to: index, via: 'vectorDbConfig.vertexVectorSearch' },
    view === null ? null : { type: 'stored-in', target: 'gcp.vertex.feature_view', to: view, via: 'vectorDbConfig.vertexFeatureStore' },
  ]
}
