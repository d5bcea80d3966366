// Variables in place of flags: which, what comes first, and how their mistakes are told.
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { variablesOf } from '../../src/cli/environment.js'
import { buildProgram } from '../../src/cli/program.js'
import { aispm, folder, type Ended } from './run.js'

const cwd = folder()
/** A pickle that runs a command when it is loaded. */
writeFileSync(join(cwd, 'orchard.pkl'), "cos\nsystem\n(S'id'\ntR.")
beforeAll(() => aispm(['inventory', '.', '-o', 'inventory=account.jsonl'], { cwd }))
const scan = (args: string[], env: NodeJS.ProcessEnv, at = cwd): Promise<Ended> => aispm(['scan', '--inventory', 'account.jsonl', ...args], { cwd: at, env })

describe('a variable', () => {
  it('stands for every flag of a scan that has a value', () => {
    const command = buildProgram().commands.find((one) => one.name() === 'scan')
    expect(command).toBeDefined()
    const valued = command?.options.filter((option) => option.required && !option.hidden) ?? []
    expect(valued.length).toBeGreaterThan(15)
    const variables = command === undefined ? [] : variablesOf(command)
    expect(variables).toEqual(expect.arrayContaining(['AISPM_FAIL_ON', 'AISPM_RULES', 'AISPM_OUTPUT', 'AISPM_CONFIG', 'AISPM_BASELINE', 'AISPM_REDACT', 'AISPM_QUIET', 'AISPM_ROLE_ARN']))
    expect(variables.length).toBe(valued.length + 4)
  })

  it('does what the flag does', async () => {
    expect((await scan([], { AISPM_FAIL_ON: 'never' })).status).toBe(0)
    const { stdout } = await scan([], { AISPM_FAIL_ON: 'never', AISPM_OUTPUT: 'json', AISPM_RULES: 'model-pickle-dangerous-call, artifact-signature-missing' })
    expect((JSON.parse(stdout) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule)).toEqual(['model-pickle-dangerous-call', 'artifact-signature-missing'])
  })

  it('comes after the flag and before the file', async () => {
    const own = folder()
    copyFileSync(join(cwd, 'account.jsonl'), join(own, 'account.jsonl'))
    writeFileSync(join(own, 'aispm.yaml'), 'failOn: never\n')
    expect((await scan([], {}, own)).status).toBe(0)
    expect((await scan([], { AISPM_FAIL_ON: 'high' }, own)).status).toBe(1)
    expect((await scan(['--fail-on', 'never'], { AISPM_FAIL_ON: 'high' }, own)).status).toBe(0)
  })

  it('that is empty is not set', async () => {
    expect(await scan(['--fail-on', 'never'], { AISPM_RULES: '', AISPM_BASELINE: ' ' })).toMatchObject({ status: 0, stderr: '' })
  })

  it('of a switch takes true and false', async () => {
    expect((await scan(['--fail-on', 'never', '-o', 'json'], { AISPM_QUIET: '0' })).stderr).toBe('')
    expect(await scan([], { AISPM_QUIET: 'perhaps' })).toEqual({ status: 2, stdout: '', stderr: 'aispm: AISPM_QUIET takes true or false, not "perhaps"; nothing was scanned\n' })
  })

  it('is for the scan alone where other commands mean something else by the flag', async () => {
    expect(await aispm(['rules', '--rules', 'aws-s3-*'], { cwd, env: { AISPM_OUTPUT: 'sarif=x.sarif' } })).toMatchObject({ status: 0, stderr: '' })
  })
})

describe('a mistake', () => {
  it.each<[NodeJS.ProcessEnv, string]>([
    [{ AISPM_FAIL_ON: 'hgih' }, 'AISPM_FAIL_ON hgih: there is no such severity; nothing was scanned'],
    [{ AISPM_MIN_COVERAGE: '7' }, 'AISPM_MIN_COVERAGE takes a number from 0 to 1, not "7"; nothing was scanned'],
    [{ AISPM_OUTPUT: 'jsno' }, 'AISPM_OUTPUT jsno: there is no such format; nothing was scanned'],
    [{ AISPM_RULES: 'aws-nonsense' }, 'AISPM_RULES: no rule matches "aws-nonsense" — nothing was scanned'],
    [{ AISPM_REGION: 'us-east-1' }, '--inventory and AISPM_REGION do not go together: a saved inventory is taken as it is, and nothing is read; nothing was judged'],
    [{ AISPM_CONFIG: 'nowhere.yaml' }, 'AISPM_CONFIG: there is no configuration file nowhere.yaml; nothing was scanned'],
    [{ AISPM_WITH: ',' }, 'AISPM_WITH was given no word; nothing was scanned'],
    [{ AISPM_COLOR: 'blue' }, 'AISPM_COLOR takes auto, always or never, not "blue"'],
  ])('%j names the variable', async (env, what) => {
    const { status, stdout, stderr } = await scan([], env)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr.split('\n')[0]).toBe(`aispm: ${what}`)
  })

  it('of a flag that was given stays with the flag', async () => {
    expect((await scan(['--fail-on', 'hgih'], { AISPM_FAIL_ON: 'high' })).stderr).toMatch(/^aispm: --fail-on hgih/)
  })

  it('in the name is told with the nearest, and hinders nothing', async () => {
    const said = 'aispm: the variable AISPM_REGOIN is none of ours, and has no effect\ndid you mean AISPM_REGION?\n'
    expect(await scan(['--fail-on', 'never'], { AISPM_REGOIN: 'x' })).toMatchObject({ status: 0, stderr: said })
    expect(await scan(['--fail-on', 'never', '--quiet'], { AISPM_REGOIN: 'x' })).toMatchObject({ status: 0, stderr: '' })
  })
})
