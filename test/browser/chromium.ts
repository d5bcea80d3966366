// A real Chromium for tests of pages: nothing of the machine's own profile, no network, whatever happens noted.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

const executablePath = process.env['AISPM_CHROMIUM'] ?? '/usr/bin/chromium'
const isThere = existsSync(executablePath)

/** Why tests in a browser are skipped; in CI they never are. */
export const withoutBrowser = isThere || process.env['CI'] !== undefined ? undefined : `no Chromium at ${executablePath}: set AISPM_CHROMIUM`
if (withoutBrowser !== undefined) console.warn(`skipped: ${withoutBrowser}`)

export function openBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  return chromium.launch({ executablePath, args })
}

export interface Visit {
  page: Page
  /** Dialogs, errors, warnings, refusals by the policy, and requests for anything but the file itself. */
  incidents: string[]
}

const folder = mkdtempSync(join(tmpdir(), 'aispm-pages-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Writes a page to a file of its own, and gives its address. */
export function saved(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return `file://${file}`
}

export async function visit(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const incidents: string[] = []
  page.on('dialog', (dialog) => {
    incidents.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => incidents.push(`error ${error.message}`))
  page.on('console', (message) => incidents.push(`console ${message.type()} ${message.text()}`))
  const own = address.split('#', 1)[0]
  context.on('request', (request) => { if (request.url().split('#', 1)[0] !== own) incidents.push(`request ${request.url()}`) })
  context.on('page', (opened) => { if (opened !== page) incidents.push(`window ${opened.url()}`) })
  await page.goto(address)
  if (options.javaScriptEnabled !== false) await page.waitForSelector('html[data-ready="print"]')
  return { page, incidents }
}
