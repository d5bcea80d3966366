// What is under way for one account, and when it is over.

/** Counts tasks, which may start others, and tells when none is left. */
export class Tasks {
  running = 0
  private waiting: (() => void)[] = []

  add(task: Promise<void>): void {
    this.running += 1
    void task.finally(() => {
      this.running -= 1
      if (this.running > 0) return
      for (const wake of this.waiting) wake()
      this.waiting = []
    })
  }

  async idle(): Promise<void> {
    while (this.running > 0) await new Promise<void>((resolve) => this.waiting.push(resolve))
  }
}
