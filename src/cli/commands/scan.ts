// `aispm scan`: read, judge, report, and say by the exit code how it went.
import type { Flags, Config } from '../../config/index.js'
import { rank, severities, UsageError, type ReportSource, type RenderOptions } from '../../core/index.js'
import { reporters } from '../../installed.js'
import { scan, type Scan } from '../../scan.js'
import { colorLevel } from '../color.js'
import { exitCodes } from '../exit.js'
import { writeWhole } from '../outputs.js'
import { startSession } from '../session.js'

export default async function scanCommand(targets: string[], flags: Flags & { plan?: boolean; color: string }): Promise<void> {
  if (flags.plan === true) return (await import('./plan.js')).default(targets, flags)
  const { config, around, progress, interrupted } = await startSession(targets, flags)
  const done = await scan(config, around)
  progress.done()
  await write(config, done.report, flags.color)
  for (const fault of done.faults) process.stderr.write(`aispm: a bug of ours: ${fault}\n`)
  if (done.empty !== undefined) process.stderr.write(`aispm: ${done.empty}\n`)
  process.exitCode = interrupted() ?? exitCode(config, done)
}

/** Writes files first: a broken pipe on standard output must not cost them. */
async function write(config: Config, report: ReportSource, color: string): Promise<void> {
  const known = await reporters()
  for (const { format, file } of config.outputs.toSorted((a, b) => Number(a.file === undefined) - Number(b.file === undefined))) {
    const reporter = known.get(format)
    if (reporter === undefined) throw new UsageError(`-o ${format}: there is no such format`)
    const options: RenderOptions = {
      color: file === undefined ? colorLevel(color, process.env, process.stdout) : 0,
      sarifUnknown: config.sarifUnknown,
      ...(config.detail !== undefined && { detail: config.detail }),
      ...(file === undefined && process.stdout.columns !== undefined && { width: process.stdout.columns }),
    }
    if (file === undefined) await reporter.render(report, process.stdout, options)
    else await writeWhole(file, (out) => reporter.render(report, out, options))
  }
}

function exitCode(config: Config, { report, faults, empty }: Scan): number {
  if (faults.length > 0) return exitCodes.bug
  const worst = config.failOn === 'never' ? -1 : rank(severities, config.failOn)
  const failed = severities.some((severity, i) => i <= worst && report.counts.findings[severity] > 0)
  if (failed) return exitCodes.findings
  if (empty !== undefined || report.coverage.ratio < config.minCoverage) return exitCodes.incomplete
  return exitCodes.done
}
