import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aispm, folder } from '../cli/run.js'

describe('aispm compliance', () => {
  it('lists the frameworks, those with rules first', async () => {
    const { status, stdout, stderr } = await aispm(['compliance'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/owasp-llm-2025 +OWASP Top 10 for LLM Applications, 2025 \(v2\.0\)\n +10 of 10 requirements have rules: \d+ rules/)
    expect(stdout).toMatch(/aws-fsbp +.*\(from memory, not verified\)/)
    expect(stdout).toContain('26 frameworks, 8 with rules')
    expect(stdout.indexOf('owasp-llm-2025')).toBeLessThan(stdout.indexOf('eu-ai-act'))
  })

  it('writes several forms in one run, for their owner only', async () => {
    const cwd = folder()
    const { status, stdout } = await aispm(['compliance', 'aws-fsbp', '--demo', ...['text', 'markdown=a.md', 'csv=a.csv', 'html=a.html', 'json=a.json'].flatMap((output) => ['-o', output])], { cwd })
    expect(status).toBe(0)
    expect(stdout).toMatch(/^fails +SageMaker\.3 Notebook users have root access \(from memory, not verified\)$/m)
    expect(stdout).toMatch(/denied s3:GetBucketPolicy in .*, for 1 rule: add/)
    for (const file of ['a.md', 'a.csv', 'a.html', 'a.json']) {
      expect(statSync(join(cwd, file)).mode & 0o777, file).toBe(0o600)
      expect(readFileSync(join(cwd, file), 'utf8'), file).toContain('SageMaker.3')
    }
    const told = JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8')) as { rules: { mapped: number; run: number }; requirements: { id: string; status: string }[] }
    expect(told.rules).toEqual({ mapped: 22, run: 22 })
    expect(told.requirements.find(({ id }) => id === 'S3.3')?.status).toBe('unknown')
  })

  it('scans nothing where no rule maps, and says so', async () => {
    const { status, stdout } = await aispm(['compliance', 'iso-42001-2023', '--demo'])
    expect(status).toBe(0)
    expect(stdout).toMatch(/no automated check: 49 requirements\n/)
    expect(stdout).toMatch(/nothing was scanned: no rule maps to this framework\n$/)
  })

  it.each([
    [['compliance', 'owasp-llm'], /there is no framework "owasp-llm"; nothing was scanned\ndid you mean owasp-llm-2025\?/],
    [['compliance', 'aws'], /"aws" is no framework: that comes first.*\n.*aispm compliance owasp-llm-2025 aws/],
    [['compliance', 'aws-fsbp', '--demo', '--rules', 'gcp-*'], /--rules leaves out every rule that maps to aws-fsbp; nothing was scanned/],
    [['compliance', 'aws-fsbp', '--demo', '-o', 'sarif'], /sarif/],
  ])('refuses %j', async (args, complaint) => {
    const { status, stdout, stderr } = await aispm(args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(complaint)
  })
})

it('aispm explain names frameworks, titles and how the rule bears on them', async () => {
  const { stdout } = await aispm(['explain', 'aws-s3-ai-bucket-public-read'])
  expect(stdout).toContain('  OWASP Top 10 for LLM Applications, 2025 (v2.0)\n    LLM02:2025  Sensitive Information Disclosure  ·  supporting\n')
  expect(stdout).toContain('    S3.2  AI data bucket is publicly readable (from memory, not verified)  ·  direct\n')
})
