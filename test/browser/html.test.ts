// The HTML report in a real browser: read by keys, by a screen reader, on paper, on a phone; filtered, shared, and large.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import html from '../../src/reporters/html.js'
import type { Finding, ReportSource } from '../../src/core/index.js'
import { crowd, findings, orchard, tidy } from '../reporters/sample.js'
import { written } from '../reporters/written.js'
import { openBrowser, saved, visit, withoutBrowser, type Visit } from './chromium.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const past = { fingerprint: 'past', rule: 'aws-s3-training-data-public', title: 'Training data is public', severity: 'high' as const, message: 'orchard-attic is public', asset: 'x', assetType: 'aws.s3.bucket', assetName: 'orchard-attic', scope: { provider: 'aws', account: '111122223333' } }

/** With everything a page can show. */
const full: ReportSource = orchard({
  findings: findings.map((one, i): Finding => ({
    ...one, baseline: i % 2 === 0 ? 'new' : 'known', owners: [i % 3 === 0 ? '@orchard/ml' : '@orchard/platform'],
    ...(i === 3 && { console: 'https://us-east-1.console.aws.amazon.com/sagemaker/home', ruleSeverity: 'low' as const, fix: { ...one.fix, terraform: 'resource "a" "b" {\n  root_access = "Disabled"\n}' } }),
  })),
  since: { file: 'baseline.json', takenAt: '2026-05-01T00:00:00Z', counts: { new: 4, known: 4, fixed: 1, open: 1 }, fixed: [past], open: [{ ...past, why: 's3:GetBucketPolicy was denied' }] },
})

