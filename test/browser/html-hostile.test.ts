// Hostile text in every field of the HTML report does nothing in a real browser: it is shown, and that is all.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import html from '../../src/reporters/html.js'
import { printable } from '../../src/reporters/kit/printable.js'
import { written } from '../reporters/written.js'
import { openBrowser, saved, visit, withoutBrowser, type Visit } from './chromium.js'
import { hostileStrings, reportOf } from './hostile.js'

const views = ['overview', 'findings', 'coverage', 'inventory', 'history']

/** What the page is made of when all is open, and what it says. */
interface Made {
  elements: Record<string, number>
  links: string[]
  handlers: number
  rows: string[]
  said: Record<string, string>
  pwned: boolean
}

describe.skipIf(withoutBrowser !== undefined)('hostile text in the HTML report', () => {
  let browser: Browser
  let hostile: Made
  let tame: Made
  let incidents: string[] = []

  beforeAll(async () => {
    browser = await openBrowser()
    ;[hostile, incidents] = await made(browser, 'hostile', hostileStrings)
    ;[tame] = await made(browser, 'tame', hostileStrings.map((_, i) => `tame-${i}`))
  })
  afterAll(() => browser?.close())

  it('is at least as much as promised', () => {
    expect(new Set(hostileStrings).size).toBe(hostileStrings.length)
    expect(hostileStrings.length).toBeGreaterThanOrEqual(60)
  })

  it('raises no dialog, runs nothing, asks for nothing, offends no policy', () => {
    expect(incidents).toEqual([])
    expect(hostile.pwned).toBe(false)
    expect(hostile.handlers).toBe(0)
  })

  it('makes no element that harmless text would not make', () => {
    // Harmless text behind `https://` is an address, so there are more links of it.
    expect({ ...hostile.elements, A: 0 }).toEqual({ ...tame.elements, A: 0 })
    expect(hostile.elements['A']).toBeLessThanOrEqual(tame.elements['A'] ?? 0)
    expect(Object.keys(tame.elements).length).toBeGreaterThan(30)
  })

  it('leads nowhere', () => {
    const outward = hostile.links.filter((href) => !href.startsWith('#'))
    expect(outward.length).toBeLessThan(hostile.links.length)
    // `https://` before the string gives an address only where the string is one host and nothing else.
    expect(outward.filter((href) => !/^https:\/\/[a-z0-9_.-]+(?:[/?#:]|$)/i.test(href))).toEqual([])
    expect(outward.filter((href) => /[<>"'`\s\\]|script:/i.test(href))).toEqual([])
  })

  it('is shown as it was given, what nobody sees written out', () => {
    expect(hostile.rows.length).toBe(hostileStrings.length + 10)
    hostileStrings.forEach((h, i) => {
      const row = hostile.rows[i] ?? ''
      for (const words of ['message', 'name', 'because', 'fix', 'owner', 'also', 'user', 'rule', 'title', 'control', 'called', 'saw']) expect(row, `${words} of ${JSON.stringify(h)}`).toContain(printable(`${words} ${h}`))
      expect(hostile.said['coverage'], JSON.stringify(h)).toContain(printable(`said ${h}`))
      expect(hostile.said['inventory'], JSON.stringify(h)).toContain(printable(`near ${h}`))
      expect(hostile.said['history'], JSON.stringify(h)).toContain(printable(`past ${h}`))
      expect(hostile.said['header'], JSON.stringify(h)).toContain(printable(`note ${h}`))
    })
  })

  it('does nothing where scripts are off either', async () => {
    const { page, incidents: met } = await visit(browser, saved('hostile-off.html', await written(html, reportOf(hostileStrings))), { javaScriptEnabled: false })
    expect(met).toEqual([])
    expect(await page.locator('noscript').first().innerText()).toContain('Scripts are switched off')
    expect(await page.locator('img, iframe, object, embed, form, base, link, video').count()).toBe(0)
    await page.context().close()
  })
})

async function made(browser: Browser, name: string, strings: readonly string[]): Promise<[Made, string[]]> {
  const seen = await visit(browser, `${saved(`${name}.html`, await written(html, reportOf(strings)))}#view=findings&show=all`)
  await walk(seen)
  const found = await seen.page.evaluate(() => {
    window.dispatchEvent(new Event('beforeprint'))
    const elements: Record<string, number> = {}
    for (const { tagName } of document.querySelectorAll('*')) elements[tagName] = (elements[tagName] ?? 0) + 1
    const all = [...document.querySelectorAll('*')]
    return {
      elements, links: [...document.querySelectorAll('[href]')].map((link) => link.getAttribute('href') ?? ''),
      handlers: all.filter((one) => one.getAttributeNames().some((attribute) => attribute.startsWith('on') || attribute === 'style')).length,
      rows: [...document.querySelectorAll('.rows > li')].map((row) => row.textContent),
      said: Object.fromEntries([...document.querySelectorAll('section.view, header')].map((part) => [part.id === '' ? 'header' : part.id, part.textContent])),
      pwned: 'pwned' in window,
    }
  })
  await seen.page.context().close()
  return [found, seen.incidents]
}

/** Looks at every view, opens a finding with keys and buttons, searches. */
async function walk({ page }: Visit): Promise<void> {
  for (const view of views) await page.locator(`nav [data-view="${view}"]`).click()
  await page.locator('nav [data-view="findings"]').click()
  await page.locator('select').first().selectOption('all')
  for (const nth of [0, 5, 20]) {
    await page.locator('button.head').nth(nth).click()
    await page.locator('.row.open .detail').waitFor()
  }
  await page.locator('#list input[type="search"]').fill('<script>')
  await page.waitForTimeout(300)
  await page.locator('#list input[type="search"]').fill('')
  await page.waitForTimeout(800)
}
