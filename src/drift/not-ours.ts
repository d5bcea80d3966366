// A file that may be a good one, and is none to compare with.

export class NotOurs extends Error {
  constructor(message: string, readonly hint?: string) {
    super(message)
  }
}

export function redacted(): NotOurs {
  return new NotOurs('is redacted: its names and fingerprints are pseudonyms, so nothing can be compared with it', 'keep a report without --redact to compare with')
}
