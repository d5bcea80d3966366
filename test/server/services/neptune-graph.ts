// Neptune Analytics of the made-up account: graphs with vectors, and graphs without beside them.
import { described, listed, made, type ServiceAnswers } from '../serve.js'

const graphs = made('neptune-graph.graphs', (i, place) => ({
  id: `g-orchard${String(i).padStart(3, '0')}`, name: `orchard-graph-${i}`, arn: place.arn('neptune-graph', `graph/g-orchard${String(i).padStart(3, '0')}`), status: 'AVAILABLE', provisionedMemory: 16,
  publicConnectivity: false, endpoint: `g-orchard${i}.${place.region}.neptune-graph.amazonaws.com`, replicaCount: 1, kmsKeyIdentifier: 'AWS_OWNED_KEY', deletionProtection: true,
}), 2)

export default {
  'neptune-graph.ListGraphs': listed(graphs, { rows: 'graphs' }),
  'neptune-graph.GetGraph': described(graphs, { by: { graphIdentifier: 'id' }, as: (row) => (/[13579]$/.test(String(row['id'])) ? row : { ...row, vectorSearchConfiguration: { dimension: 1024 } }) }),
} satisfies ServiceAnswers
