// Whatever a name says, every format holds it as text: the file reads, is made of the same as with harmless names, and orders nobody.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Reporter } from '../../../src/core/index.js'
import { reporters } from '../../../src/installed.js'
import csv from '../../../src/reporters/csv.js'
import { printable } from '../../../src/reporters/kit/printable.js'
import markdown from '../../../src/reporters/markdown.js'
import { look, renderer, type Rendered } from '../gfm.js'
import { written } from '../written.js'
import { parseCsv } from './csv-rows.js'
import { hostileReport } from './report.js'
import { skeletonOf } from './skeleton.js'
import { alarmHost, everyHostileString, formulas, hostileStrings, promised } from './strings.js'

const installed = [...(await reporters()).values()]
const full = { color: 0, detail: 'full', sarifUnknown: true } as const
const render = (reporter: Reporter, text: string): Promise<string> => written(reporter, hostileReport(text), full)

/** Moves a cursor, turns text round, or hides it; a line break is a format's own. */
const unseen = /(?![\r\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/u
/** Obeyed by a runner: where a line begins, or anywhere. */
const order = /^[^\S\n]*::[a-z-]+[^:\n]*::|##(?:\[|vso\[|teamcity\[)/im

it('keeps what was promised', () => {
  for (const [kind, least] of Object.entries(promised)) expect(new Set(Object.entries(hostileStrings).find(([name]) => name === kind)?.[1]).size, kind).toBeGreaterThanOrEqual(least)
  expect(installed.length).toBeGreaterThanOrEqual(6)
})

describe.each(installed)('$id', (reporter) => {
  let harmless: unknown
  beforeAll(async () => { harmless = await skeletonOf(reporter.extension === 'md' ? 'txt' : reporter.extension, await render(reporter, 'lab')) })

  it.each(Object.entries(hostileStrings))('holds %s as text', async (_kind, strings) => {
    for (const text of strings) {
      const file = await render(reporter, text)
      const told = `${reporter.id} of ${JSON.stringify(text)}`
      const seen = unseen.exec(file.replace(/^\uFEFF/, ''))
      expect(seen === null ? null : file.slice(Math.max(0, seen.index - 40), seen.index + 20), told).toBeNull()
      const obeyed = order.exec(file)
      expect(obeyed === null ? null : file.slice(obeyed.index, obeyed.index + 60), told).toBeNull()
      if (reporter.extension !== 'md') expect(await skeletonOf(reporter.extension, file), told).toEqual(harmless)
    }
  }, 120_000)
})

describe('json', () => {
  it('gives every string back as it was', async () => {
    const json = installed.find(({ id }) => id === 'json')
    if (json === undefined) throw new Error('there is no JSON format')
    for (const text of everyHostileString) expect(JSON.parse(await render(json, text))).toMatchObject({ findings: [{ assetName: text, owners: [text], source: { file: text } }, {}, {}, {}] })
  })
})

describe('csv', () => {
  // What Excel, LibreOffice and Google Sheets take for the start of a formula, in a cell or after what they take for the end of one.
  const live = /^[\s"']*[=+\-@|%\uff0b\uff0d\uff1d\uff20\u2212]|;[\s"']*[=+\-@|%\uff0b\uff0d\uff1d\uff20\u2212]/u

  it.each([...formulas, 'x;=1+1', 'x; "=1+1', '–=1', '((=1+1'])('calculates nothing of %j', async (text) => {
    for (const row of parseCsv(await render(csv, text))) {
      for (const [column, cell] of Object.entries(row)) {
        const guarded = cell.startsWith('\'') ? cell.slice(1) : undefined
        expect(guarded === undefined && live.test(cell.split(';', 1)[0] ?? ''), `${column}: ${cell}`).toBe(false)
        expect(/;[\s"]*[=+\-@|%\uff0b\uff0d\uff1d\uff20\u2212]/u.test(cell), `${column}: ${cell}`).toBe(false)
      }
    }
  })

  it('still says what the name is', async () => {
    for (const text of everyHostileString) {
      const [row] = parseCsv(await render(csv, text)).filter(({ state }) => state === 'open')
      expect(printable(row?.['asset_name'] ?? '').replaceAll('\'', '')).toBe(printable(text).replaceAll('\'', ''))
    }
  })
})

const shown = await renderer()

describe.skipIf(shown === undefined)('markdown, as GitHub renders it', () => {
  const rendered = async (text: string): Promise<Rendered> => look(shown?.(await render(markdown, text)) ?? '')
  /** Code is where text from outside belongs: how much of it there is depends on the text. */
  const bones = ({ elements }: Rendered): string[] => elements.filter((name) => name !== 'code')

  it.each(Object.entries(hostileStrings))('holds %s as text', async (_kind, strings) => {
    const harmless = bones(await rendered('lab'))
    for (const text of strings) {
      const page = await rendered(text)
      const told = JSON.stringify(text)
      expect(bones(page), told).toEqual(harmless)
      expect(page.addresses.filter((address) => !address.startsWith('https://github.com/aispm/')), told).toEqual([])
      // Nothing that GitHub or GitLab would make a mention, a reference, an address or an emoji of stands outside of code.
      expect(/[@#~$!&%^]\w|\w[@!]\w|::|:\w+:|https?:|www\.|\b[0-9a-f]{7,40}\b|\b[A-Z]{2,}-\d|\[\[|\{[-+]|GH-/i.exec(page.prose)?.[0], told).toBeUndefined()
      // The name can still be read, in whole.
      const name = printable(text).replaceAll(/\s+/g, '')
      expect(page.text.replaceAll(/\s+/g, '').split(name === '' ? '""' : name).length, told).toBeGreaterThan(10)
    }
  }, 120_000)

  it('begins no line with an order to GitLab', async () => {
    // In a block of code GitLab looks for none.
    for (const text of everyHostileString) expect((await render(markdown, text)).replaceAll(/^(`{3,})[^]*?^\1$/gm, '')).not.toMatch(/^\s*\/(?:close|assign|approve)/m)
  })

  it('would see a picture, a link or a mention', () => {
    const page = look(shown?.(`![x](https://${alarmHost}/a.png) www.${alarmHost} @alarmist <b>x</b>`) ?? '')
    expect(page.elements).toEqual(['p', 'img', 'a', 'b'])
    expect(page.addresses).toEqual([`https://${alarmHost}/a.png`, `http://www.${alarmHost}`])
    expect(page.prose).toContain('@alarmist')
  })
})
