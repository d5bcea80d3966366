// All files of a root, read once and shared by the collectors of every format.
import { weightTypes } from '../../artifacts/repo/weights.js'
import type { FilesRead } from '../kit/artifact-collectors.js'
import { sharedRead, type Answer, type GapMark } from '../kit/collector.js'
import { digest, read } from './calls.js'

export const files = sharedRead({
  id: 'files.read', per: 'account', calls: { read, digest },
  async load({ call }): Promise<Answer<FilesRead>> {
    const all: FilesRead = { found: [], unreadable: [] }
    for (let token: string | undefined, more = true; more; more = token !== undefined) {
      const stretch = await call.read.page(token === undefined ? {} : { token })
      if (!stretch.ok) return { ok: true, value: { ...all, cut: stretch.gap } }
      all.found = [...all.found, ...stretch.value.found]
      all.unreadable = [...all.unreadable, ...stretch.value.unreadable]
      token = stretch.value.next
    }
    const unhashed = new Map<string, GapMark>()
    for (const one of all.found) {
      if (one.props === null || one.props['sha256'] !== undefined || one.path.includes('!/') || !weightTypes.has(one.type)) continue
      const answer = await call.digest({ path: one.path })
      if (answer.ok) one.props['sha256'] = answer.value
      else unhashed.set(one.path, answer.gap)
    }
    return { ok: true, value: { ...all, unhashed } }
  },
})

/** Ids of files are their paths from the root. */
export function idOf(path: string): string {
  return `local:${path}`
}
