// `aispm diff`: what changed between two scans, and which verdicts moved.
import type { Flags } from '../../config/index.js'
import { compareFiles } from '../../compare.js'
import { jsonText } from '../../core/json-text.js'
import type { Drift } from '../../core/index.js'
import { pour } from '../../reporters/kit/pour.js'
import { diffMarkdown } from '../diff-markdown.js'
import { diffText } from '../diff-text.js'
import { scanExit } from '../exit.js'
import { tell } from '../inert.js'
import { openSinks, writeAll } from '../outputs.js'
import { pageOf } from '../page.js'
import { startSession } from '../session.js'
import { version } from '../version.js'

const formats = ['text', 'json', 'markdown']

export default async function diffCommand(before: string, after: string, flags: Flags & { color: string }): Promise<void> {
  // As with a saved inventory: nothing is read but what the two files say. Drift is told, and fails nothing unless asked to.
  const { config, around, progress, interrupted } = await startSession([], { ...flags, inventory: before, failOn: flags.failOn ?? 'never' }, formats)
  const sinks = await openSinks(config.outputs)
  const { drift, failing, faults } = await compareFiles(before, after, config, { name: 'aispm', version }, around.now()).finally(() => progress.end())
  process.exitCode = interrupted() ?? scanExit({ failOn: config.failOn, minCoverage: 0 }, { findings: failing, coverage: 1, faults: faults.length, empty: false })
  await writeAll(sinks, ({ format, file }, out) => pour(pieces(drift, format, file === undefined ? flags.color : 'never', config.detail === 'full'), out))
  for (const fault of faults) tell(`aispm: a bug of ours: ${fault}`)
}

function pieces(drift: Drift, format: string, color: string, full: boolean): Iterable<string> {
  if (format === 'json') return jsonPieces(drift)
  return format === 'markdown' ? diffMarkdown(drift, full) : diffText(drift, pageOf(color), full)
}

/** One field a line, and of lists one item a line. */
function* jsonPieces({ verdicts, assets, gaps, places, ...head }: Drift): Generator<string> {
  yield '{\n'
  for (const [key, value] of Object.entries(head)) yield `"${key}": ${jsonText(value)},\n`
  const groups: [string, object | null][] = [['verdicts', verdicts], ['assets', assets], ['gaps', gaps], ['places', places]]
  for (const [i, [name, group]] of groups.entries()) {
    yield group === null ? `"${name}": null` : `"${name}": {`
    for (const [j, [key, list]] of Object.entries(group ?? {}).entries()) yield `${j === 0 ? '\n' : ',\n'}${entry(key, list)}`
    yield `${group === null ? '' : '\n}'}${i < groups.length - 1 ? ',\n' : '\n}\n'}`
  }
}

function entry(key: string, list: unknown): string {
  if (!Array.isArray(list)) return `"${key}": ${jsonText(list)}`
  return list.length === 0 ? `"${key}": []` : `"${key}": [\n${list.map((item) => jsonText(item)).join(',\n')}\n]`
}
