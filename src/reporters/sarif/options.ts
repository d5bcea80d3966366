// What may be asked of SARIF.
import type { RenderOptions } from '../../core/index.js'

export interface SarifOptions extends RenderOptions {
  /**
   * Write what the user's settings accept as suppressed results. Viewers of SARIF hide them; code scanning takes no notice
   * of suppressions and would open an alert for each (github/codeql-action issue 1230), so they are left out otherwise.
   */
  sarifSuppressed?: boolean
}
