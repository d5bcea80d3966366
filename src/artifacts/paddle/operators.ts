// Operators of PaddlePaddle that reach out of the program.
// https://github.com/PaddlePaddle/Paddle/tree/develop/paddle/fluid/operators

const reach: ReadonlyMap<string, string> = new Map([
  ['py_func', 'calls Python in the process'],
  ...['load', 'load_combine', 'read_file'].map((op) => [op, 'reads a file'] as const),
  ...['save', 'save_combine', 'sparse_tensor_save'].map((op) => [op, 'writes a file'] as const),
  ...['listen_and_serv', 'heter_listen_and_serv', 'send', 'recv', 'send_and_recv', 'send_barrier', 'fetch_barrier', 'prefetch', 'gen_nccl_id', 'gen_bkcl_id']
    .map((op) => [op, 'opens connections'] as const),
])

export function reachOf(op: string): string | undefined {
  return reach.get(op)
}
