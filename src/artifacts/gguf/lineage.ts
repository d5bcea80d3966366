// Where a GGUF file says it comes from: licence, author, source, base models, datasets.
import { shown } from '../sign.js'
import type { Value } from './values.js'

export interface Origin {
  name: string
  organization: string | null
  url: string | null
}

const most = 50
const member = /^general\.(base_model|dataset)\.(\d{1,3})\.(name|organization|repo_url|url)$/
const plain: ReadonlySet<string> = new Set([
  'general.architecture', 'general.name', 'general.basename', 'general.type', 'general.version', 'general.size_label', 'general.file_type',
  'general.alignment',
  'general.quantization_version', 'general.quantized_by', 'general.author', 'general.organization', 'general.license', 'general.license.name',
  'general.url', 'general.repo_url', 'general.source.url', 'general.source.repo_url', 'general.source.huggingface.repository',
  'general.datasets',
  'tokenizer.ggml.model', 'tokenizer.ggml.pre', 'tokenizer.chat_templates', 'split.no', 'split.count', 'adapter.type',
])

/** The keys that are worth keeping; all others are walked over. */
export function isWanted(key: string): boolean {
  return plain.has(key) || member.test(key) || key.endsWith('.context_length') || key === 'tokenizer.chat_template' || key.startsWith('tokenizer.chat_template.')
}

export function textOf(kept: ReadonlyMap<string, Value>, key: string): string | null {
  const value = kept.get(key)
  return typeof value === 'string' && value.trim() !== '' ? shown(value) : null
}

export function numberOf(kept: ReadonlyMap<string, Value>, key: string): number | null {
  const value = kept.get(key)
  if (typeof value === 'bigint') return value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** The numbered entries, and the bare names that older writers left. */
export function originsOf(kept: ReadonlyMap<string, Value>, what: 'base_model' | 'dataset'): Origin[] {
  const numbered = new Map<number, Map<string, string>>()
  for (const key of kept.keys()) {
    const [, kind, number = '', field = ''] = member.exec(key) ?? []
    const text = textOf(kept, key)
    if (kind !== what || text === null) continue
    const one = numbered.get(Number(number)) ?? new Map<string, string>()
    numbered.set(Number(number), one.set(field, text))
  }
  const origins = [...numbered].toSorted(([a], [b]) => a - b).map(([, fields]) => {
    const url = fields.get('repo_url') ?? fields.get('url') ?? null
    return { name: fields.get('name') ?? url ?? '', organization: fields.get('organization') ?? null, url }
  })
  const list = what === 'dataset' ? kept.get('general.datasets') : undefined
  const bare = Array.isArray(list) ? list.map((name) => ({ name: shown(String(name)), organization: null, url: null })) : []
  return [...origins, ...bare].slice(0, most)
}
