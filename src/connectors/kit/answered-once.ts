// Reads that stand at the root of much: whoever asks the same again gets the answer that is there, or under way.

export class AnsweredOnce {
  private readonly answers = new Map<string, Promise<unknown>>()

  /** `actions`: those whose answers are kept. */
  constructor(private readonly actions: ReadonlySet<string>) {}

  ask(action: string, input: object, exchange: () => Promise<unknown>): Promise<unknown> {
    if (!this.actions.has(action)) return exchange()
    const key = `${action} ${JSON.stringify(input)}`
    let answer = this.answers.get(key)
    if (answer === undefined) {
      this.answers.set(key, (answer = exchange()))
      // What failed is asked again: by whoever retries, or by the next who needs it.
      answer.catch(() => this.answers.delete(key))
    }
    return answer
  }
}