describe.skipIf(withoutBrowser !== undefined)('the HTML report in a browser', () => {
  let browser: Browser
  let address: string
  beforeAll(async () => {
    browser = await openBrowser()
    address = saved('full.html', await written(html, full))
  })
  afterAll(() => browser?.close())

  const heads = (page: Page): Promise<string[]> => page.locator('.rows .message').allInnerTexts()
  const closed = async ({ page, incidents }: Visit): Promise<void> => {
    expect(incidents).toEqual([])
    await page.context().close()
  }

  it.each(['light', 'dark'] as const)('has nothing that accessibility rules object to, %s', async (colorScheme) => {
    for (const [name, fragment] of [['overview', ''], ['finding', '#view=findings&open=aws-sagemaker-notebook-root-access-enabled-orchard-lab&severity=medium'], ['path', '#view=findings&open=path-internet-to-training-data-orchard-chat'], ['unknown', '#view=findings&show=unknown&open=unknown-0'], ['coverage', '#view=coverage'], ['inventory', '#view=inventory'], ['history', '#view=history']]) {
      const seen = await visit(browser, address + (fragment ?? ''), { colorScheme })
      if ((fragment ?? '').includes('open=')) await seen.page.locator('.row.open .detail').waitFor()
      await seen.page.evaluate(axe)
      const violations = await seen.page.evaluate('axe.run(document, { resultTypes: ["violations"] }).then((told) => told.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html}`)))')
      expect(violations, name).toEqual([])
      await closed(seen)
    }
  }, 120_000)

  it('goes by keys: skip link, j and k, Enter, Escape, slash', async () => {
    const seen = await visit(browser, `${address}#view=findings`)
    const { page } = seen
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').innerText()).toBe('Skip to the report')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    const all = await heads(page)
    const focused = (): Promise<string> => page.locator(':focus .message').innerText()
    await page.keyboard.press('j')
    expect(await focused()).toBe(all[0])
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('k')
    expect(await focused()).toBe(all[1])
    await page.keyboard.press('Enter')
    await page.locator('.row.open .detail').waitFor()
    expect(await page.locator('.row.open .detail').innerText()).toContain('route POST /chat has authorization NONE')
    expect(await page.locator('button.head[aria-expanded="true"]').count()).toBe(1)
    await page.keyboard.press('Escape')
    expect(await page.locator('.row.open').count()).toBe(0)
    expect(await focused()).toBe(all[1])
    await page.keyboard.press('/')
    await page.keyboard.type('pickle-imports')
    await page.waitForFunction(() => document.querySelectorAll('.rows > li').length === 1)
    expect(await page.locator('#list .status').innerText()).toBe('1 of 7 findings')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelectorAll('.rows > li').length === 7)
    await closed(seen)
  })

  it('filters by everything a finding is under, and keeps the view in the address', { timeout: 60_000 }, async () => {
    const seen = await visit(browser, `${address}#view=findings`)
    const { page } = seen
    const list = page.locator('#list')
    await page.locator('.switch.critical').click()
    await page.locator('.switch.high').click()
    expect((await heads(page)).length).toBe(3)
    await list.getByLabel('Owner').selectOption('@orchard/ml')
    expect(await heads(page)).toEqual(['Anyone can assume orchard-runtime, the role that orchard-chat runs as'])
    const shared = page.url()
    expect(shared).toContain('severity=critical%2Chigh')
    const other = await visit(browser, shared)
    expect(await heads(other.page)).toEqual(await heads(page))
    await closed(other)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    for (const [label, value, left] of [['Account', 'local orchard', 1], ['Kind', 'role', 1], ['Type', 'aws.sagemaker.notebook_instance', 2], ['Phase', 'supply-chain', 1], ['Rule', 'path-internet-to-training-data', 1], ['Framework', 'aws-fsbp', 2], ['Since baseline', 'known', 4], ['Show', 'unknown', 4], ['Show', 'suppressed', 1], ['Show', 'all', 12]] as const) {
      await list.getByLabel(label, { exact: true }).selectOption(value)
      expect((await heads(page)).length, label).toBe(left)
      await page.getByRole('button', { name: 'Clear filters' }).click()
    }
    await page.locator('nav [data-view="coverage"]').click()
    await page.goBack()
    expect(await page.locator('#findings').isVisible()).toBe(true)
    await closed(seen)
  })

  it('tells a finding in full', async () => {
    const seen = await visit(browser, `${address}#view=findings&open=aws-sagemaker-notebook-root-access-enabled-orchard-lab`)
    const panel = seen.page.locator('.row.open .detail')
    await panel.waitFor()
    const text = await panel.innerText()
    for (const words of ['rootAccess: Enabled, want Disabled', 'Root on the notebook host', '--root-access Disabled', 'root_access = "Disabled"', 'medium by your settings; the rule says low', 'SageMaker.3 Users should not have root access', 'LLM03:2025 Supply Chain (supporting)', 'CWE-250', '@orchard/ml', 'arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/orchard-lab']) expect(text).toContain(words)
    expect(await panel.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual(['https://us-east-1.console.aws.amazon.com/sagemaker/home', 'https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html'])
    await closed(seen)
    const path = await visit(browser, `${address}#view=findings&open=path-internet-to-training-data-orchard-chat`)
    const drawing = path.page.locator('.row.open .graph svg')
    await drawing.waitFor()
    expect(await drawing.locator('rect').count()).toBe(3)
    expect(await path.page.locator('.row.open .graph li').allTextContents()).toEqual(['endpoint orchard-chat runs as role orchard-runtime', 'role orchard-runtime can read bucket orchard-corpus (inferred)'])
    await closed(path)
  })

  it('copies a command as it is', async () => {
    const seen = await visit(browser, `${address}#view=findings&open=aws-sagemaker-notebook-root-access-enabled-orchard-lab`, { permissions: ['clipboard-read', 'clipboard-write'] })
    await seen.page.locator('.row.open .copy').first().click()
    expect(await seen.page.locator('.row.open .copy').first().innerText()).toMatch(/^(Copied|Selected)$/)
    const taken = await seen.page.evaluate(async () => (getSelection()?.toString() ?? '') || await navigator.clipboard.readText())
    expect(taken).toBe('aws sagemaker update-notebook-instance --notebook-instance-name orchard-lab --root-access Disabled')
    await closed(seen)
  })

  it('prints all parts, findings opened, and says how many it left out', async () => {
    const seen = await visit(browser, `${saved('crowd.html', await written(html, crowd(500)))}#view=findings`)
    await seen.page.emulateMedia({ media: 'print' })
    await seen.page.evaluate(() => { window.dispatchEvent(new Event('beforeprint')) })
    expect(await seen.page.locator('.detail').count()).toBe(100)
    expect(await seen.page.locator('#list .status').innerText()).toBe('500 findings; the first 100 are printed, 400 are not')
    for (const part of ['overview', 'findings', 'coverage', 'inventory']) expect(await seen.page.locator(`#${part}`).isVisible(), part).toBe(true)
    expect(await seen.page.locator('.filters').first().isVisible()).toBe(false)
    await seen.page.evaluate(() => { window.dispatchEvent(new Event('afterprint')) })
    expect(await seen.page.locator('.rows > li').count()).toBe(50)
    await closed(seen)
  })

  it('fits a phone: nothing but tables and drawings is wider than the screen', async () => {
    for (const view of ['overview', 'findings', 'coverage', 'inventory', 'history']) {
      const seen = await visit(browser, `${address}#view=${view}`, { viewport: { width: 360, height: 740 } })
      if (view === 'findings') await seen.page.locator('button.head').nth(1).click()
      if (view === 'findings') await seen.page.locator('.row.open svg').waitFor()
      expect(await seen.page.evaluate(() => Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('main, .row, .detail, .panel')].map((one) => one.getBoundingClientRect().right))), view).toBeLessThanOrEqual(360)
      await closed(seen)
    }
  })

  it('pages through many, and opens a shared finding on its page', async () => {
    const seen = await visit(browser, `${saved('many.html', await written(html, crowd(20_000)))}#view=findings&open=lab-12345`)
    await seen.page.locator('.row.open .detail').waitFor()
    expect(await seen.page.locator('.row.open .message').innerText()).toBe('orchard-lab-12345 lets its users become root')
    expect(await seen.page.locator('.pager').innerText()).toContain('Page 247 of 400')
    await seen.page.getByRole('button', { name: 'Next' }).click()
    expect((await heads(seen.page))[0]).toBe('orchard-lab-12350 lets its users become root')
    expect(await seen.page.locator('#list .status').innerText()).toBe('20 000 findings')
    await closed(seen)
  })

  it('says of an empty list what it means', async () => {
    const seen = await visit(browser, `${saved('tidy.html', await written(html, tidy()))}#view=findings`)
    expect(await seen.page.locator('#list .status').innerText()).toBe('No findings. See what could not be judged before calling it clean.')
    await closed(seen)
  })

  it('says so when the file was cut off or damaged', async () => {
    const whole = await written(html, orchard())
    const damaged = whole.replace(/(data-part="rows">[^<]{40})[^<]{20}/, '$1AAAAAAAAAAAAAAAAAAAA')
    expect(damaged).not.toBe(whole)
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${saved('damaged.html', damaged)}#view=findings`)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toMatch(/^The findings could not be shown/)
    expect(await page.locator('#coverage').isVisible()).toBe(true)
    await context.close()
  })
})
