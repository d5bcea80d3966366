// What is read of a folder, declared like the calls of a cloud.
import type { Found } from '../../artifacts/inspect.js'
import type { Call, ListCall } from '../kit/collector.js'

/** A stretch of the files of a root: what was found in them, and what could not be looked into. */
export interface Stretch {
  found: Found[]
  /** Path and reason. */
  unreadable: { path: string; why: string }[]
  next?: string
}

export const read: ListCall<{ token?: string }, Stretch, Found> = {
  action: 'files:Read', needs: [], per: 'account', items: (stretch) => stretch.found,
  paging: { token: 'token', next: (stretch) => stretch.next },
}

/** Reads every byte of a large file: seconds each. */
export const digest: Call<{ path: string }, string> = { action: 'files:Digest', needs: [], per: 'item', with: 'digests' }
