// ExecuTorch programs (.pte): a FlatBuffer, perhaps with segments of weights and delegate data behind it.
// https://docs.pytorch.org/executorch/stable/pte-file-format.html, schema/program.fbs and extended_header.h of pytorch/executorch
import { bool, listOf, nullable, number, shape, string } from '../../core/shape.js'
import { slice } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, signs } from '../sign.js'
import { orUnread, Stopped } from '../unread.js'
import { FlatBuffer, type Table } from '../wire/flatbuffer.js'

/** Backends of the ExecuTorch repository and of the vendors it lists; others are somebody's own. */
const knownBackends = new Set([
  'XnnpackBackend', 'CoreMLBackend', 'MPSBackend', 'VulkanBackend', 'QnnBackend', 'EthosUBackend', 'ArmBackend', 'VgfBackend', 'TOSABackend',
  'NeuropilotBackend', 'CadenceBackend', 'OpenvinoBackend', 'SamsungBackend', 'EnnBackend', 'NXPBackend', 'NeutronBackend', 'CudaBackend',
  'MetalBackend', 'AotiBackend',
])

const extendedMagic = 'eh00'
/** Fields of the program table, by their number in the schema. */
const program = { version: 0, plans: 1, constants: 2, delegateData: 3, segments: 4, constantSegment: 5, namedData: 7 }
const plan = { name: 0, operators: 6, delegates: 7 }

const listed = 200

export default format({
  type: 'artifact.executorch',
  kind: 'artifact',
  props: shape({
    schemaVersion: nullable(number),
    extendedHeader: bool,
    /** Entry points. */
    methods: listOf(string),
    /** Operators that the runtime must have, each once. */
    operators: listOf(string),
    /** Backends that are handed compiled parts. */
    backends: listOf(string),
    segments: number,
    /** Offsets and lengths that do not agree with the file. */
    structureErrors: signs,
    /** Backends that are none of ExecuTorch's: what they run is not in this file's format. */
    unknownBackends: signs,
  }),

  recognise: ({ bytes }) => (bytes.length >= 8 && latin1(bytes.subarray(4, 8)).startsWith('ET1') ? 3 : 0),

  async read(file) {
    const reader = new ProgramReader(file)
    await orUnread(file.unread, '', () => reader.read())
    // What no runtime could follow is itself the finding.
    const stopped = file.unread.find(({ reason }) => reason === 'malformed' || reason === 'truncated')
    if (stopped !== undefined) reader.errors.add(stopped.what, { offset: stopped.offset ?? null })
    return {
      props: {
        schemaVersion: reader.version, extendedHeader: reader.extended, segments: reader.segments,
        methods: [...reader.methods].slice(0, listed), operators: [...reader.operators].slice(0, listed), backends: [...reader.backends].slice(0, listed),
        structureErrors: reader.errors.list, unknownBackends: reader.unknown.list,
      },
    }
  },
})

class ProgramReader {
  version: number | null = null
  extended = false
  segments = 0
  readonly methods = new Set<string>()
  readonly operators = new Set<string>()
  readonly backends = new Set<string>()
  readonly errors = new Signs()
  readonly unknown = new Signs()
  /** Where the FlatBuffer ends and the segments start. */
  private programSize: number
  private segmentBase = 0

  constructor(private readonly file: Opened) {
    this.programSize = file.size
  }

  async read(): Promise<void> {
    const identifier = latin1(this.file.bytes.subarray(4, 8))
    if (identifier !== 'ET12') this.errors.add(`identifier ${identifier}`, { offset: 4, detail: 'this schema is ET12' })
    this.readExtendedHeader()
    const root = await new FlatBuffer(slice(this.file.content, 0, this.programSize), this.file.budget).root()
    this.version = await root.u32(program.version) ?? 0
    for await (const one of root.tables(program.plans)) await this.readPlan(one)
    await this.readSegments(root)
    for (const field of [program.constants, program.delegateData, program.namedData]) {
      for await (const table of root.tables(field)) {
        this.file.budget.tick()
        // Each holds its bytes as a vector in its first field; a named one has its name there, which is a vector, too.
        await table.vector(0, 1)
      }
    }
  }

  private readExtendedHeader(): void {
    const { bytes, size } = this.file
    if (latin1(bytes.subarray(8, 12)) !== extendedMagic) return
    this.extended = true
    if (bytes.length < 32) throw new Stopped('truncated', 'an extended header', 8)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const length = view.getUint32(12, true)
    const programSize = Number(view.getBigUint64(16, true))
    const segmentBase = Number(view.getBigUint64(24, true))
    if (length < 24) this.errors.add(`extended header of ${length} bytes`, { offset: 12, detail: 'it has 24 at least' })
    if (programSize > size || programSize < 32) this.errors.add(`program of ${programSize} bytes`, { offset: 16, detail: `the file has ${size}` })
    else this.programSize = programSize
    if (segmentBase > size || (segmentBase !== 0 && segmentBase < programSize)) {
      this.errors.add(`segments from ${segmentBase} on`, { offset: 24, detail: `the program ends at ${programSize}, the file at ${size}` })
    }
    // Release 1.0 added the size of all segments; zero where an older writer left the place empty.
    const segmentSize = length >= 32 && bytes.length >= 40 ? Number(view.getBigUint64(32, true)) : 0
    if (segmentBase + segmentSize > size) {
      this.errors.add(`segments of ${segmentSize} bytes`, { offset: 32, detail: `from ${segmentBase} on, the file has ${size} bytes` })
    }
    this.segmentBase = segmentBase
  }

  private async readPlan(table: Table): Promise<void> {
    this.file.budget.tick()
    this.methods.add((await table.string(plan.name, 200)) ?? '')
    for await (const operator of table.tables(plan.operators)) {
      const overload = await operator.string(1, 100)
      this.operators.add(`${await operator.string(0, 200) ?? ''}${overload === null || overload === '' ? '' : `.${overload}`}`)
      if (this.operators.size > 10_000) throw new Stopped('limit', 'more than 10000 operators', table.at)
    }
    for await (const delegate of table.tables(plan.delegates)) {
      const id = (await delegate.string(0, 200)) ?? ''
      this.backends.add(id)
      if (!knownBackends.has(id)) this.unknown.add(id === '' ? '(no name)' : id, { offset: delegate.at })
    }
  }

  private async readSegments(root: Table): Promise<void> {
    for await (const segment of root.tables(program.segments)) {
      this.file.budget.tick()
      const offset = (await segment.u64(0)) ?? 0
      const size = (await segment.u64(1)) ?? 0
      if (this.segmentBase + offset + size > this.file.size) {
        const end = this.segmentBase + offset + size
        this.errors.add(`segment ${this.segments} ends at ${end}`, { offset: segment.at, detail: `the file has ${this.file.size} bytes` })
      }
      this.segments += 1
    }
    if (this.segments > 0 && !this.extended) this.errors.add('segments without an extended header', { offset: root.at })
  }
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}
