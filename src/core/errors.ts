// Errors meant for people. Anything else that is thrown is our bug.

/** The user asked for something that cannot be done as asked: exit 2. */
export class UsageError extends Error {
  constructor(message: string, readonly hint?: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** Nothing useful could be collected: exit 3. */
export class ScanError extends Error {
  constructor(message: string, readonly hint?: string) {
    super(message)
    this.name = 'ScanError'
  }
}

/** What was found could not be written where it was wanted: exit 4. */
export class OutputError extends Error {
  constructor(message: string, readonly hint?: string) {
    super(message)
    this.name = 'OutputError'
  }
}
