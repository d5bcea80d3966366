// What every command that reads or judges sets up alike: configuration, signals, progress.
import { resolveConfig, type Config, type Flags } from '../config/index.js'
import { providerIds } from '../connectors/kit/discover.js'
import { installed, reporters } from '../installed.js'
import { optionalReads, type Surroundings } from '../scan.js'
import { keepHeapSmall } from './heap.js'
import { tell } from './inert.js'
import { redactKey } from './redact-key.js'
import { watchProgress, type LiveProgress } from './progress.js'
import { interruption, onInterruption } from './signals.js'
import { version } from './version.js'

export interface CommandSession {
  config: Readonly<Config>
  around: Surroundings
  progress: LiveProgress
  /** Exit code of a signal that came, or undefined. */
  interrupted: () => number | undefined
}

/** `formats`: what `-o` takes; all report formats unless said otherwise. */
export async function startSession(targets: readonly string[], flags: Flags, formats?: readonly string[]): Promise<CommandSession> {
  const config = await resolveConfig(targets, flags, {
    providers: await providerIds(),
    formats: formats ?? [...(await reporters()).keys()],
    optionalReads: async () => optionalReads([...(await installed()).collectors.values()].flat()),
  }, process.cwd())
  // Files come and go by the thousand: there, most of the time would go into looking for garbage.
  if (config.providers.some((provider) => provider !== 'local') || config.providers.length === 0) keepHeapSmall()
  const redact = config.redact ? await redactKey(process.env) : undefined
  if (redact?.warning !== undefined && !config.quiet) tell(`aispm: ${redact.warning}`)
  const progress = watchProgress(process.stderr, config)
  const signal = onInterruption((line) => progress.say(line))
  const around: Surroundings = {
    ...(redact !== undefined && { redactKey: redact.key }),
    env: process.env, now: () => new Date(), random: Math.random, signal, version,
    // The demo and recordings are over before a line could be read.
    ...(!config.demo && config.replay === undefined && { watch: progress }),
  }
  return { config, around, progress, interrupted: interruption }
}
