// The page a command prints on: its width, and the few brushes of the command line.
import { Chalk } from 'chalk'
import type { Severity } from '../core/index.js'
import { paintOf } from '../reporters/text/paint.js'
import { colorLevel } from './color.js'

type Brush = (text: string) => string

export interface Page {
  /** Columns to keep to; generous when no terminal looks. */
  width: number
  terminal: boolean
  bold: Brush
  dim: Brush
  severity: Record<Severity, Brush>
  /** What could not be judged or told. */
  blind: Brush
  command: Brush
}

const widest = 100
const narrowest = 40

export function pageOf(color: string, stream: NodeJS.WriteStream = process.stdout): Page {
  return makePage(stream.isTTY === true ? stream.columns ?? widest : undefined, colorLevel(color, process.env, stream))
}

export function makePage(columns: number | undefined, color: 0 | 1 | 2 | 3): Page {
  const chalk = new Chalk({ level: color })
  const paint = paintOf(color)
  return {
    width: Math.max(narrowest, Math.min(columns ?? widest, widest)), terminal: columns !== undefined,
    bold: chalk.bold, dim: chalk.dim, severity: paint.severity, blind: paint.blind, command: paint.command,
  }
}
