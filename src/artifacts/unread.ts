// What could not be read of a file, and why: it hides whatever a reader might have found there.

/**
 * `malformed` and `truncated`: the bytes break the format. `encrypted`: no key. `unsupported`: no decoder for it.
 * `limit`: it costs too much. `unreadable`: the bytes cannot be had.
 */
export type UnreadReason = 'malformed' | 'truncated' | 'encrypted' | 'unsupported' | 'limit' | 'unreadable'

export interface Unread {
  reason: UnreadReason
  /** One clause, such as `more than 100000 members`. */
  what: string
  /** Path within the file, such as `archive/data.pkl`; empty for the file itself. */
  member: string
  /** Byte in that member where reading stopped, where known. */
  offset?: number
}

/** Ends the reading of one member or file; what was found before it stands. */
export class Stopped extends Error {
  constructor(readonly reason: UnreadReason, readonly what: string, readonly offset?: number) {
    super(what)
    this.name = 'Stopped'
  }

  at(member: string): Unread {
    return { reason: this.reason, what: this.what, member, ...(this.offset !== undefined && { offset: this.offset }) }
  }
}

/** Runs one part of a reading: what stops it is kept with the rest of what could not be read. A bug is no such thing. */
export async function orUnread<T>(unread: Unread[], member: string, part: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await part()
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    unread.push(error.at(member))
    return undefined
  }
}
