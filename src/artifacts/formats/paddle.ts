// PaddlePaddle programs: .pdmodel, and the JSON of version 3. Parameters that are pickles are read as pickles.
import { nullable, number, oneOf, shape } from '../../core/shape.js'
import { format, type Head } from '../format.js'
import { operators } from '../graph/facts.js'
import { parseJson } from '../graph/json.js'
import { Program, readPir, readProgram } from '../paddle/program.js'
import { signs } from '../sign.js'
import { orUnread } from '../unread.js'
import { Wire } from '../wire/protobuf.js'
import { sniff, type Message } from '../wire/sniff.js'

const variable: Message = { 1: 'text', 2: { 1: 'varint', 2: 'bytes', 3: 'bytes', 4: 'bytes', 5: 'bytes', 6: 'bytes', 7: 'bytes' }, 3: 'varint', 4: 'varint', 5: 'varint', 6: 'varint', 7: 'bytes' }
const argument: Message = { 1: 'text', 2: 'text' }
const block: Message = { 1: 'varint', 2: 'varint', 3: variable, 4: { 1: argument, 2: argument, 3: 'text', 4: 'bytes', 5: 'varint' }, 5: 'varint' }
const program: Message = { 1: block, 2: 'bytes', 3: 'bytes', 4: { 1: 'varint' }, 5: 'bytes' }

function isPir({ bytes }: Head): boolean {
  return bytes[0] === 0x7b && /^\{\s*"base_code"\s*:\s*\{[^{}]*"magic"\s*:\s*"pir"/.test(new TextDecoder().decode(bytes.subarray(0, 512)))
}

export default format({
  type: 'artifact.paddle',
  kind: 'artifact',
  props: shape({
    contents: oneOf('program', 'pir'),
    version: nullable(number),
    operators,
    operatorCount: number,
    blocks: number,
    /** Operators that reach out of the program. */
    dangerousOperators: signs,
  }),
  recognise(head) {
    if (isPir(head)) return 3
    const seen = sniff(head.bytes, head.size, program)?.seen
    if (seen !== undefined && seen.has('1.1') && seen.has('1.2') && (seen.has('1.3.2.1') || seen.has('1.4.3'))) return 3
    return head.extension === '.pdmodel' ? 1 : 0
  },
  async read(file) {
    const found = new Program()
    const pir = isPir(file)
    const wire = new Wire(file.content, file.budget)
    await orUnread(file.unread, '', async () => (pir ? readPir(await parseJson(file), found) : wire.run(readProgram(wire, found))))
    if (found.blocks === 0 && file.unread.length === 0) file.unread.push({ reason: 'malformed', what: 'holds no block of operators', member: '' })
    return {
      props: {
        contents: pir ? 'pir' : 'program', version: found.version, operators: found.operators.list(), operatorCount: found.operators.total,
        blocks: found.blocks, dangerousOperators: found.dangerous.list,
      },
    }
  },
})
