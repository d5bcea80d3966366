// `aispm init`: a first aispm.yaml for what is here, and what to do next.
import { stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { UsageError } from '../../core/index.js'
import { editorLine } from '../editor-line.js'
import { inert } from '../inert.js'
import { lookAt, type CiSystem, type Sight } from '../init/look.js'
import { settingsText, sightLines } from '../init/settings-text.js'
import { writeNew } from '../new-file.js'
import { print } from '../print.js'

interface Flags {
  print?: boolean
  force?: boolean
}

export default async function initCommand(folder = '.', flags: Flags): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory() !== true) throw new UsageError(`${found === undefined ? 'there is no folder' : 'this is no folder:'} ${folder}; nothing was written`)
  const sight = await lookAt(folder, process.env)
  const text = settingsText(sight, editorLine('config', folder))
  if (flags.print === true) return print(text)
  const file = join(folder, 'aispm.yaml')
  await writeNew(file, text, { over: flags.force === true, hint: 'aispm init --print, or --force to write over it' })
  await print(told(file, folder, sight))
}

/** What a CI system shows findings by. */
const reports: Readonly<Record<CiSystem, readonly [name: string, command: string]>> = {
  github: ['GitHub', 'aispm scan -o text -o sarif=aispm.sarif'],
  gitlab: ['GitLab', 'aispm scan -o text -o gitlab=gl-sast-report.json'],
  'azure-devops': ['Azure DevOps', 'aispm scan -o text -o sarif=aispm.sarif -o junit=aispm.xml'],
  jenkins: ['Jenkins', 'aispm scan -o text -o junit=aispm.xml'],
  'pre-commit': ['pre-commit', 'aispm scan . --concise'],
}

function told(file: string, folder: string, sight: Sight): string {
  const found = sightLines(sight)
  const [ci = 'github'] = sight.ci
  const [name, command] = reports[ci]
  const steps: [string, string][] = [
    [found.length === 0 ? 'aispm scan --demo' : 'aispm scan', found.length === 0 ? 'a report of recorded accounts: nothing was found here' : 'what is wrong today'],
    [command, `the same in CI${sight.ci.length === 0 ? '' : ` (${name})`}; see docs/ci.md`],
    ['aispm scan -o json=baseline.json', 'then --baseline baseline.json: only what is new fails'],
  ]
  const wide = Math.max(...steps.map(([step]) => step.length))
  const move = relative('.', folder) === '' ? '' : `  cd ${quoted(folder)}\n`
  return inert(`wrote ${file}\n${found.map((line) => `found ${line}\n`).join('')}\nnext:\n${move}${steps.map(([step, what]) => `  ${step.padEnd(wide)}  ${what}\n`).join('')}`)
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
