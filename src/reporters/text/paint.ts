// The colours of the terminal report: few, and never the only carrier of a meaning.
import { Chalk } from 'chalk'
import type { RenderOptions, Severity } from '../../core/index.js'

type Brush = (text: string) => string

export interface Paint {
  severity: Record<Severity, Brush>
  /** Rule ids and headings. */
  strong: Brush
  /** What may be skipped at first reading. */
  faint: Brush
  /** What could not be judged: as loud as a finding. */
  blind: Brush
  /** What to type. */
  command: Brush
}

export function paintOf(color: RenderOptions['color']): Paint {
  const chalk = new Chalk({ level: color })
  return {
    severity: { critical: chalk.bold.red, high: chalk.red, medium: chalk.yellow, low: chalk.blue },
    strong: chalk.bold,
    faint: chalk.dim,
    blind: chalk.bold.magenta,
    command: chalk.cyan,
  }
}
