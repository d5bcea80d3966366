// What every shell is told in the same words: patterns of its case, and what each answers.
import { encoded, type Place, type Value } from './tree.js'

export interface Cases {
  /** Flags that are followed by a value, as one pattern. */
  takers: string
  commands: string
  flags: string
  values: string
  args: string
}

/** Arguments are counted up to here; what comes later is like the last. */
const mostArguments = 3

export function cases(places: readonly Place[]): Cases {
  const flags = places.flatMap((place) => place.flags.map((flag) => ({ place, flag })))
  const takers = new Set(flags.flatMap(({ flag }) => (flag.takes === undefined ? [] : names(flag))))
  return {
    takers: [...takers].join('|'),
    commands: lines(places.flatMap(({ path, commands }) => (commands.length === 0 ? [] : [[quote(path), commands.map(({ name }) => name).join(' ')] as const]))),
    flags: lines(places.map((place) => [quote(place.path), place.flags.flatMap((flag) => flag.long).join(' ')] as const)),
    values: lines(flags.flatMap(({ place, flag }) => (flag.takes === undefined || flag.takes.kind === 'text' ? [] : [[names(flag).map((name) => quote(`${place.path} ${name}`)).join('|'), encoded(flag.takes)] as const]))),
    args: lines(places.flatMap(({ path, args }) => argumentsOf(args).map(([n, value]) => [quote(`${path} ${n}`), encoded(value)] as const))),
  }
}

function names(flag: { long: string; short: string | undefined }): string[] {
  return [flag.long, ...(flag.short === undefined ? [] : [flag.short])]
}

function argumentsOf(args: Place['args']): [n: number, value: Value][] {
  const all = args.flatMap(({ takes, variadic }, i): [number, Value][] => (variadic ? Array.from({ length: mostArguments - i }, (_, more): [number, Value] => [i + more, takes]) : [[i, takes]]))
  return all.filter(([, value]) => value.kind !== 'text')
}

/** One line an answer; patterns of the same answer share it. */
function lines(rows: readonly (readonly [pattern: string, answer: string])[]): string {
  const patterns = new Map<string, string[]>()
  for (const [pattern, answer] of rows) patterns.set(answer, [...(patterns.get(answer) ?? []), pattern])
  return [...patterns].map(([answer, list]) => `  ${list.join('|')}) REPLY=${quote(answer)};;`).join('\n')
}

/** For a shell, whatever the text holds. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
