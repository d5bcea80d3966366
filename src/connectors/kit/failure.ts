// What can go wrong with a read, in the few classes that the kit acts upon.

/**
 * - `throttled`, `transient`: retried.
 * - `denied`, `unsupported`, `invalid-answer`, `timeout`, `error`: become gaps.
 * - `gone`: the item vanished since it was listed.
 * - `not-enabled`, `not-offered`: facts about the scope, no gap.
 * - `credentials`: lost for good; the whole scan stops asking.
 */
export type FailureClass =
  | 'throttled' | 'transient' | 'denied' | 'unsupported' | 'invalid-answer' | 'timeout' | 'error'
  | 'gone' | 'not-enabled' | 'not-offered' | 'credentials' | 'stale-token'

export interface Failure {
  class: FailureClass
  /** The provider's error code, or `http:404`. */
  code: string
  status?: number
  /** Headers of the answer, lower case, where there was one. */
  headers?: Record<string, string>
  /** One line for people, without request ids. */
  message: string
  /** Milliseconds the provider asked us to wait. */
  retryAfter?: number
}

/** Thrown by a call whose item no longer exists; `each` counts it and goes on. */
export class Vanished extends Error {
  constructor(readonly code: string) {
    super(`vanished: ${code}`)
    this.name = 'Vanished'
  }
}
