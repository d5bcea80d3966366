// The `-o` of commands that print one list: text or json, to standard output.
import { nearest, UsageError } from '../core/index.js'

export type ListFormat = 'text' | 'json'

export function listFormat(output: readonly string[] | undefined): ListFormat {
  const format = output?.at(-1) ?? 'text'
  if (format === 'text' || format === 'json') return format
  const meant = nearest(format, ['text', 'json'])
  throw new UsageError(`-o ${format}: this command prints text or json`, meant === undefined ? undefined : `did you mean ${meant}?`)
}
