// The key of pseudonyms: without one kept somewhere, the same name would be another word in the next report.
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { UsageError } from '../core/index.js'

const shortest = 16

export interface RedactKey {
  key: string
  /** Set when the key is lost with this run: what the user should know. */
  warning?: string
}

/** AISPM_REDACT_KEY, else the one of this user's state folder, which is made at first need; else one for this run only. */
export async function redactKey(env: NodeJS.ProcessEnv): Promise<RedactKey> {
  const given = env['AISPM_REDACT_KEY']
  if (given !== undefined && given !== '') {
    if (given.length < shortest) throw new UsageError(`AISPM_REDACT_KEY is shorter than ${shortest} characters, and could be guessed; nothing was scanned`, 'export AISPM_REDACT_KEY="$(openssl rand -hex 32)"')
    return { key: given }
  }
  const file = join(env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'aispm', 'redact.key')
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (kept.trim().length >= shortest) return { key: kept.trim() }
  const key = randomBytes(32).toString('hex')
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(file, `${key}\n`, { mode: 0o600, flag: 'wx' })
    return { key }
  } catch (error) {
    // Another run may have been quicker.
    const theirs = await readFile(file, 'utf8').catch(() => '')
    if (theirs.trim().length >= shortest) return { key: theirs.trim() }
    const why = error instanceof Error ? error.message : String(error)
    return { key, warning: `pseudonyms are of this run only, because their key could not be kept (${why}); AISPM_REDACT_KEY sets one` }
  }
}
