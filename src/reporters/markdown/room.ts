// How much a page may hold: a service that is given more shows nothing at all, so what does not fit is left out and counted.

/** A part of the page with a share of its own. */
export interface Room {
  /** In the measure of the page. */
  size(text: string): number
  most: number
}

/**
 * GitHub shows a job summary of at most 1 MiB a step and GitLab a comment of at most 1,000,000 characters: bytes within the
 * lesser number are within both.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits
 * https://docs.gitlab.com/administration/instance_limits/#size-of-comments-and-descriptions-of-issues-merge-requests-and-epics
 */
export const summaryRoom: Room = { most: 1_000_000, size: (text) => Buffer.byteLength(text) }

/** A comment on GitHub may have 65,536 characters; in these units no way of counting gives more. */
export const commentRoom: Room = { most: 65_536, size: (text) => text.length }

export function share(room: Room, part: number): Room {
  return { ...room, most: Math.floor(room.most * part) }
}

/** As many whole pieces as fit, in their order; the first that does not fit ends it. */
export function fitting(pieces: readonly string[], room: Room, most = Infinity): { kept: string[]; left: number } {
  const kept: string[] = []
  let used = 0
  for (const piece of pieces) {
    used += room.size(piece)
    if (used > room.most || kept.length >= most) break
    kept.push(piece)
  }
  return { kept, left: pieces.length - kept.length }
}
