// `aispm scan`: read, judge, report, and say by the exit code how it went.
import type { Flags } from '../../config/index.js'
import { unheeded } from '../../config/folders.js'
import type { RenderOptions } from '../../core/index.js'
import { reporters } from '../../installed.js'
import { scan } from '../../scan.js'
import { colorLevel } from '../color.js'
import { scanExit } from '../exit.js'
import { tell } from '../inert.js'
import { openSinks, writeAll } from '../outputs.js'
import { startSession } from '../session.js'

export default async function scanCommand(targets: string[], flags: Flags & { plan?: boolean; color: string }): Promise<void> {
  if (flags.plan === true) return (await import('./plan.js')).default(targets, flags)
  const { config, around, progress, interrupted } = await startSession(targets, flags)
  const formats = await reporters()
  const sinks = await openSinks(config.outputs)
  const { report, failing, faults, empty } = await scan(config, around).finally(() => progress.end())
  progress.sum()
  process.exitCode = interrupted() ?? scanExit(config, { findings: failing, coverage: report.coverage.ratio, faults: faults.length, empty: empty !== undefined })
  try {
    await writeAll(sinks, async ({ format, file }, out) => {
      const options: RenderOptions = {
        color: file === undefined ? colorLevel(flags.color, process.env, process.stdout) : 0,
        sarifUnknown: config.sarifUnknown,
        ...(config.detail !== undefined && { detail: config.detail }),
        ...(file === undefined && process.stdout.columns !== undefined && { width: process.stdout.columns }),
      }
      await formats.get(format)?.render(report, out, options)
    })
  } finally {
    // A report that could not be written makes none of these less true.
    if (!config.quiet) {
      const ignored = unheeded(config.scopes['local'] ?? [], config.triage.directories, process.cwd())
      for (const file of ignored) tell(`aispm: ${file} is not heeded: name its folder under directories in the main aispm.yaml`)
    }
    for (const fault of faults) tell(`aispm: a bug of ours: ${fault}`)
    if (empty !== undefined) tell(`aispm: ${empty}`)
    if (report.coverage.ratio < config.minCoverage) tell(`aispm: ${percent(report.coverage.ratio)} could be judged, and --min-coverage asks for ${percent(config.minCoverage)}`)
  }
}

// Rounded down: 100 % must mean all of it.
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`
}
