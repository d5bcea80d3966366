// The `-o` of commands that print one thing: text or json, to standard output.
import { nearest, UsageError } from '../core/index.js'

export type ListFormat = 'text' | 'json'

export function listFormat(output: readonly string[] | undefined): ListFormat {
  const [format = 'text', another] = [...new Set(output)]
  if (another !== undefined) throw new UsageError(`-o ${format} and -o ${another}: this command prints one of them, to standard output`)
  if (format === 'text' || format === 'json') return format
  const [word = '', file] = format.split('=')
  if (file !== undefined && (word === 'text' || word === 'json')) throw new UsageError(`-o ${format}: this command writes no files`, `-o ${word} > ${file}`)
  const meant = nearest(word, ['text', 'json'])
  throw new UsageError(`-o ${format}: this command prints text or json`, meant === undefined ? undefined : `did you mean ${meant}?`)
}
