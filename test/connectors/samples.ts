// Real and published AWS answers that lie beside the repository, unwrapped into what the SDK hands to a mapper.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../shared/data/api-samples/', import.meta.url))

/** Without them the tests that need them are skipped, and say so by name. */
export const samplesPresent = existsSync(root)

export interface Sample {
  file: string
  /** Set when the provider refused. */
  error?: string
  data: Record<string, unknown>
}

/** All samples of one operation: recorded ones by its name, hand-written ones by its name in kebab case. */
export function samples(service: string, operation: string, provider = 'aws'): Sample[] {
  if (!samplesPresent) return []
  const folder = `${root}${provider}/${service}/`
  const kebab = operation.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()
  const wanted = (file: string): boolean =>
    file.startsWith(`${operation}__`) || file === `fixture__${kebab}.json` || file.startsWith(`fixture__${kebab}__`)
  return readdirSync(folder).filter(wanted).toSorted().map((file) => unwrap(file, JSON.parse(readFileSync(folder + file, 'utf8'), revive)))
}

function unwrap(file: string, body: Record<string, unknown>): Sample {
  if (typeof body.status_code !== 'number') return { file, data: body }
  const data = body.data as Record<string, unknown>
  return body.status_code < 400 ? { file, data } : { file, data, error: (data.Error as { Code: string }).Code }
}

/** Recorded times are objects, hand-written ones are text: the SDK gives a Date for either. */
function revive(key: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && '__class__' in value) {
    const t = value as unknown as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'microsecond', number>
    return new Date(Date.UTC(t.year, t.month - 1, t.day, t.hour, t.minute, t.second, Math.floor(t.microsecond / 1000)))
  }
  const isTime = typeof value === 'string' && /(?:Date|At|Time|LastUsed)$/.test(key) && /^\d{4}-\d\d-\d\dT/.test(value)
  return isTime ? new Date(value) : value
}
