import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complianceCsv } from '../../src/cli/compliance/csv.js'
import { complianceHtml } from '../../src/cli/compliance/html.js'
import { complianceJson } from '../../src/cli/compliance/json.js'
import { complianceMarkdown } from '../../src/cli/compliance/markdown.js'
import { complianceText } from '../../src/cli/compliance/text.js'
import { assess, type Assessment } from '../../src/compliance/index.js'
import type { Finding, ReportSource } from '../../src/core/index.js'
import { namesOf } from '../../src/reporters/kit/names.js'
import { paintOf } from '../../src/reporters/text/paint.js'
import { expectGolden } from '../golden.js'
import { look, renderer } from '../reporters/gfm.js'
import { parseCsv } from '../reporters/hostile/csv-rows.js'
import { alarm, alarmHost, everyHostileString, formulas, html as htmlStrings, markdown as markdownStrings } from '../reporters/hostile/strings.js'
import { assessed, framework, source } from './sample.js'

type Form = (assessment: Assessment, source: ReportSource | undefined) => Iterable<string>

const names = { asset: () => undefined, label: (id: string) => id, hiddenBy: () => [] }
const forms: Readonly<Record<string, Form>> = {
  txt: (assessment, report) => complianceText(assessment, report, { width: 100, paint: paintOf(0), names: report === undefined ? names : namesOf(report) }),
  md: complianceMarkdown, csv: complianceCsv, html: complianceHtml, json: complianceJson,
}
const each = Object.entries(forms)
const told = (form: Form, assessment: Assessment, report: ReportSource | undefined): string => [...form(assessment, report)].join('')

/** Everything that comes from outside, spoilt. */
function spoilt(text: string): ReportSource {
  const report = source()
  return source({
    findings: [...report.findings as Iterable<Finding>].map((finding) => ({ ...finding, assetName: text, message: text, ...(finding.suppressed !== undefined && { suppressed: { by: text, reason: text, until: text } }) })),
    gaps: report.gaps.map((gap) => ({ ...gap, call: text, message: text, missing: gap.missing === undefined ? [] : [text] })),
    scopes: report.scopes.map((status) => ({ ...status, scope: { ...status.scope, account: text }, why: text })),
    interrupted: text,
  })
}

describe.each(each)('as %s', (extension, form) => {
  it('tells every status, what was looked at and what was not', async () => {
    expectGolden(`compliance.${extension}`, told(form, await assessed(), source()))
  })

  it('says that nothing was scanned where no rule maps to the framework', async () => {
    const bare = await assess({ framework: { ...framework, id: 'another' }, rules: [], chosen: new Set() }, undefined)
    expect(told(form, bare, undefined)).toMatch(extension === 'json' ? /"scan": null/ : /nothing was scanned: no rule maps/i)
  })

  it('says when, by what, where, how many rules, and that it is partial', async () => {
    const report = source({ interrupted: 'SIGINT' })
    const text = told(form, await assessed(report), report)
    for (const fact of ['2026-06-02', 'aispm 0.1.0', '111122223333', 'SIGINT', '444455556666', 'sagemaker:ListDomains', 'not verified']) expect(text, fact).toContain(extension === 'json' && fact === 'not verified' ? '"verified":false' : fact)
    expect(text).toMatch(/7 of 8 mapped rules/)
    expect(text).not.toMatch(/\bcompliant\b/i)
  })

  it('holds whatever a name says as text', async () => {
    for (const text of everyHostileString) {
      const report = spoilt(text)
      const out = told(form, await assessed(report), report)
      expect(/[^\P{Cc}\r\n]|[\p{Cf}\p{Zl}\p{Zp}\ufffd]/u.exec(out)?.[0], JSON.stringify(text)).toBeUndefined()
      expect(/^[^\S\n]*::[a-z-]+[^:\n]*::|##(?:\[|vso\[|teamcity\[)/im.exec(out)?.[0], JSON.stringify(text)).toBeUndefined()
    }
  }, 60_000)
})

it('calculates nothing in a spreadsheet', async () => {
  for (const text of formulas) {
    const report = spoilt(text)
    for (const row of parseCsv(told(complianceCsv, await assessed(report), report))) {
      for (const [column, cell] of Object.entries(row)) expect(/^[\s"]*[=+\-@|%\uff0b\uff0d\uff1d\uff20]|;[\s"]*[=+\-@|%\uff0b\uff0d\uff1d\uff20]/u.exec(cell)?.[0], `${column}: ${cell}`).toBeUndefined()
    }
  }
})

const shown = await renderer()
it.skipIf(shown === undefined)('is made of the same elements on GitHub, whatever things are called', async () => {
  const rendered = async (text: string): Promise<ReturnType<typeof look>> => {
    const report = spoilt(text)
    return look(shown?.(told(complianceMarkdown, await assessed(report), report)) ?? '')
  }
  const bones = ({ elements }: ReturnType<typeof look>): string[] => elements.filter((name) => name !== 'code')
  const harmless = bones(await rendered('lab'))
  expect(harmless).toEqual(expect.arrayContaining(['table', 'h3', 'li', 'details']))
  for (const text of [...markdownStrings, ...htmlStrings]) {
    const page = await rendered(text)
    expect(bones(page), JSON.stringify(text)).toEqual(harmless)
    expect(page.addresses, JSON.stringify(text)).toEqual([])
    expect(/@\w|https?:|www\.|\[\[|GH-/.exec(page.prose)?.[0], JSON.stringify(text)).toBeUndefined()
  }
}, 120_000)

const browserPath = '/usr/bin/chromium'
describe.runIf(existsSync(browserPath))('the page in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] })
  })
  afterAll(() => browser.close())

  it('loads nothing, runs nothing, breaks no policy of its own, and can be printed', async () => {
    const report = spoilt(htmlStrings.join(' '))
    const page = await browser.newPage()
    await page.exposeFunction(alarm, () => asked.push(alarm))
    const asked: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('console', (message) => complaints.push(message.text()))
    await page.setContent(told(complianceHtml, await assessed(report), report), { waitUntil: 'load' })
    expect(await page.evaluate('[document.scripts.length, document.images.length, document.querySelectorAll("svg, iframe, form, style ~ style, [href]:not([href^=\\"#\\"]), [onload], [onerror]").length]')).toEqual([0, 0, 0])
    expect(asked).toEqual([])
    expect(complaints).toEqual([])
    // The style is let through by its digest.
    expect(await page.evaluate('getComputedStyle(document.querySelector("table")).borderCollapse')).toBe('collapse')
    expect(await page.innerText('body')).toContain(`https://${alarmHost}/`)
    expect((await page.pdf()).length).toBeGreaterThan(10_000)
    await page.close()
  })

  it('has no fault of access, in light and in dark', async () => {
    const { source: axe } = await import('axe-core')
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme, bypassCSP: true })
      await page.setContent(told(complianceHtml, await assessed(), source()))
      await page.evaluate(axe)
      const found = await page.evaluate('axe.run().then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html).slice(0, 3).join(" ")))')
      expect(found).toEqual([])
      await page.close()
    }
  })
})
