// Runs the SARIF multitool's own binary: its npm shim loses arguments, and its exit code is 0 whatever it finds.
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Log } from 'sarif'

const home = dirname(createRequire(import.meta.url).resolve('@microsoft/sarif-multitool-linux/package.json'))
const nowhere = 'http://127.0.0.1:9'
const binary = join(home, 'Sarif.Multitool')

/** What the multitool has to say about a log, as `RULE level: message`. No result file is an error. */
export async function multitoolSays(sarif: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'aispm-sarif-'))
  try {
    const file = join(folder, 'report.sarif')
    const answer = join(folder, 'answer.sarif')
    writeFileSync(file, sarif)
    // Its install script would set the execute bit; installs without scripts leave it off.
    chmodSync(binary, 0o755)
    await promisify(execFile)(binary, ['validate', file, '--rule-kind', 'Sarif;Ghas', '--level', 'Error;Warning;Note', '--output', answer], {
      // It would fetch every link of the log: a proxy that is not there keeps it offline.
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1', https_proxy: nowhere, http_proxy: nowhere }, maxBuffer: 64 * 1024 * 1024,
    })
    const log: Log = JSON.parse(readFileSync(answer, 'utf8'))
    return log.runs.flatMap((run) => {
      const rules = run.tool.driver.rules ?? []
      const notices = (run.invocations ?? []).flatMap((invocation) => [...(invocation.toolExecutionNotifications ?? []), ...(invocation.toolConfigurationNotifications ?? [])])
      return [
        ...notices.map((notice) => `notification ${notice.level ?? ''}: ${notice.message.text ?? ''}`),
        ...(run.results ?? []).map((result) => {
          const rule = rules[result.ruleIndex ?? -1]
          const said = rule?.messageStrings?.[result.message.id ?? '']?.text ?? result.message.text ?? ''
          const told = said.replace(/\{(\d+)\}/g, (_, i: string) => result.message.arguments?.[Number(i)] ?? '')
          return `${result.ruleId ?? rule?.id ?? '?'} ${result.level ?? 'warning'}: ${told}`
        }),
      ]
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
