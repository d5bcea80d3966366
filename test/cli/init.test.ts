// aispm init: what it finds, that it never writes over anything, and that every line it writes holds.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readConfigFile } from '../../src/config/file.js'
import { fileSchema } from '../../src/config/schema.js'
import { checkParams } from '../../src/engine/index.js'
import { allRules } from '../../src/installed.js'
import { aispm, folder } from './run.js'

const fixtures = resolve(import.meta.dirname, '../../fixtures/local')

function estate(): string {
  const cwd = folder()
  for (const name of ['models', 'notebooks', '.git', '.github']) mkdirSync(join(cwd, name))
  writeFileSync(join(cwd, 'models', 'orchard.pkl'), Buffer.from('80049504000000000000008c016194', 'hex'))
  writeFileSync(join(cwd, 'notebooks', 'a.ipynb'), '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
  writeFileSync(join(cwd, 'README.md'), 'Nothing to see.\n')
  return cwd
}

/** What is commented out, with the sign taken away. */
const uncommented = (text: string): string => text.split('\n').filter((line) => !/^# \S/.test(line)).map((line) => line.replace(/^#/, '')).join('\n')

describe('aispm init', () => {
  it('writes what fits, and says what to do next', async () => {
    const cwd = estate()
    const { status, stdout, stderr } = await aispm(['init'], { cwd, env: { AWS_PROFILE: 'orchard', GOOGLE_APPLICATION_CREDENTIALS: 'key.json' } })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toBe([
      'wrote aispm.yaml', 'found credentials for aws (AWS_PROFILE)', 'found credentials for gcp (GOOGLE_APPLICATION_CREDENTIALS)', 'found 1 model file, 1 notebook in ./models, ./notebooks', '', 'next:',
      '  aispm scan                               what is wrong today', '  aispm scan -o text -o sarif=aispm.sarif  the same in CI (GitHub); see docs/ci.md', '  aispm scan -o json=baseline.json         then --baseline baseline.json: only what is new fails', '',
    ].join('\n'))
    expect((await readConfigFile(join(cwd, 'aispm.yaml'), cwd)).scope).toEqual(['aws', 'gcp', './models', './notebooks'])
    expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('writes a file that a scan takes as it is', async () => {
    const cwd = estate()
    await aispm(['init'], { cwd })
    const { status, stderr } = await aispm(['scan', '--fail-on', 'never', '--quiet'], { cwd })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('writes examples that hold when the sign is taken away, one for every key', async () => {
    const cwd = folder()
    const { stdout } = await aispm(['init', '--print'], { cwd })
    expect(existsSync(join(cwd, 'aispm.yaml'))).toBe(false)
    expect(parse(stdout) ?? {}).toEqual({})
    const text = uncommented(stdout)
    expect(Object.keys(parse(text) as object)).toEqual(Object.keys(fileSchema.shape))
    writeFileSync(join(cwd, 'aispm.yaml'), text)
    const file = await readConfigFile(undefined, cwd)
    const rules = await allRules([])
    checkParams(rules, file.params as Parameters<typeof checkParams>[1])
    const ids = new Set(rules.map(({ doc }) => doc.id))
    expect([...file.ignores.flatMap(({ rule }) => rule), ...Object.keys(file.severity)].filter((id) => !ids.has(id))).toEqual([])
    writeFileSync(join(cwd, 'notes.csv'), 'a,b\n1,2\n')
    await aispm(['inventory', '.', '-o', 'inventory=account.jsonl'], { cwd })
    // A folder that the example names is there, as in a house that has one.
    mkdirSync(join(cwd, 'rules'))
    const { status, stderr } = await aispm(['scan', '--inventory', 'account.jsonl', '--fail-on', 'never', '--min-coverage', '0'], { cwd })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it('never writes over anything, unless told to', async () => {
    const cwd = estate()
    writeFileSync(join(cwd, 'aispm.yaml'), 'rules: all\n')
    expect(await aispm(['init'], { cwd })).toEqual({ status: 2, stdout: '', stderr: 'aispm: aispm.yaml is there already; nothing was written\ntry: aispm init --print, or --force to write over it\n' })
    expect(readFileSync(join(cwd, 'aispm.yaml'), 'utf8')).toBe('rules: all\n')
    expect((await aispm(['init', '--force'], { cwd })).status).toBe(0)
    expect(readFileSync(join(cwd, 'aispm.yaml'), 'utf8')).toContain('scope:\n  - ./models\n')
    expect(statSync(join(cwd, 'aispm.yaml')).isFile()).toBe(true)
  })

  it('points editors at the schema of the package that is installed there, and at none elsewhere', async () => {
    const cwd = estate()
    expect((await aispm(['init', '--print'], { cwd })).stdout).not.toContain('yaml-language-server')
    const schemas = join(cwd, 'node_modules', 'aispm', 'dist', 'schemas')
    mkdirSync(schemas, { recursive: true })
    writeFileSync(join(schemas, 'config.schema.json'), '{}')
    expect((await aispm(['init', '--print'], { cwd })).stdout.split('\n')[0]).toBe('# yaml-language-server: $schema=./node_modules/aispm/dist/schemas/config.schema.json')
    expect((await aispm(['init', 'models', '--print'], { cwd })).stdout.split('\n')[0]).toBe('# yaml-language-server: $schema=../node_modules/aispm/dist/schemas/config.schema.json')
  })

  it('looks into another folder, and writes there', async () => {
    const cwd = folder()
    mkdirSync(join(cwd, 'my house'))
    const sample = join(fixtures, 'orchard', 'models')
    const [file] = readdirSync(sample, { recursive: true, withFileTypes: true }).filter((entry) => entry.name.endsWith('.safetensors') || entry.name.endsWith('.pkl'))
    if (file !== undefined) copyFileSync(join(file.parentPath, file.name), join(cwd, 'my house', file.name))
    writeFileSync(join(cwd, 'my house', '.gitlab-ci.yml'), '')
    const { stdout, status } = await aispm(['init', 'my house'], { cwd })
    expect(status).toBe(0)
    expect(stdout).toContain("  cd 'my house'\n")
    expect(stdout).toContain('-o gitlab=')
    expect(parse(readFileSync(join(cwd, 'my house', 'aispm.yaml'), 'utf8'))).toEqual({ scope: ['.'] })
    expect(await aispm(['init', 'nowhere'], { cwd })).toMatchObject({ status: 2, stderr: 'aispm: there is no folder nowhere; nothing was written\n' })
  })

  it('keeps hostile names of folders in their place', async () => {
    const cwd = folder()
    const name = 'x\nfailOn: never\n# \u001B[31m'
    mkdirSync(join(cwd, name))
    writeFileSync(join(cwd, name, 'orchard.pkl'), Buffer.from('80049504000000000000008c016194', 'hex'))
    const { stdout } = await aispm(['init'], { cwd })
    expect(stdout).not.toContain('\u001B')
    expect(parse(readFileSync(join(cwd, 'aispm.yaml'), 'utf8'))).toEqual({ scope: [`./${name}`] })
  })
})
