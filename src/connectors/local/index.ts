// Folders and files: models, datasets, notebooks and the code beside them, read byte by byte and never loaded.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { trustOf } from '../../artifacts/signature/trust.js'
import { UsageError } from '../../core/index.js'
import type { Connector, Missing, Session } from '../kit/connector.js'
import { read } from './calls.js'
import { localCollectors } from './collectors.js'
import { whyUnread } from '../kit/file-bytes.js'
import { allFormats } from '../kit/formats.js'
import { rootsOf } from './roots.js'
import { LocalSession } from './session.js'

const local: Connector = {
  id: 'local',
  summary: 'folders and files: models, datasets, notebooks',
  // A disk has none.
  regions: /^$/,
  ids: /^local:/,
  collectors: localCollectors,
  calls: { read },
  takesNoRights: 'it takes no more than the right to open the files',
  leastPrivilege: () => ({}),
  rightsByService: () => ({}),
  async open(settings): Promise<Session | Missing> {
    const [paths, cwd] = settings.replay === undefined ? [settings.scopes, process.cwd()] : await recorded(settings.replay)
    if (paths.length === 0) return { missing: 'no folder was named', hint: 'aispm scan ./models', untraced: true }
    const trust = await trustOf(settings.signers ?? [], (path) => pemAt(path))
    return new LocalSession(rootsOf(paths, cwd), allFormats, trust)
  },
}
export default local

async function pemAt(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new UsageError(`trust.signers: ${path} cannot be read: ${whyUnread(error)}; nothing was scanned`)
  }
}

/** Folders that are part of a recording, beside its answers: each a root. */
async function recorded(folder: string): Promise<[string[], string]> {
  const files = join(folder, 'files')
  const names: string[] = await readdir(files).catch(() => [])
  return [names.toSorted((a, b) => (a < b ? -1 : 1)), files]
}
