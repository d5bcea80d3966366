// Rules of one's own: a new one works as it stands for every type there is, and a broken one is told by its place.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ruleDraft } from '../../src/cli/rule-draft.js'
import { compileRule, loadRules, runExamples } from '../../src/engine/index.js'
import { frameworkIds, installed } from '../../src/installed.js'
import { aispm, folder } from './run.js'

describe('aispm rules new', () => {
  it('writes a rule that loads and holds at once, for every type of asset', async () => {
    const { types, access } = await installed(undefined, true)
    const dir = folder()
    const without: string[] = []
    for (const type of types.values()) {
      const text = ruleDraft(`orchard-${type.type.replaceAll(/[._]/g, '-')}`, type, '')
      if (text === undefined) without.push(type.type)
      else writeFileSync(join(dir, `orchard-${type.type.replaceAll(/[._]/g, '-')}.yaml`), text)
    }
    expect(without).toEqual([])
    const { rules, problems } = await loadRules([dir], await frameworkIds())
    expect(problems).toEqual([])
    expect(rules.length).toBe(types.size)
    const escalationPaths = new Set(access.flatMap((model) => model.escalationPaths))
    const wrong = rules.flatMap(({ doc }) => {
      const { rule, problems: faults } = compileRule(doc, { types, escalationPaths, check: true })
      if (rule === null) return faults.map(({ message }) => `${doc.id}: ${message}`)
      const runs = runExamples(rule, types, access)
      expect(runs.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'unknown'])
      return runs.flatMap(({ example, problem }) => (problem === undefined ? [] : [`${doc.id}: ${example} ${problem}`]))
    })
    expect(wrong).toEqual([])
  }, 120_000)

  it('is scanned with, tested, and never written over', async () => {
    const cwd = folder()
    const made = await aispm(['rules', 'new', 'orchard-bucket-unversioned', '--on', 'aws.s3.bucket'], { cwd })
    expect(made).toEqual({ status: 0, stderr: '', stdout: 'wrote rules/orchard-bucket-unversioned.yaml\n\nnext:\n  aispm rules test rules\n  aispm scan --rules orchard-bucket-unversioned --rules-dir rules\n' })
    expect(readdirSync(join(cwd, 'rules'))).toEqual(['orchard-bucket-unversioned.yaml'])
    const [scanned, tested, again] = await Promise.all([
      aispm(['scan', '--demo', '--rules', 'orchard-bucket-unversioned', '--rules-dir', 'rules', '-o', 'json'], { cwd }),
      aispm(['rules', 'test', 'rules'], { cwd }),
      aispm(['rules', 'new', 'orchard-bucket-unversioned', '--on', 'aws.iam.role'], { cwd }),
    ])
    expect((JSON.parse(scanned.stdout) as { rules: { id: string }[] }).rules.map(({ id }) => id)).toEqual(['orchard-bucket-unversioned'])
    expect(tested).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('1 rule, 3 examples: all hold') as string })
    expect(again).toMatchObject({ status: 2, stdout: '', stderr: 'aispm: rules/orchard-bucket-unversioned.yaml is there already; nothing was written\ntry: choose another id, or --print\n' })
    expect(readFileSync(join(cwd, 'rules', 'orchard-bucket-unversioned.yaml'), 'utf8')).toContain('aws.s3.bucket')
  }, 60_000)

  it('goes to the folder that aispm.yaml names', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'aispm.yaml'), 'ruleDirs: house\n')
    mkdirSync(join(cwd, 'house'))
    const { stdout } = await aispm(['rules', 'new', 'orchard-role-idle', '--on', 'aws.iam.role'], { cwd })
    expect(stdout).toContain('wrote house/orchard-role-idle.yaml')
    expect((await aispm(['rules', 'test'], { cwd })).stdout).toContain('1 rule, 3 examples: all hold')
  })

  it.each([
    [['Orchard Bucket', '--on', 'aws.s3.bucket'], '"Orchard Bucket" is no id for a rule: small letters and digits, words joined by hyphens; nothing was written', 'write it like orchard-bucket-unversioned'],
    [['../x-y', '--on', 'aws.s3.bucket'], '"../x-y" is no id for a rule: small letters and digits, words joined by hyphens; nothing was written', 'write it like'],
    [['orchard-x', '--on', 'aws.s3.buckett'], 'no asset has the type "aws.s3.buckett"; nothing was written', 'did you mean aws.s3.bucket?'],
    [['orchard-x', '--on', 'bucket'], 'bucket is a kind; a first rule judges one type; nothing was written', 'one of: aws.s3.bucket, '],
    [['aws-s3-ai-bucket-public-read', '--on', 'aws.s3.bucket'], 'aws-s3-ai-bucket-public-read is the id of a rule that comes with aispm; nothing was written', 'try: aispm explain aws-s3-ai-bucket-public-read'],
    [['orchard-x'], 'required option "--on <type>" not specified', 'try: aispm rules new --help'],
  ])('refuses %j', async (args, what, hint) => {
    const { status, stdout, stderr } = await aispm(['rules', 'new', ...args])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr.split('\n')[0]).toBe(`aispm: ${what}`)
    expect(stderr.split('\n')[1]).toContain(hint)
  })
})

