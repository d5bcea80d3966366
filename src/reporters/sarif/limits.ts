// What code scanning takes in one upload; a file with more of any is refused whole. (GitHub docs, "SARIF support for code
// scanning" and "SARIF results exceed one or more limits".)

export const mostRuns = 20
/** A run; code scanning shows the 5,000 worst. */
export const mostResults = 25_000
/** A run. */
export const mostRules = 25_000
/** A rule; ten are shown. */
export const mostTags = 20
/** A path: 10,000 are taken, but no more than these are kept. */
export const mostSteps = 1000
/** A file, compressed with gzip as the uploaders do: 10 MB, less what an estimate may be wrong by. */
export const mostBytes = 10_000_000 * 0.95
