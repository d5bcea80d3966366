// MXNet: the graph (-symbol.json) and the parameters (.params).
import { nullable, number, oneOf, shape, string } from '../../core/shape.js'
import { format, type Head, type Opened } from '../format.js'
import { operators, Tally } from '../graph/facts.js'
import { fieldsOf, itemsOf, parseJson, textOf } from '../graph/json.js'
import { isParams, readParams } from '../mxnet/params.js'
import { Signs, signs } from '../sign.js'
import { orUnread } from '../unread.js'

export default format({
  type: 'artifact.mxnet',
  kind: 'artifact',
  props: shape({
    contents: oneOf('symbol', 'params'),
    /** Such as `1.9.1`. */
    mxnetVersion: nullable(string),
    operators,
    operatorCount: number,
    parameters: nullable(number),
    /** Operators that need code from elsewhere, and libraries that are named. */
    customOperators: signs,
    /** What breaks the format. */
    faults: signs,
  }),
  recognise(head) {
    if (isParams(head.bytes)) return 3
    return beginsAsSymbol(head) || isNamedSymbol(head) ? 2 : 0
  },
  async confirm(file) {
    if (isParams(file.bytes)) return true
    // Too large to be parsed: that is told when it is read.
    if (file.size > file.budget.limits.document) return isNamedSymbol(file)
    // Graphs of TVM begin alike, and are made of `tvm_op`.
    const root = fieldsOf(await orUnread([], '', () => parseJson(file)))
    return root.has('arg_nodes') && root.has('heads') && itemsOf(root.get('nodes')).every((node) => !textOf(fieldsOf(node).get('op')).startsWith('tvm_'))
  },
  async read(file) {
    const found = { tally: new Tally(), custom: new Signs(), faults: new Signs(), version: null as string | null, parameters: null as number | null }
    const params = isParams(file.bytes)
    const before = file.unread.length
    await orUnread(file.unread, '', async () => {
      if (params) found.parameters = (await readParams(file.content, file.budget)).parameters
      else await readSymbol(file, found)
    })
    for (const { reason, what, offset } of file.unread.slice(before)) {
      if (reason === 'malformed' || reason === 'truncated') found.faults.add(what, { offset: offset ?? null, detail: 'reading stopped here' })
    }
    return {
      props: {
        contents: params ? 'params' : 'symbol', mxnetVersion: found.version, operators: found.tally.list(), operatorCount: found.tally.total,
        parameters: found.parameters, customOperators: found.custom.list, faults: found.faults.list,
      },
    }
  },
})

/** As MXNet writes it; versions before 1.0 put `param` before the name. */
function beginsAsSymbol({ bytes }: Head): boolean {
  if (bytes[0] !== 0x7b) return false
  return /^\{\s*"nodes"\s*:\s*\[\s*\{\s*"op"\s*:\s*"[\w.]+"\s*,\s*"(?:name|param|attrs?)"\s*:/.test(new TextDecoder().decode(bytes.subarray(0, 512)))
}

/** The name that loaders look for: in JSON the order of keys is free. */
function isNamedSymbol({ bytes, name }: Head): boolean {
  return name.endsWith('-symbol.json') && bytes.some((byte) => byte === 0x7b)
}

/** Names that a loader would open as code. */
const library = /\.(?:so(?:\.\d+)*|dll|dylib|py)$/i

async function readSymbol(file: Opened, found: { tally: Tally; custom: Signs; version: string | null }): Promise<void> {
  const root = await parseJson(file)
  const [, version] = itemsOf(fieldsOf(fieldsOf(root).get('attrs')).get('mxnet_version'))
  // 10901 is 1.9.1.
  if (typeof version === 'number') found.version = [Math.floor(version / 10_000), Math.floor(version / 100) % 100, version % 100].join('.')
  const open: unknown[] = [root]
  while (open.length > 0) {
    const graph = fieldsOf(open.pop())
    for (const node of itemsOf(graph.get('nodes'))) {
      file.budget.tick()
      const fields = fieldsOf(node)
      const op = textOf(fields.get('op'))
      if (op !== 'null') found.tally.add(op)
      // Older files say `param` or `attr`.
      for (const key of ['attrs', 'param', 'attr']) {
        for (const [name, value] of fieldsOf(fields.get(key))) {
          if (op === 'Custom' && name === 'op_type') found.custom.add(`Custom ${textOf(value)}`, { detail: `node ${textOf(fields.get('name'))}, calls Python that registers it` })
          else if (typeof value === 'string' && library.test(value)) found.custom.add(value, { detail: `node ${textOf(fields.get('name'))}, ${name}` })
        }
      }
      // Control flow holds graphs of its own.
      open.push(...itemsOf(fields.get('subgraphs')).slice(0, 1000))
    }
  }
}
