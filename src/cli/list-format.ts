// The `-o` of commands that print one thing: text or json, to standard output.
import { nearest, UsageError } from '../core/index.js'

export type ListFormat = 'text' | 'json'

export function listFormat(output: readonly string[] | undefined): ListFormat {
  return oneFormat(output, ['text', 'json'])
}

/** One of these words, the first of them where none is given. */
export function oneFormat<W extends string>(output: readonly string[] | undefined, words: readonly [W, ...W[]]): W {
  const [format, another] = [...new Set(output)]
  if (format === undefined) return words[0]
  if (another !== undefined) throw new UsageError(`-o ${format} and -o ${another}: this command prints one of them, to standard output`)
  const found = words.find((word) => word === format)
  if (found !== undefined) return found
  const [word = '', file] = format.split('=')
  if (file !== undefined && words.some((one) => one === word)) throw new UsageError(`-o ${format}: this command writes no files`, `-o ${word} > ${file}`)
  const meant = nearest(word, words)
  const last = words.at(-1) ?? ''
  throw new UsageError(`-o ${format}: this command prints ${words.slice(0, -1).join(', ')} or ${last}`, meant === undefined ? undefined : `did you mean ${meant}?`)
}
