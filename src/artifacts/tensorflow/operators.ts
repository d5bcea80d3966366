// Operators of TensorFlow that reach out of the graph: to Python, to files, to the network, to native code.
// https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core/api_def/base_api
import { leaves } from '../graph/place.js'

const python = 'calls Python in the process'
const reads = 'reads files'
const writes = 'writes files'
const network = 'opens connections'
const native = 'runs native code that it holds'

const always: ReadonlyMap<string, string> = new Map([
  ...[
    'PyFunc', 'PyFuncStateless', 'EagerPyFunc',
  ].map((op) => [op, python] as const),
  ...[
    'ReadFile', 'MatchingFiles', 'WholeFileReader', 'WholeFileReaderV2', 'TextLineReader', 'TextLineReaderV2', 'FixedLengthRecordReader',
    'FixedLengthRecordReaderV2', 'TFRecordReader', 'TFRecordReaderV2', 'LMDBReader', 'TextLineDataset', 'FixedLengthRecordDataset',
    'FixedLengthRecordDatasetV2', 'TFRecordDataset', 'TFRecordDatasetV2', 'SqlDataset', 'ExperimentalSqlDataset', 'CSVDataset', 'CSVDatasetV2',
    'ExperimentalCSVDataset', 'LMDBDataset', 'ExperimentalLMDBDataset', 'MatchingFilesDataset', 'ExperimentalMatchingFilesDataset', 'LoadDataset',
    'SnapshotDatasetReader', 'SnapshotNestedDatasetReader', 'ListSnapshotChunksDataset', 'SnapshotChunkDataset', 'ImmutableConst',
    'LoadAndRemapMatrix', 'GenerateVocabRemapping',
  ].map((op) => [op, reads] as const),
  ...[
    'WriteFile', 'SaveDataset', 'SaveDatasetV2', 'SnapshotDataset', 'SnapshotDatasetV2', 'DatasetToTFRecord', 'ExperimentalDatasetToTFRecord',
    'CreateSummaryFileWriter', 'CreateSummaryDbWriter', 'DistributedSave',
  ].map((op) => [op, writes] as const),
  ...[
    'DataServiceDataset', 'DataServiceDatasetV2', 'DataServiceDatasetV3', 'DataServiceDatasetV4', 'RegisterDataset', 'RegisterDatasetV2',
    'RpcClient', 'RpcServer', 'RpcCall', 'RpcServerRegister', 'RpcServerStart', 'Rpc', 'TryRpc', 'BigQueryReader', 'BigtableClient',
  ].map((op) => [op, network] as const),
  ['TRTEngineOp', native],
])

/** Every SavedModel has these to keep its own variables: only a path that leaves the model's folder is a sign. */
const checkpoints: ReadonlyMap<string, string> = new Map([
  ['Save', writes], ['SaveSlices', writes], ['SaveV2', writes], ['MergeV2Checkpoints', writes],
  ['Restore', reads], ['RestoreSlice', reads], ['RestoreV2', reads],
])

/** Graphs that are data: an operator that makes a graph of a text. */
const graphLoaders: ReadonlySet<string> = new Set([
  'DatasetFromGraph', 'ExperimentalDatasetFromGraph', 'RemoteFusedGraphExecute',
])

export function loadsGraph(op: string): boolean {
  return graphLoaders.has(op)
}

/** Whether a node's inputs and attributes have to be kept to judge it. */
export function isOfInterest(op: string): boolean {
  return always.has(op) || checkpoints.has(op) || graphLoaders.has(op) || op === 'PrintV2' || op.startsWith('Debug') || op.startsWith('IO>')
}

/** What an operator reaches, null where it stays within the graph. `inputs`: texts that are constant; `attributes`: its own. */
export function reachOf(op: string, inputs: readonly string[], attributes: readonly string[]): string | null {
  const plain = always.get(op)
  if (plain !== undefined) return plain
  const keeps = checkpoints.get(op)
  if (keeps !== undefined) return inputs.some((path) => leaves(path) !== null) ? keeps : null
  // tensorflow-io: every one of its operators is made to read from elsewhere.
  if (op.startsWith('IO>')) return reads
  if (op === 'PrintV2') return attributes.some((text) => text.startsWith('file://')) ? writes : null
  if (op.startsWith('Debug')) return attributes.some((text) => /^(?:grpc|file):\/\//.test(text)) ? 'sends tensors to an address' : null
  return null
}
