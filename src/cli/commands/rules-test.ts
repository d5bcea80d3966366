// `aispm rules test`: the examples of one's own rules, judged.
import { readConfigFile } from '../../config/file.js'
import { UsageError } from '../../core/index.js'
import { exitCodes } from '../exit.js'
import { oneFormat } from '../list-format.js'
import { pageOf } from '../page.js'
import { print } from '../print.js'
import { testRules } from '../rule-tests.js'
import { testJunit, testText } from '../rule-tests-text.js'

interface Flags {
  config?: string
  output?: string[]
  color: string
}

export default async function testCommand(folders: readonly string[], flags: Flags): Promise<void> {
  const format = oneFormat(flags.output, ['text', 'json', 'junit'])
  const named = folders.length > 0 ? folders : (await readConfigFile(flags.config, process.cwd())).ruleDirs
  if (named.length === 0) throw new UsageError('no folder was named, and aispm.yaml has no ruleDirs; nothing was judged', 'aispm rules test rules')
  const tests = await testRules(named)
  if (tests.some(({ problem }) => problem !== undefined)) process.exitCode = exitCodes.findings
  await print(format === 'json' ? `${JSON.stringify(tests, null, 2)}\n` : format === 'junit' ? testJunit(tests) : testText(tests, pageOf(flags.color)))
}
