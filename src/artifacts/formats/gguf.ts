// GGUF: metadata, a tensor table and the tensors of llama.cpp and its kin. Only the head is read, however large the file.
import { bool, listOf, nullable, number, shape, string } from '../../core/shape.js'
import { format } from '../format.js'
import { readHeader } from '../gguf/header.js'
import { numberOf, originsOf, textOf } from '../gguf/lineage.js'
import { readTemplates } from '../gguf/templates.js'
import type { Tensor } from '../gguf/tensors.js'
import { fileTypes, tensorTypes } from '../gguf/types.js'
import type { Value } from '../gguf/values.js'
import { signs } from '../sign.js'

const origins = listOf(shape({ name: string, organization: nullable(string), url: nullable(string) }))

export default format({
  type: 'artifact.gguf',
  kind: 'artifact',
  props: shape({
    formatVersion: nullable(number),
    bigEndian: bool,
    /** `llama`, `qwen2` and so on. */
    architecture: nullable(string),
    /** `model`, `adapter`, `mmproj`, `imatrix`; null in older files. */
    role: nullable(string),
    modelName: nullable(string),
    modelVersion: nullable(string),
    tensors: nullable(number),
    parameters: nullable(number),
    /** What the file as a whole is quantised to, such as `Q4_K_M`. */
    quantisation: nullable(string),
    tensorTypes: listOf(shape({ type: string, tensors: number })),
    contextLength: nullable(number),
    tokenizer: nullable(string),
    /** Of a model that is split over several files: how many. */
    splitCount: nullable(number),
    licence: nullable(string),
    author: nullable(string),
    organization: nullable(string),
    quantisedBy: nullable(string),
    /** Where it was published or made from, as it says itself. */
    source: nullable(string),
    baseModels: origins,
    datasets: origins,
    chatTemplates: listOf(shape({ name: string, hash: string })),
    /** Expressions of a chat template that reach for Python behind it. */
    templateEscapes: signs,
    /** Text of a chat template that speaks to the model on its own account. */
    templateInstructions: signs,
    /** What breaks the format before the tensor table. */
    headerFaults: signs,
    /** Tensors that are not where, or not what, the table says. */
    tensorFaults: signs,
  }),

  recognise: ({ bytes }) => (bytes[0] === 0x47 && bytes[1] === 0x47 && bytes[2] === 0x55 && bytes[3] === 0x46 ? 3 : 0),

  async read({ content, budget, unread }) {
    const header = await readHeader(content, budget, unread)
    const { kept } = header.values
    const templates = await readTemplates(header.values, budget, unread)
    const architecture = textOf(kept, 'general.architecture')
    const fileType = numberOf(kept, 'general.file_type')
    return {
      props: {
        formatVersion: header.version,
        bigEndian: header.bigEndian,
        architecture,
        role: textOf(kept, 'general.type'),
        modelName: textOf(kept, 'general.name') ?? textOf(kept, 'general.basename'),
        modelVersion: textOf(kept, 'general.version'),
        tensors: header.tensors?.length ?? null,
        parameters: parametersOf(header.tensors),
        quantisation: fileType === null ? null : fileTypes.get(fileType) ?? `file type ${fileType}`,
        tensorTypes: histogram(header.tensors ?? []),
        contextLength: architecture === null ? null : numberOf(kept, `${architecture}.context_length`),
        tokenizer: textOf(kept, 'tokenizer.ggml.model'),
        splitCount: numberOf(kept, 'split.count'),
        licence: textOf(kept, 'general.license') ?? textOf(kept, 'general.license.name'),
        author: textOf(kept, 'general.author'),
        organization: textOf(kept, 'general.organization'),
        quantisedBy: textOf(kept, 'general.quantized_by'),
        source: sourceOf(kept),
        baseModels: originsOf(kept, 'base_model'),
        datasets: originsOf(kept, 'dataset'),
        chatTemplates: templates.chatTemplates,
        templateEscapes: templates.escapes.list,
        templateInstructions: templates.instructions.list,
        headerFaults: header.headerFaults.list,
        tensorFaults: header.tensorFaults.list,
      },
    }
  },
})

const sources = ['general.repo_url', 'general.url', 'general.source.repo_url', 'general.source.url', 'general.source.huggingface.repository']

function sourceOf(kept: ReadonlyMap<string, Value>): string | null {
  for (const key of sources) {
    const text = textOf(kept, key)
    if (text !== null) return text
  }
  return null
}

function parametersOf(tensors: readonly Tensor[] | null): number | null {
  if (tensors === null) return null
  const all = tensors.reduce((sum, { elements }) => sum + elements, 0n)
  return all <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(all) : null
}

function histogram(tensors: readonly Tensor[]): { type: string; tensors: number }[] {
  const counts = new Map<number, number>()
  for (const { type } of tensors) counts.set(type, (counts.get(type) ?? 0) + 1)
  return [...counts].toSorted(([a], [b]) => a - b).slice(0, 64).map(([type, count]) => ({ type: tensorTypes.get(type)?.name ?? `type ${type}`, tensors: count }))
}
