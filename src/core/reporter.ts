// The contract of a report format.
import type { Writable } from 'node:stream'
import type { ReportSource } from './report.js'

export interface RenderOptions {
  /** Colour level of the sink: 0 none, 1 basic, 2 256, 3 truecolor. */
  color: 0 | 1 | 2 | 3
  /** Columns of the sink; undefined when it is not a terminal. */
  width?: number
  /** Show every finding in full, or each in one line. */
  detail?: 'full' | 'concise'
  /** SARIF: list unknown verdicts as open results too. */
  sarifUnknown?: boolean
}

export interface Reporter {
  /** The word after `-o`. */
  id: string
  /** One line for `--help`. */
  summary: string
  /** File extension without a dot. */
  extension: string
  /** Lists what there is, and not only what was found: everything is collected for it, whatever the rules read. */
  listsAll?: true
  render(source: ReportSource, out: Writable, options: RenderOptions): Promise<void>
}
