import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import text from '../../src/reporters/text.js'
import { expectGolden } from '../golden.js'
import { crowd, findings, orchard, tidy } from './sample.js'
import { written } from './written.js'

describe('text', () => {
  it('tells everything at 100 columns', async () => {
    expectGolden('report.txt', await written(text, orchard(), { color: 0, width: 120 }))
  })

  it('fits 80 columns', async () => {
    expectGolden('report-80.txt', await written(text, orchard(), { color: 0, width: 80 }))
  })

  it('says what a clean run looked at', async () => {
    expectGolden('report-clean.txt', await written(text, tidy(), { color: 0 }))
  })

  it('goes over to one line each after twenty findings', async () => {
    expectGolden('report-many.txt', await written(text, crowd(24), { color: 0 }))
  })

  it('is brief when asked to, and marks a run that was cut short', async () => {
    expectGolden('report-concise.txt', await written(text, orchard({ interrupted: 'SIGINT' }), { color: 0, width: 80, detail: 'concise' }))
  })

  it('says the same in colour', async () => {
    const plain = await written(text, orchard(), { color: 0, width: 100 })
    const coloured = await written(text, orchard(), { color: 1, width: 100 })
    expectGolden('report-color.txt', coloured)
    expect(stripVTControlCharacters(coloured)).toBe(plain)
  })

  it('lets nothing of a name reach the terminal unseen', async () => {
    expect(await written(text, orchard(), { color: 0 })).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u)
  })

  it.each([60, 80, 93, 100, 300])('keeps to %d columns, but for commands and ids', async (width) => {
    const page = await written(text, orchard({ interrupted: 'SIGTERM' }), { color: 0, width })
    const words = /^ *(fix  |add |also violates |(denied|throttled|error) +)?\S+$|aws sagemaker update-notebook-instance|^\w+ +\S+$|aispm (explain|permissions)/
    const long = page.split('\n').filter((line) => line.length > Math.min(width, 100) && !words.test(line))
    expect(long).toEqual([])
    expect(page).toContain(findings[3]?.fix.command)
  })

  it('says that nothing was judged rather than that nothing was found', async () => {
    const { coverage } = tidy()
    expect(await written(text, tidy({ coverage: { ...coverage, decided: 0 } }))).toMatch(/^nothing was judged\n/)
    expect(await written(text, orchard({ findings: [] }))).toMatch(/^no findings in what could be judged\n/)
  })
})
