// Runs a target on mutants of its seeds: those that bring out an answer of a new kind are spoilt further.
import { Worker } from 'node:worker_threads'
import { mutate, type Mutation } from './mutate.js'
import { judge, type Target } from './oracle.js'
import { Random } from './random.js'

export interface Seed {
  path: string
  data: Uint8Array
}

export interface Crash {
  complaint: string
  data: Uint8Array
  path: string
  /** Number of the case: with target and seed, all that makes it again. */
  at: number
}

export interface Report {
  cases: number
  kinds: number
  slowest: number
  crash: Crash | null
}

/** Mutants that are kept to be spoilt further. */
const mostKept = 300
/** Milliseconds without an answer, after which a case is taken to have no end. */
const hung = 60_000

export async function fuzz(target: Target, seeds: readonly Seed[], how: { seconds: number; seed: string; own?: readonly Mutation[] }): Promise<Report> {
  const report: Report = { cases: 0, kinds: 0, slowest: 0, crash: null }
  const pool = [...seeds]
  const kinds = new Set<string>()
  const clock = new Clock(target.name, how.seed)
  const until = performance.now() + how.seconds * 1000
  try {
    for (let at = 0; at < seeds.length || performance.now() < until; at++) {
      const random = new Random(target.name, how.seed, at)
      const chosen = at < seeds.length ? seeds[at] : pool[random.below(pool.length)]
      if (chosen === undefined) break
      const data = at < seeds.length ? chosen.data : mutate(chosen.data, random, seeds.map((one) => one.data), how.own)
      clock.begin(at)
      const { complaint, answer, time } = await judge(target, data, chosen.path, at < seeds.length || random.chance(8))
      clock.end()
      report.cases++
      report.slowest = Math.max(report.slowest, time)
      if (complaint !== null) {
        report.crash = { complaint, data, path: chosen.path, at }
        break
      }
      const kind = kindOf(answer)
      if (!kinds.has(kind)) {
        kinds.add(kind)
        if (at >= seeds.length && pool.length < mostKept) pool.push({ path: chosen.path, data })
      }
      // Timers and signals get their turn.
      if (at % 256 === 0) await new Promise((resolve) => { setImmediate(resolve) })
    }
  } finally {
    await clock.stop()
  }
  report.kinds = kinds.size
  return report
}

/** What the answer is like, its names and numbers left out. */
function kindOf(answer: unknown): string {
  return (JSON.stringify(answer) ?? '').slice(0, 20_000).replaceAll(/\d+/g, '0').replaceAll(/"(?:[^"\\]|\\.){24,}"/g, '""')
}

/** Says which case has no end: nothing in the same thread could. */
class Clock {
  private readonly shared = new Int32Array(new SharedArrayBuffer(8))
  private readonly worker: Worker

  constructor(target: string, seed: string) {
    const code = `const { workerData: { shared, hung, target, seed } } = require('node:worker_threads')
      let seen = -1, since = Date.now()
      setInterval(() => {
        const at = Atomics.load(shared, 0)
        if (at !== seen || Atomics.load(shared, 1) === 0) { seen = at; since = Date.now() }
        else if (Date.now() - since > hung) { require('node:fs').writeSync(2, 'fuzz: ' + target + ', seed ' + seed + ', case ' + at + ' has no end\\n'); process.kill(process.pid, 'SIGKILL') }
      }, 1000)`
    this.worker = new Worker(code, { eval: true, workerData: { shared: this.shared, hung, target, seed } })
    this.worker.unref()
  }

  begin(at: number): void {
    Atomics.store(this.shared, 0, at)
    Atomics.store(this.shared, 1, 1)
  }

  end(): void {
    Atomics.store(this.shared, 1, 0)
  }

  async stop(): Promise<void> {
    await this.worker.terminate()
  }
}
