// What stands below the options of every help page: commands that work as they stand, files, variables and exit codes.
import { examples } from './examples.js'

type Row = readonly [term: string, what: string]

/** Exit codes by command; those not named end with 0 when done and 2 for wrong usage, as everything does. */
const exits: Readonly<Record<string, readonly Row[]>> = {
  scan: [
    ['0', 'done, nothing at or above --fail-on'],
    ['1', 'findings at or above --fail-on; with --baseline, new ones'],
    ['2', 'wrong usage, settings or rules; nothing was scanned'],
    ['3', 'incomplete: nothing could be read, or coverage below --min-coverage'],
    ['4', 'a bug of ours, or a report that could not be written; says where'],
    ['130', 'interrupted (143: terminated); the report holds what was read so far'],
  ],
  diff: [
    ['0', 'done, nothing new at or above --fail-on'],
    ['1', 'new findings at or above --fail-on'],
    ['2', 'wrong usage, or a file that is none of ours'],
  ],
  compliance: [
    ['0', 'done, whatever fails: a report, and no gate'],
    ['2', 'wrong usage, settings or rules; nothing was scanned'],
    ['3', 'incomplete: nothing could be read'],
    ['4', 'a bug of ours, or a report that could not be written; says where'],
  ],
  inventory: [
    ['0', 'done'],
    ['2', 'wrong usage or settings; nothing was read'],
    ['3', 'incomplete: nothing could be read'],
    ['4', 'a bug of ours, or a file that could not be written; says where'],
    ['130', 'interrupted (143: terminated); the inventory holds what was read so far'],
  ],
  verify: [
    ['0', 'signed by somebody trusted'],
    ['1', 'not so'],
    ['2', 'wrong usage'],
    ['3', 'cannot be said'],
  ],
  'rules test': [
    ['0', 'every example gets its verdict'],
    ['1', 'one does not'],
    ['2', 'a rule cannot be read, or there is none'],
  ],
  init: [
    ['0', 'written'],
    ['2', 'wrong usage, or there is an aispm.yaml already; nothing was written'],
  ],
}

const files: Readonly<Record<string, readonly Row[]>> = {
  scan: [['aispm.yaml', 'settings, read from the current folder; aispm init writes one']],
  init: [['aispm.yaml', 'what is written']],
  'rules new': [['rules/<id>.yaml', 'what is written, unless --dir or aispm.yaml names a folder']],
}

/** In place of a flag; the one line holds for every command that has the flag. */
const ours: Row = ['AISPM_FAIL_ON=low ...', 'for any flag; flags come first, aispm.yaml last']

const environment: Readonly<Record<string, readonly Row[]>> = {
  scan: [
    ours,
    ['AWS_PROFILE, AWS_REGION ...', "credentials and region, as in AWS's own tools"],
    ['AWS_ENDPOINT_URL', 'another address for AWS, such as an emulator'],
    ['AISPM_REDACT_KEY', 'key for --redact (default: one made and kept)'],
    ['HTTPS_PROXY, NO_PROXY', 'way out through a proxy'],
    ['NODE_EXTRA_CA_CERTS', 'certificates to trust beside the usual ones'],
  ],
  aispm: [ours],
}

/** The end of a command's help page; of `aispm` itself for `aispm`. */
export function afterHelp(command: string): string {
  const parts: [title: string, rows: readonly Row[] | undefined][] = [
    ['Examples', examples[command]], ['Files', files[command]], ['Environment', environment[command]], ['Exit codes', exits[command]],
  ]
  return `\n${parts.flatMap(([title, rows]) => (rows === undefined ? [] : [section(title, rows)])).join('\n')}`
}

/** Every example, for the tests to run. */
export function allExamples(): string[] {
  return Object.values(examples).flatMap((list) => list.map(([command]) => command))
}

function section(title: string, rows: readonly Row[]): string {
  const wide = Math.max(...rows.filter(([, what]) => what !== '').map(([term]) => term.length), 0)
  const lines = rows.map(([term, what]) => (what === '' ? `  ${term}` : `  ${term.padEnd(wide)}  ${what}`))
  return `${title}:\n${lines.join('\n')}\n`
}
