// Progress on standard error: one live line per scope on a terminal, plain lines elsewhere.
import { scopeId, type Scope } from '../core/index.js'
import type { Progress } from '../connectors/kit/collect.js'

const redrawEvery = 100

interface Line {
  calls: number
}

export interface LiveProgress extends Progress {
  /** Wipes the live lines, so that the report starts on a clean screen. */
  done(): void
}

export function watchProgress(stream: NodeJS.WriteStream, verbose: boolean): LiveProgress {
  const lines = new Map<string, Line>()
  let assets = 0
  let drawn = 0
  let last = 0
  const live = stream.isTTY === true
  const wipe = (): void => {
    if (drawn > 0) stream.write(`\u001B[${drawn}A\u001B[0J`)
    drawn = 0
  }
  const draw = (): void => {
    wipe()
    const rows = Math.max(1, (stream.rows ?? 24) - 2)
    const busiest = [...lines].toSorted(([, a], [, b]) => b.calls - a.calls).slice(0, rows - 1)
    for (const [scope, line] of busiest) stream.write(`  ${scope.padEnd(36)} ${String(line.calls).padStart(6)} calls\n`)
    stream.write(`  ${assets} assets\n`)
    drawn = busiest.length + 1
  }
  return {
    scope(scope: Scope, calls: number, found: number) {
      const id = scopeId(scope)
      assets = found
      const line = lines.get(id)
      if (line === undefined) {
        lines.set(id, { calls })
        if (!live) stream.write(`aispm: reading ${id}\n`)
      } else line.calls = calls
      if (live && performance.now() - last > redrawEvery) {
        last = performance.now()
        draw()
      }
    },
    skipped: () => undefined,
    bug(error: unknown, where: string) {
      if (live) wipe()
      const text = error instanceof Error ? (verbose ? error.stack ?? error.message : error.message) : String(error)
      stream.write(`aispm: a bug of ours in ${where}: ${text}\n`)
    },
    done() {
      if (live) wipe()
      else if (lines.size > 0) stream.write(`aispm: read ${assets} assets with ${[...lines.values()].reduce((sum, line) => sum + line.calls, 0)} calls\n`)
    },
  }
}
