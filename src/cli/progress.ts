// Progress on standard error: one live line per scope on a terminal, plain lines elsewhere.
import { count, scopeId, type Scope } from '../core/index.js'
import type { Progress } from '../connectors/kit/collect.js'
import { inert } from './inert.js'

/** Milliseconds between two drawings: often enough to look alive, seldom enough to cost nothing. */
const redrawEvery = 100
/** Rows left to what stood on the screen before. */
const rowsLeft = 2

export interface LiveProgress extends Progress {
  /** Tells a line beside the live ones. */
  say(line: string): void
  /** Wipes the live lines for good, so that whatever comes next starts on a clean screen. */
  end(): void
  /** Sums up; not for a scan that failed, which says itself what went wrong. */
  sum(): void
}

/** What progress needs of standard error. */
export interface Screen {
  isTTY?: boolean
  columns?: number
  rows?: number
  write(text: string): unknown
}

/** `quiet`: nothing but bugs is told. */
export function watchProgress(screen: Screen, { verbose = false, quiet = false }: { verbose?: boolean; quiet?: boolean }, clock: () => number = () => performance.now()): LiveProgress {
  const calls = new Map<string, number>()
  const skipped: string[] = []
  let assets = 0
  let drawn = 0
  let last = -Infinity
  let over = false
  const live = screen.isTTY === true && !quiet
  const wiped = (): string => {
    const up = drawn === 0 ? '' : `\u001B[${drawn}A\u001B[0J`
    drawn = 0
    return up
  }
  const draw = (): void => {
    const lines = liveLines(calls, assets, screen.columns ?? 80, (screen.rows ?? 24) - rowsLeft)
    // In one piece: a terminal that draws between two would flicker.
    const text = wiped() + lines.map((line) => `${line}\n`).join('')
    screen.write(text)
    drawn = lines.length
  }
  const write = (line: string): void => void screen.write(`${wiped()}${inert(line)}\n`)
  const say = (line: string): void => void (quiet || write(line))
  return {
    say,
    scope(scope: Scope, made: number, found: number) {
      const id = scopeId(scope)
      assets = found
      if (!live && !calls.has(id)) say(`aispm: reading ${id}`)
      calls.set(id, made)
      if (!live || over || clock() - last < redrawEvery) return
      last = clock()
      draw()
    },
    skipped: (provider, why, hint) => void skipped.push(`aispm: ${provider} was not scanned: ${why}\ntry: ${hint}`),
    bug(error: unknown, where: string) {
      const text = error instanceof Error ? (verbose ? error.stack ?? error.message : error.message) : String(error)
      write(`aispm: a bug of ours in ${where}: ${text}`)
    },
    end() {
      over = true
      if (live) screen.write(wiped())
    },
    sum() {
      if (!live && calls.size > 0) say(`aispm: read ${count(assets, 'asset')} with ${count(total(calls), 'call')}`)
      for (const line of skipped) say(line)
    },
  }
}

/** The busiest scopes in their order, as many as fit, and the sum; no line wider than the screen, or wiping would miss. */
function liveLines(calls: ReadonlyMap<string, number>, assets: number, columns: number, rows: number): string[] {
  const room = Math.max(1, rows - 1)
  const shown = [...calls].toSorted(([, a], [, b]) => b - a).slice(0, room).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const width = Math.max(0, ...shown.map(([scope]) => scope.length))
  const more = calls.size > shown.length ? ` in ${count(calls.size, 'scope')}` : ''
  const lines = [...shown.map(([scope, made]) => `  ${scope.padEnd(width)}  ${String(made).padStart(6)} calls`), `  ${count(assets, 'asset')}, ${count(total(calls), 'call')}${more}`]
  return lines.map((line) => inert(line).slice(0, columns - 1))
}

function total(calls: ReadonlyMap<string, number>): number {
  return [...calls.values()].reduce((sum, made) => sum + made, 0)
}
