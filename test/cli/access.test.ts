// `can` and `who-can`: the verdict first, then who and what, then the statements that decide.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectGolden } from '../golden.js'
import { aispm, folder } from './run.js'

const cwd = folder()
beforeAll(() => aispm(['inventory', '--demo', '-o', 'inventory=account.jsonl'], { cwd }))
const ask = async (...args: string[]): Promise<string> => {
  const { status, stdout, stderr } = await aispm([...args, '--inventory', 'account.jsonl'], { cwd })
  expect({ status, stderr }, args.join(' ')).toEqual({ status: 0, stderr: '' })
  return stdout
}
const iam = 'arn:aws:iam::111122223333'

describe('can', () => {
  it.each([
    ['allowed', [`${iam}:role/orchard-lab-role`, 's3:DeleteBucket', 'arn:aws:s3:::orchard-models-111122223333']],
    ['allowed', ['*', 's3:GetObject', 'arn:aws:s3:::orchard-corpus/*']],
    ['denied', [`${iam}:user/orchard-alex`, 's3:DeleteBucket', 'arn:aws:s3:::orchard-corpus']],
    ['denied', ['*', 's3:PutObject', 'arn:aws:s3:::orchard-corpus/*']],
  ])('begins with %s for %j', async (verdict, args) => {
    expect((await ask('can', ...args)).split(' ')[0]).toBe(verdict)
  })

  it('tells the whole as a page', async () => {
    const questions = [
      [`${iam}:role/orchard-ci`, 'iam:PassRole', `${iam}:role/orchard-lab-role`],
      [`${iam}:role/orchard-lab-role`, 's3:GetObject', 'arn:aws:s3:::orchard-corpus/*'],
      [`${iam}:user/orchard-alex`, 's3:DeleteBucket', 'arn:aws:s3:::orchard-corpus'],
      ['*', 's3:GetObject', 'arn:aws:s3:::orchard-logs/*'],
    ]
    const pages: string[] = []
    for (const question of questions) pages.push(await ask('can', ...question))
    expectGolden('can.txt', pages.join('\n'))
  })

  it('is an object for programs', async () => {
    const answer: unknown = JSON.parse(await ask('can', '*', 's3:GetObject', 'arn:aws:s3:::orchard-corpus/*', '-o', 'json'))
    expect(answer).toMatchObject({ principal: '*', action: 's3:GetObject', resource: 'arn:aws:s3:::orchard-corpus/*', state: 'allowed', statements: [{ effect: 'Allow', layer: 'resource' }], conditions: [], gaps: [], doubts: [] })
  })
})

describe('who-can', () => {
  it('tells everybody, those with the same reasons together', async () => {
    expectGolden('who-can.txt', await ask('who-can', 's3:GetObject', 'arn:aws:s3:::orchard-corpus/*'))
  })

  it('says so when it is nobody', async () => {
    expect(await ask('who-can', 'bedrock:DeleteGuardrail', 'arn:aws:bedrock:us-east-1:111122223333:guardrail/none', '--config', empty())).toMatch(/^(allowed|0 principals)/)
  })

  it('is an object for programs', async () => {
    const answer = JSON.parse(await ask('who-can', 's3:GetObject', 'arn:aws:s3:::orchard-corpus/*', '-o', 'json')) as { holders: { principal: string; decision: { state: string } }[]; gaps: string[] }
    expect(answer.holders.map((holder) => holder.principal)).toContain('*')
    expect(answer.gaps).toEqual([])
  })
})

describe('a saved inventory', () => {
  const whole = (): string[] => readFileSync(join(cwd, 'account.jsonl'), 'utf8').trimEnd().split('\n')
  const judged = async (text: string): Promise<{ status: number | null; stdout: string; stderr: string }> => {
    writeFileSync(join(cwd, 'changed.jsonl'), text)
    return aispm(['scan', '--inventory', 'changed.jsonl'], { cwd })
  }

  it.each([
    ['truncated', (lines: string[]) => lines.slice(0, -1), /changed\.jsonl is cut short: line \d+ is the last one/],
    ['cut in a line', (lines: string[]) => [...lines.slice(0, 5), (lines[5] ?? '').slice(0, 40)], /changed\.jsonl, line 6: /],
    ['altered', (lines: string[]) => lines.map((line) => line.replace('"rootAccess":"Enabled"', '"rootAccess":"Disabled"')), /does not match the lines above: they were changed/],
    ['newer', (lines: string[]) => [(lines[0] ?? '').replace('"schema":1', '"schema":2'), ...lines.slice(1)], /was written by a newer aispm \(.*schema 2; this one reads schema 1\)/],
    ['something else', () => ['{"hello":"world"}'], /line 1: is not the header of an aispm inventory/],
    ['empty', () => [], /changed\.jsonl/],
  ])('that is %s is refused', async (_how, change, why) => {
    const { status, stdout, stderr } = await judged(change(whole()).map((line) => `${line}\n`).join(''))
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(why)
    expect(stderr).toContain('nothing was judged')
  })

  it.each([['nowhere.jsonl', 'there is no such file'], ['.', 'it is a folder']])('that is not there is refused: %s', async (file, why) => {
    const { status, stderr } = await aispm(['scan', '--inventory', file], { cwd })
    expect(status).toBe(2)
    expect(stderr).toBe(`aispm: ${file} cannot be read: ${why}; nothing was judged\ntry: aispm inventory -o inventory=FILE saves one\n`)
  })

  it('knows its assets, and the names of those that are meant', async () => {
    const lab = 'arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/orchard-lab'
    const known = await aispm(['scan', '--inventory', 'account.jsonl', '--asset', lab, '-o', 'json'], { cwd })
    expect(new Set((JSON.parse(known.stdout) as { findings: { asset: string }[] }).findings.map(({ asset }) => asset))).toEqual(new Set([lab]))
    const { status, stderr } = await aispm(['scan', '--inventory', 'account.jsonl', '--asset', 'orchard-lab'], { cwd })
    expect({ status, stderr }).toEqual({ status: 2, stderr: `aispm: the inventory has no asset orchard-lab; nothing was judged\ndid you mean ${lab}?\n` })
  })

  it('gives the page that the demo gives', async () => {
    const [saved, live] = await Promise.all([aispm(['inventory', '--inventory', 'account.jsonl'], { cwd }), aispm(['inventory', '--demo'])])
    expect(saved.stdout).toBe(live.stdout)
    expectGolden('inventory.txt', live.stdout)
  })
})

/** No settings of the folder around. */
function empty(): string {
  const file = join(cwd, 'empty.yaml')
  writeFileSync(file, '')
  return file
}
