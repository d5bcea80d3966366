// Content filters as policies write them: one spelling of their names, whatever tool wrote them.
import { bool, listOf, nullable, oneOf, shape, string, type Infer } from '../../../core/shape.js'
import { said, word } from '../names.js'

export interface Filter {
  name?: string | null
  enabled?: boolean | null
  blocking?: boolean | null
  severityThreshold?: string | null
  /** What older api-versions call the threshold. */
  allowedContentLevel?: string | null
  source?: string | null
  action?: string | null
}

const sources = ['prompt', 'completion', 'pretoolcall', 'posttoolcall', 'prerun', 'postrun'] as const
const levels = ['low', 'medium', 'high'] as const

export const filtersShape = listOf(shape({
  /** Lower case, no blanks: `hate`, `sexual`, `violence`, `selfharm`, `jailbreak`, `indirectattack`, `protectedmaterialtext` ... */
  name: string,
  /** What it looks at. */
  source: nullable(oneOf(...sources)),
  enabled: bool,
  /** It stops what it finds; otherwise it only marks it. */
  blocking: bool,
  /** From which severity on it acts; `high` lets the most through. */
  threshold: nullable(oneOf(...levels)),
}))

export function filtersOf(filters: readonly Filter[] | null | undefined): Infer<typeof filtersShape> {
  return (filters ?? []).map(({ name, enabled, blocking, severityThreshold, allowedContentLevel, source, action }) => ({
    name: filterName(name ?? ''), source: oneOfThese(sources, source),
    // An action stands in place of the older switch where a service writes it.
    enabled: enabled === true, blocking: said(action) === null || word(action) === 'none' ? blocking === true : word(action) !== 'annotating',
    threshold: oneOfThese(levels, severityThreshold ?? allowedContentLevel),
  }))
}

export function filterName(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}

function oneOfThese<W extends string>(words: readonly W[], text: string | null | undefined): W | null {
  const given = word(text)
  return words.find((one) => one === given) ?? null
}
