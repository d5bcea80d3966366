// Walks a TensorFlow Lite model: its operators, its tensors and whether the bytes they name are in the file.
// https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs
import { Ports, Tally, typeText, volume } from '../graph/facts.js'
import type { Budget } from '../limits.js'
import { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import type { FlatBuffer, Table } from '../wire/flatbuffer.js'
import { customOperator, elements, operatorName, shipped } from './operators.js'

/** Of one list: tables may share their bytes, so that a small file could claim any number of them. */
const mostTables = 1_000_000

export class Model {
  version: number | null = null
  description: string | null = null
  readonly inputs = new Ports()
  readonly outputs = new Ports()
  readonly operators = new Tally()
  readonly custom = new Signs()
  readonly faults = new Signs()
  parameters = 0
  subgraphs = 0
  /** Bytes of each buffer. */
  private readonly buffers: number[] = []
  private readonly codes: string[] = []

  constructor(private readonly buffer: FlatBuffer, private readonly budget: Budget) {}

  async read(): Promise<void> {
    const root = await this.buffer.root()
    this.version = await root.u32(0)
    this.description = (await root.string(3, 400)) ?? null
    for (const field of [1, 2, 4]) await few(root, field)
    for await (const code of root.tables(1)) await this.readCode(code)
    for await (const buffer of root.tables(4)) await this.readBuffer(buffer)
    for await (const subgraph of root.tables(2)) await this.readSubgraph(subgraph)
  }

  private async readCode(table: Table): Promise<void> {
    this.budget.tick()
    // The first field is a byte that ran out of numbers; the last one holds the rest.
    const code = Math.max((await table.u8(0)) ?? 0, (await table.i32(3)) ?? 0)
    const custom = code === customOperator ? (await table.string(1, 256)) ?? '' : null
    this.codes.push(custom ?? operatorName(code))
    if (custom === null || shipped.has(custom)) return
    const isFlex = custom.startsWith('Flex')
    this.custom.add(custom === '' ? 'operator without a name' : custom, {
      offset: table.at, detail: isFlex ? 'an operator of TensorFlow itself, run by the Flex delegate' : 'needs code that registers it',
    })
  }

  private async readBuffer(table: Table): Promise<void> {
    this.budget.tick()
    const data = await table.vector(0, 1)
    const offset = (await table.u64(1)) ?? 0
    const size = (await table.u64(2)) ?? 0
    // Offsets 0 and 1 mean none: the converter fills in the true one at its end.
    if (offset > 1 && offset + size > this.buffer.content.size) {
      this.faults.add(`buffer ${this.buffers.length} ends behind the file`, { offset: table.at, detail: `${size} bytes from ${offset} on` })
    }
    this.buffers.push(data?.length ?? (offset > 1 ? size : 0))
  }

  private async readSubgraph(table: Table): Promise<void> {
    const tensors: { name: string; type: string }[] = []
    await few(table, 0)
    for await (const tensor of table.tables(0)) tensors.push(await this.readTensor(tensor))
    const isMain = this.subgraphs === 0
    this.subgraphs += 1
    for (const [field, ports] of [[1, this.inputs], [2, this.outputs]] as const) {
      for (const index of await table.i32s(field, 4096)) {
        const tensor = tensors[index]
        if (tensor === undefined) this.noTensor(index, tensors.length, table.at)
        else if (isMain) ports.add(tensor.name, tensor.type)
      }
    }
    for await (const operator of table.tables(3)) await this.readOperator(operator, tensors.length)
  }

  private async readTensor(table: Table): Promise<{ name: string; type: string }> {
    this.budget.tick()
    const shape = await table.i32s(0, 64)
    const [element, bits] = elements[(await table.u8(1)) ?? 0] ?? ['unknown', null]
    const index = (await table.u32(2)) ?? 0
    const name = (await table.string(3, 256)) ?? ''
    const held = this.buffers[index]
    const values = volume(shape)
    if (values === null) this.faults.add(`tensor ${name} has no true shape`, { offset: table.at, detail: `[${shape.join(',')}]` })
    if (held === undefined) {
      this.faults.add(`tensor ${name} names buffer ${index}`, { offset: table.at, detail: `of ${this.buffers.length}` })
    } else if (held > 0 && values !== null && bits !== null) {
      this.parameters += values
      // A sparse tensor (field 6) holds fewer values than its shape says.
      const wanted = Math.ceil(values * bits / 8)
      if (held < wanted && !table.has(6)) this.faults.add(`tensor ${name} wants ${wanted} bytes`, { offset: table.at, detail: `its buffer has ${held}` })
    }
    return { name, type: typeText(element, shape) }
  }

  private async readOperator(table: Table, tensors: number): Promise<void> {
    this.budget.tick()
    const index = (await table.u32(0)) ?? 0
    const name = this.codes[index]
    if (name === undefined) this.faults.add(`operator code ${index} of ${this.codes.length}`, { offset: table.at })
    this.operators.add(name ?? 'unknown')
    for (const field of [1, 2]) {
      // -1 leaves out an input that is optional.
      for (const tensor of await table.i32s(field, 4096)) if (tensor !== -1 && (tensor < 0 || tensor >= tensors)) this.noTensor(tensor, tensors, table.at)
    }
    const [offset, size] = [(await table.u64(9)) ?? 0, (await table.u64(10)) ?? 0]
    if (offset > 1 && offset + size > this.buffer.content.size) {
      this.faults.add('options of an operator end behind the file', { offset: table.at, detail: `${size} bytes from ${offset} on` })
    }
  }

  private noTensor(index: number, tensors: number, offset: number): void {
    this.faults.add(`tensor ${index} of ${tensors}`, { offset, detail: 'named as an input or output' })
  }
}

async function few(table: Table, field: number): Promise<void> {
  const vector = await table.vector(field, 4)
  if (vector !== null && vector.length > mostTables) throw new Stopped('limit', `more than ${mostTables} tables in a list`, table.at)
}
