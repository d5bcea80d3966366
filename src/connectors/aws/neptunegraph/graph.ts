// Neptune Analytics graphs that hold vectors.
import type { GetGraphCommandInput, GetGraphCommandOutput, GraphSummary, ListGraphsCommandInput, ListGraphsCommandOutput } from '@aws-sdk/client-neptune-graph'
import { bool, nullable, number, oneOf, shape, string } from '../../../core/shape.js'
import { collector } from '../../kit/collector.js'
import { listLower, read } from '../calls.js'
import { encryptedBy } from '../edges.js'
import { said } from '../names.js'

export default collector({
  type: 'aws.neptunegraph.graph',
  kind: 'vector-store',
  service: 'neptune-graph',
  per: 'region',
  props: shape({
    graphId: string,
    status: nullable(oneOf(
      'CREATING', 'AVAILABLE', 'DELETING', 'RESETTING', 'UPDATING', 'SNAPSHOTTING', 'FAILED', 'IMPORTING', 'STARTING', 'STOPPING', 'STOPPED',
    )),
    publicConnectivity: nullable(bool),
    endpoint: nullable(string),
    /** `AWS_OWNED_KEY` when AWS owns the key. */
    kmsKey: nullable(string),
    deletionProtection: nullable(bool),
    /** Of its vectors. */
    vectorDimension: number,
  }),
  relates: { 'encrypted-by': ['aws.kms.key'] },
  calls: {
    list: listLower<ListGraphsCommandInput, ListGraphsCommandOutput, GraphSummary>('neptune-graph:ListGraphs', { items: (page) => page.graphs }),
    get: read<GetGraphCommandInput, GetGraphCommandOutput>('neptune-graph:GetGraph'),
  },
  async list({ call, each, emit, unlisted }) {
    await each(call.list.rows(), async (graph) => {
      const detail = await call.get({ graphIdentifier: graph.id })
      // Whether it is one of those to list is then not known.
      if (!detail.ok) return unlisted(detail.gap)
      const vectorDimension = detail.value.vectorSearchConfiguration?.dimension
      if (vectorDimension === undefined) return
      const edges = [encryptedBy(graph.kmsKeyIdentifier, 'kmsKeyIdentifier')]
      emit({ id: graph.arn ?? '', name: graph.name ?? graph.id ?? '', props: { ...graphProps(graph), vectorDimension }, edges })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function graphProps(graph: GraphSummary) {
  return {
    graphId: graph.id ?? '',
    status: graph.status ?? null,
    publicConnectivity: graph.publicConnectivity ?? null,
    endpoint: said(graph.endpoint),
    kmsKey: said(graph.kmsKeyIdentifier),
    deletionProtection: graph.deletionProtection ?? null,
  }
}
