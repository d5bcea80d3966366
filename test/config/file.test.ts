// aispm.yaml: what it may say, and how its mistakes are told.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { resolveConfig, type Config, type Flags } from '../../src/config/index.js'
import { nothing, readConfigFile } from '../../src/config/file.js'
import { fileSchema } from '../../src/config/schema.js'
import { UsageError } from '../../src/core/index.js'

const cwd = mkdtempSync(join(tmpdir(), 'aispm-config-'))
afterAll(() => rmSync(cwd, { recursive: true }))
const known = { providers: ['aws'], formats: ['text', 'json'], optionalReads: () => Promise.resolve(['artifacts', 'last-accessed']) }
async function read(yaml: string, flags: Flags = {}, targets: string[] = []): Promise<Readonly<Config>> {
  writeFileSync(join(cwd, 'aispm.yaml'), yaml)
  return resolveConfig(targets, flags, known, cwd)
}
async function complaint(yaml: string): Promise<string> {
  const error: unknown = await read(yaml).then(() => undefined, (thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UsageError)
  return error instanceof UsageError ? error.message : ''
}

describe('a good file', () => {
  it('says what it says, words and lists alike', async () => {
    const config = await read('scope: aws:111122223333\nregions: [us-east-1, eu-west-1]\nrules: all\nruleDirs: rules\nfailOn: critical\nminCoverage: 0.5\nhistory: 30d\nwith: artifacts\nparams: { orchard-rule: { maxAgeDays: 30 } }\ntrust: { accounts: "444455556666" }\n')
    expect(config).toMatchObject({
      providers: ['aws'], scopes: { aws: ['111122223333'] }, regions: ['us-east-1', 'eu-west-1'], rules: ['all'], ruleDirs: ['rules'], failOn: 'critical', minCoverage: 0.5, historyDays: 30, with: ['artifacts'],
      settings: { params: { 'orchard-rule': { maxAgeDays: 30 } }, trust: { accounts: ['444455556666'], hosts: [] } },
    })
  })

  it('gives way to flags', async () => {
    const config = await read('regions: us-east-1\nrules: all\nfailOn: critical\nminCoverage: 0.5\nhistory: 30d\nscope: aws:111122223333\n', { region: ['eu-west-1'], rules: ['recommended'], failOn: 'low', minCoverage: '90%', history: '7d' }, ['aws'])
    expect(config).toMatchObject({ regions: ['eu-west-1'], rules: ['recommended'], failOn: 'low', minCoverage: 0.9, historyDays: 7, scopes: {} })
  })

  it('may be empty, or not there', async () => {
    expect(await read('')).toMatchObject({ rules: ['recommended'], failOn: 'high' })
    expect(nothing).toEqual(fileSchema.parse({}))
  })

  it('means folders as seen from itself', async () => {
    writeFileSync(join(cwd, 'other.yaml'), 'ruleDirs: [rules]\n')
    expect((await readConfigFile(join(cwd, 'other.yaml'), '/')).ruleDirs).toEqual([join(cwd, 'rules')])
  })

  it('is frozen once read', async () => {
    expect(Object.isFrozen(await read(''))).toBe(true)
  })
})

describe('a mistake', () => {
  it.each([
    ['regoins: us-east-1\n', 'aispm.yaml:1:1  unknown key "regoins", did you mean "regions"?'],
    ['rules: all\ntrust:\n  acounts: []\n', 'aispm.yaml:3:3  unknown key "acounts", did you mean "accounts"?'],
    ['colour: blue\n', 'aispm.yaml:1:1  unknown key "colour", expected one of: scope, regions, rules'],
    ['rules: all\nfailOn: hgih\n', 'aispm.yaml:2:1  failOn: must be critical, high, medium, low or never'],
    ['minCoverage: 90\n', 'aispm.yaml:1:1  minCoverage: must be a number from 0 to 1'],
    ['history: 90\n', 'aispm.yaml:1:1  history: '],
    ['trust: { accounts: [444455556666] }\n', 'aispm.yaml:1:21  trust.accounts.0: 444455556666 is read as a number: put it in quotes'],
    ['trust: { accounts: 444455556666 }\n', 'aispm.yaml:1:10  trust.accounts: 444455556666 is read as a number: put it in quotes'],
    ['params: { orchard-rule: { maxAgeDays: null } }\n', 'aispm.yaml:1:27  params.orchard-rule.maxAgeDays: must be a text, a number, true, false or a list of texts'],
    ['rules: [all\n', 'aispm.yaml:2:1  '],
    ['rules: all\nrules: recommended\n', 'aispm.yaml:2:1  '],
    ['- rules\n', 'aispm.yaml:1:1  '],
  ])('%j is told by file, line and column', async (yaml, told) => {
    const message = await complaint(yaml)
    expect(message).toMatch(/^1 mistake in aispm\.yaml; nothing was scanned\n {2}aispm\.yaml:/)
    expect(message).toContain(`\n  ${told}`)
  })

  it('comes with all the others', async () => {
    expect((await complaint('regoins: x\nfailOn: y\nminCoverage: 7\n')).split('\n')).toHaveLength(4)
  })

  it('in a word is told with its place', async () => {
    await expect(read('rules: all\nwith: artefacts\n')).rejects.toThrow('aispm.yaml:2:1  with: artefacts: there is no such optional read')
    await expect(read('rules: all\nscope: awz\n')).rejects.toThrow('aispm.yaml:2:1  unknown target "awz"')
  })

  it('in aliases that grow without bound is no way to fill the memory', async () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...'bcdefgh'.split('').map((key, i) => `${key}: &${key} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i] ?? ''}`).join(', ')}]`), ''].join('\n')
    expect(await complaint(bomb)).toContain('aispm.yaml')
  })

  it('is also a file that is no file', async () => {
    await expect(readConfigFile('.', cwd)).rejects.toThrow(/^\. cannot be read/)
    await expect(readConfigFile('nowhere.yaml', cwd)).rejects.toThrow('there is no configuration file nowhere.yaml; nothing was scanned')
  })
})