describe('aispm rules test', () => {
  async function broken(spoil: (text: string) => string): Promise<string> {
    const cwd = folder()
    await aispm(['rules', 'new', 'orchard-bucket-unversioned', '--on', 'aws.s3.bucket'], { cwd })
    const file = join(cwd, 'rules', 'orchard-bucket-unversioned.yaml')
    const text = readFileSync(file, 'utf8')
    expect(spoil(text)).not.toBe(text)
    writeFileSync(file, spoil(text))
    return cwd
  }

  it('says where an example does not get its verdict, what was wanted and what it got', async () => {
    const cwd = await broken((text) => text.replace('== true', '== false'))
    const { status, stdout, stderr } = await aispm(['rules', 'test', 'rules'], { cwd })
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' })
    const line = readFileSync(join(cwd, 'rules', 'orchard-bucket-unversioned.yaml'), 'utf8').split('\n').findIndex((one) => one === '    - requiresTls: true') + 1
    expect(stdout).toContain(`\n  rules/orchard-bucket-unversioned.yaml:${line}:7  pass 1: wanted pass, got fail\n`)
    expect(stdout).toContain('fail 1: wanted fail, got pass\n')
    expect(stdout).toContain('    says: orchard-lab has requiresTls off\n')
    expect(stdout).toMatch(/1 rule, 3 examples: 2 do not hold\n$/)
  })

  it('tells the same as JSON and as JUnit', async () => {
    const cwd = await broken((text) => text.replace('$message: orchard-lab has requiresTls off', '$message: "<&\\u0001>"'))
    const [json, junit] = await Promise.all([aispm(['rules', 'test', 'rules', '-o', 'json'], { cwd }), aispm(['rules', 'test', 'rules', '-o', 'junit'], { cwd })])
    expect([json.status, junit.status]).toEqual([1, 1])
    expect(JSON.parse(json.stdout)).toEqual([
      expect.objectContaining({ rule: 'orchard-bucket-unversioned', example: 'pass 1', wanted: 'pass', got: 'pass' }),
      expect.objectContaining({ example: 'fail 1', wanted: 'fail', got: 'fail', problem: expect.stringContaining('orchard-lab has requiresTls off') as string, line: expect.any(Number) as number }),
      expect.objectContaining({ example: 'unknown 1', got: 'unknown' }),
    ])
    expect(junit.stdout).toContain('<testsuites name="aispm rules" tests="3" failures="1">')
    expect(junit.stdout).toContain('<testsuite name="orchard-bucket-unversioned" tests="3" failures="1" errors="0" skipped="0">')
    expect(junit.stdout).toContain('&lt;&amp;')
    expect(await wellFormed(junit.stdout)).toBe(true)
    expect(await wellFormed(junit.stdout.replace('&amp;', '&'))).toBe(false)
  })

  it.each<[string, (text: string) => string, RegExp]>([
    ['a misspelt property', (text) => text.replace('asset.props.requiresTls ', 'asset.props.requiresTsl '), /rules\/orchard-bucket-unversioned\.yaml:\d+:\d+ {2}.*requiresTsl/],
    ['a misspelt key', (text) => text.replace('severity:', 'severty:'), /orchard-bucket-unversioned\.yaml:\d+:1 {2}.*severty/],
  ])('ends with 2 for %s', async (_what, spoil, told) => {
    const { status, stdout, stderr } = await aispm(['rules', 'test', 'rules'], { cwd: await broken(spoil) })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(told)
  })

  it('wants a folder, with rules in it', async () => {
    const cwd = folder()
    expect((await aispm(['rules', 'test'], { cwd })).stderr).toBe('aispm: no folder was named, and aispm.yaml has no ruleDirs; nothing was judged\ntry: aispm rules test rules\n')
    expect(await aispm(['rules', 'test', '.'], { cwd })).toMatchObject({ status: 2, stderr: 'aispm: there is no rule in .; nothing was judged\ntry: aispm rules new ID --on TYPE\n' })
    expect((await aispm(['rules', 'test', 'nowhere'], { cwd })).status).toBe(2)
  })

  it('refuses the id of a rule that comes with aispm', async () => {
    const cwd = await broken((text) => `${text}\n`)
    writeFileSync(join(cwd, 'rules', 'aws-s3-ai-bucket-public-read.yaml'), readFileSync(join(cwd, 'rules', 'orchard-bucket-unversioned.yaml')))
    const { status, stderr } = await aispm(['rules', 'test', 'rules'], { cwd })
    expect(status).toBe(2)
    expect(stderr).toContain('rules/aws-s3-ai-bucket-public-read.yaml:1:1  rule "aws-s3-ai-bucket-public-read" comes with aispm: choose another name for the file')
  })
})

async function wellFormed(xml: string): Promise<boolean> {
  const { validateXML } = await import('xmllint-wasm')
  const { rawOutput } = await validateXML({ xml: [{ fileName: 'rules.xml', contents: xml }], normalization: 'format' }).catch(() => ({ rawOutput: 'error' }))
  return !/error/.test(rawOutput)
}
