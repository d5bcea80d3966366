// What every command that reads or judges sets up alike: configuration, signals, progress.
import { resolveConfig, type Config, type Flags } from '../config/index.js'
import { installed, reporters } from '../installed.js'
import { optionalReads, type Surroundings } from '../scan.js'
import { exitCodes } from './exit.js'
import { watchProgress, type LiveProgress } from './progress.js'
import { version } from './version.js'

export interface CommandSession {
  config: Readonly<Config>
  around: Surroundings
  progress: LiveProgress
  /** Exit code of a signal that came, or undefined. */
  interrupted(): number | undefined
}

export async function startSession(targets: readonly string[], flags: Flags): Promise<CommandSession> {
  const { connectors, collectors } = await installed()
  const config = await resolveConfig(targets, flags, {
    providers: connectors.map((connector) => connector.id),
    formats: [...(await reporters()).keys()],
    optionalReads: optionalReads([...collectors.values()].flat()),
  }, process.cwd())
  const abort = new AbortController()
  let code: number | undefined
  const stop = (signal: NodeJS.Signals): void => {
    // The second time the user means it.
    if (code !== undefined) process.exit(code)
    code = signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated
    process.stderr.write(`\naispm: ${signal}: reporting what was read so far\n`)
    abort.abort(signal)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const progress = watchProgress(process.stderr, config.verbose)
  const around: Surroundings = {
    env: process.env, now: () => new Date(), random: Math.random, signal: abort.signal, version,
    // The demo and recordings are over before a line could be read.
    ...(!config.demo && config.replay === undefined && { watch: progress }),
  }
  return { config, around, progress, interrupted: () => code }
}
