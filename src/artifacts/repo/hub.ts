// What Hugging Face configurations load besides weights: code of the repository, code of other repositories, named classes.
import type { Signs } from '../sign.js'
import { fieldsIn, isDocument, textIn, type Document } from './json.js'

/** Configurations that the libraries read when a model, tokenizer, processor or pipeline is loaded by name. */
export const hubConfigs = [
  'config.json', 'tokenizer_config.json', 'processor_config.json', 'preprocessor_config.json', 'generation_config.json', 'adapter_config.json',
  'feature_extractor_config.json', 'image_processor_config.json', 'model_index.json', 'video_preprocessor_config.json',
]

/** `owner/name`, as a hub writes it. */
export const hubId = /^[\w.-]{1,96}\/[\w.-]{1,96}$/

/** `auto_map`: the classes that are imported from the repository's own files, or from another's: `owner/name--module.Class`. */
export function readAutoMap(config: Document, file: string, into: { own: Signs; other: Signs }): void {
  for (const { key, path, value } of fieldsIn(config)) {
    if (key !== 'auto_map' || !isDocument(value)) continue
    for (const [role, named] of Object.entries(value)) {
      for (const one of Array.isArray(named) ? named : [named]) {
        if (typeof one !== 'string' || one === '') continue
        const [repository, rest] = one.split('--', 2)
        if (rest === undefined) into.own.add(one, { member: file, detail: `${path}.${role}` })
        else into.other.add(one, { member: file, detail: `${path}.${role} is imported from ${repository ?? ''}` })
      }
    }
  }
}

// transformers fetches attention kernels by a hub id with an optional revision and function: `owner/name@rev:function`.
const kernelId = /^[\w.-]+\/[\w.-]+(?:@[\w.-]+)?(?::[\w.]+)?$/

/** Fields that have code fetched from elsewhere. */
export function readRemoteCode(config: Document, file: string, other: Signs): void {
  for (const { key, path, value } of fieldsIn(config)) {
    if (key === 'trust_remote_code' && value === true) other.add('trust_remote_code: true', { member: file, detail: path })
    if (typeof value !== 'string') continue
    if (key === 'custom_pipeline' && hubId.test(value)) other.add(value, { member: file, detail: `${path} is a pipeline of another repository` })
    if (/^_?attn_implementation(?:_internal)?$/.test(key) && kernelId.test(value)) other.add(value, { member: file, detail: `${path} fetches a kernel` })
  }
  // Diffusers names the class of each part beside the library: a module of the repository is code, a hub id foreign code.
  const own = textIn(config, '_class_name') !== null ? config : {}
  for (const [part, named] of Object.entries(own)) {
    const [library] = Array.isArray(named) ? named : []
    if (typeof library === 'string' && library.includes('/')) other.add(library, { member: file, detail: `${part} is loaded from another repository` })
  }
}

const vettedModules = /^(?:sentence_transformers|transformers|torch\.nn)\./

/** Types named by sentence-transformers' `modules.json`: imported and instantiated. */
export function readModules(modules: unknown, file: string, into: Signs): void {
  for (const one of Array.isArray(modules) ? modules : []) {
    if (!isDocument(one)) continue
    const type = textIn(one, 'type')
    const path = textIn(one, 'path')
    if (type !== null && !vettedModules.test(type)) into.add(type, { member: file, detail: 'type' })
    if (path !== null && /^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)/i.test(path)) into.add(path, { member: file, detail: 'path leaves the repository' })
  }
}

/** Hub ids that a configuration refers to as its origin. */
export function originsIn(config: Document): string[] {
  return ['_name_or_path', 'base_model_name_or_path'].flatMap((key) => {
    const origin = textIn(config, key)
    return origin !== null && hubId.test(origin) ? [origin] : []
  })
}

/** The address of a model, or of `datasets/owner/name`: the id of what files refer to. */
export function hubUrl(id: string): string {
  return `https://huggingface.co/${id}`
}
