// The list of findings: filters above, a page of rows below, each of which opens in its place.
import type { Detail } from '../wire.js'
import type { Data } from './data.js'
import { detailPanel } from './detail.js'
import { button, element } from './element.js'
import { filtered } from './filter.js'
import { filterBar, type FilterBar } from './filter-bar.js'
import { headingOf, placeOf, spaced, typeWords, type Catalogue, type Item } from './items.js'
import { changed, type State } from './state.js'

const onPage = 50
/** Printed in full; the paper says how many are not. */
const mostPrinted = 100
const mostKept = 1000

export class List {
  private items: Item[] = []
  private shown: Item[] = []
  private state: State = {}
  private drawn = ''
  private isWhole = false
  private waiting: ReturnType<typeof setTimeout> | undefined
  private readonly details = new Map<number, Detail>()
  private readonly status = element('p', { class: 'status', role: 'status' })
  private readonly rows = element('ol', { class: 'rows', 'aria-label': 'Findings' })
  private readonly pager = element('nav', { class: 'pager', 'aria-label': 'Pages of findings' })
  private readonly bar: FilterBar

  constructor(private readonly data: Data, private readonly catalogue: Catalogue, into: HTMLElement, private readonly go: (state: State) => void) {
    this.bar = filterBar((by) => this.go(changed(this.state, { ...by, page: undefined, open: undefined })))
    into.append(this.bar.element, this.status, this.rows, this.pager)
  }

  /** More of the rows; `whole` with the last of them. */
  add(items: readonly Item[], whole: boolean): void {
    for (const item of items) this.items.push(item)
    this.isWhole = whole
    if (whole || this.shown.length < onPage) this.redraw()
    if (whole) this.bar.options(this.items)
  }

  show(state: State): void {
    const wasOpen = this.state.open
    this.state = state
    this.redraw()
    if (state.open !== undefined && state.open !== wasOpen) this.reveal(state.open)
  }

  focusSearch(): void {
    this.bar.focus()
  }

  /** Moves to the next or previous row. */
  move(by: 1 | -1): void {
    const heads = [...this.rows.querySelectorAll<HTMLButtonElement>('button.head')]
    const at = heads.findIndex((head) => head === document.activeElement || head.closest('li')?.contains(document.activeElement))
    heads[at < 0 ? 0 : Math.max(0, Math.min(at + by, heads.length - 1))]?.focus()
  }

  /** Closes what is open; false when nothing is. */
  close(): boolean {
    if (this.state.open === undefined) return false
    const head = this.rows.querySelector<HTMLButtonElement>('button.head[aria-expanded="true"]')
    this.go(changed(this.state, { open: undefined }))
    head?.focus()
    return true
  }

  /** All that the paper has room for, opened; only what was read already, since printing does not wait. */
  print(): void {
    const printed = this.shown.slice(0, mostPrinted)
    this.rows.replaceChildren(...printed.map((item) => this.row(item, true)))
    const left = this.shown.length - printed.length
    this.status.textContent = `${this.count()}${left > 0 ? `; the first ${mostPrinted} are printed, ${spaced(left)} are not` : ''}`
    this.drawn = ''
  }

  printed(): void {
    this.redraw()
  }

  /** Reads ahead what a print would show. */
  async prepare(): Promise<void> {
    const wanted = this.shown.slice(0, mostPrinted)
    for (const item of wanted) await this.read(item)
    if (this.details.size <= mostKept) return
    const kept = new Set(wanted.map(({ nth }) => nth))
    for (const nth of this.details.keys()) if (!kept.has(nth)) this.details.delete(nth)
  }

  private redraw(): void {
    // A link to one finding shows it, whatever else is filtered.
    this.shown = filtered(this.items, this.state)
    const target = this.state.open === undefined ? -1 : this.shown.findIndex(({ fingerprint }) => fingerprint === this.state.open)
    const pages = Math.max(1, Math.ceil(this.shown.length / onPage))
    const asked = this.state.page === undefined && target >= 0 ? Math.floor(target / onPage) + 1 : Number(this.state.page ?? 1)
    const page = Math.min(Math.max(1, Number.isInteger(asked) ? asked : 1), pages)
    const visible = this.shown.slice((page - 1) * onPage, page * onPage)
    this.bar.show(this.state, this.items)
    this.readAhead()
    this.status.textContent = this.count()
    const drawn = visible.map(({ nth }) => nth).join()
    if (drawn !== this.drawn) this.rows.replaceChildren(...visible.map((item) => this.row(item, false)))
    this.drawn = drawn
    this.mark()
    this.pager.replaceChildren(...(pages === 1 ? [] : this.pages(page, pages)))
    this.pager.hidden = pages === 1
  }

  // The browser's own print command does not wait for what is still packed.
  private readAhead(): void {
    clearTimeout(this.waiting)
    if (this.isWhole) this.waiting = setTimeout(() => void this.prepare(), 300)
  }

  private count(): string {
    const show = this.state.show ?? 'findings'
    const all = show === 'all' ? this.items.length : this.items.filter(({ state }) => state === show).length
    const noun = show === 'unknown' ? 'not judged' : show === 'suppressed' ? 'suppressed' : show === 'all' ? 'rows' : all === 1 ? 'finding' : 'findings'
    const reading = this.isWhole ? '' : ', still reading'
    if (this.isWhole && all === 0) return show === 'findings' ? 'No findings. See what could not be judged before calling it clean.' : `None ${show === 'unknown' ? 'left without a verdict' : show}.`
    return this.shown.length === all ? `${spaced(all)} ${noun}${reading}` : `${spaced(this.shown.length)} of ${spaced(all)} ${noun}${reading}`
  }

  private row(item: Item, open: boolean): HTMLLIElement {
    const id = `row-${item.nth}`
    const about = [item.name, item.type === '' ? '' : typeWords(item.type), placeOf(item), item.owners.join(', ')].filter((words) => words !== '')
    const head = button('', () => this.go(changed(this.state, { open: head.getAttribute('aria-expanded') === 'true' ? undefined : item.fingerprint, page: this.state.page })),
      { class: 'head', 'aria-expanded': open ? 'true' : 'false', 'aria-controls': id })
    head.append(
      element('span', { class: `badge ${item.state === 'unknown' ? 'unknown' : item.severity}` }, item.state === 'unknown' ? 'unknown' : item.severity), ' ',
      element('span', { class: 'words' }, element('span', { class: 'message' }, headingOf(item)), ' ', element('span', { class: 'about' }, about.join(' · '))), ' ',
      element('span', { class: 'tags' },
        item.state === 'unknown' ? element('span', { class: 'tag' }, item.severity) : undefined,
        item.state === 'suppressed' ? element('span', { class: 'tag' }, 'suppressed') : undefined,
        item.baseline === '' ? undefined : element('span', { class: `tag ${item.baseline}` }, item.baseline),
        item.confidence === 'high' || item.confidence === '' ? undefined : element('span', { class: 'tag' }, `${item.confidence} confidence`)))
    const body = element('div', { id, hidden: !open })
    const detail = this.details.get(item.nth)
    if (open && detail !== undefined) body.append(detailPanel(item, detail, this.catalogue))
    return element('li', { class: `row ${item.severity}`, 'data-fingerprint': item.fingerprint, 'data-nth': item.nth }, element('h3', {}, head), body)
  }

  /** Opens the row that the address names, and closes the others. */
  private mark(): void {
    for (const row of this.rows.children) {
      const head = row.querySelector('button.head')
      const body = row.lastElementChild
      if (!(row instanceof HTMLElement) || !(body instanceof HTMLElement) || head === null) continue
      const open = row.dataset['fingerprint'] === this.state.open
      head.setAttribute('aria-expanded', String(open))
      body.hidden = !open
      row.classList.toggle('open', open)
      if (!open) body.replaceChildren()
      else if (!body.hasChildNodes()) void this.fill(body, Number(row.dataset['nth']))
    }
  }

  private async fill(body: HTMLElement, nth: number): Promise<void> {
    const item = this.items[nth]
    if (item === undefined) return
    const detail = await this.read(item)
    if (!body.hidden && !body.hasChildNodes()) body.append(detailPanel(item, detail, this.catalogue))
  }

  private async read(item: Item): Promise<Detail> {
    const detail = this.details.get(item.nth) ?? await this.data.detail(item.nth)
    this.details.set(item.nth, detail)
    return detail
  }

  private reveal(fingerprint: string): void {
    const row = [...this.rows.children].find((one) => one instanceof HTMLElement && one.dataset['fingerprint'] === fingerprint)
    if (row !== undefined && row.querySelector('button.head') !== document.activeElement) row.scrollIntoView({ block: 'start' })
  }

  private pages(page: number, pages: number): Node[] {
    const to = (words: string, target: number): HTMLButtonElement => button(words, () => {
      this.go(changed(this.state, { page: String(target), open: undefined }))
      this.rows.querySelector<HTMLButtonElement>('button.head')?.focus()
    }, { class: 'quiet', disabled: target < 1 || target > pages })
    return [to('First', page === 1 ? 0 : 1), to('Previous', page - 1), element('span', {}, `Page ${spaced(page)} of ${spaced(pages)}`), to('Next', page + 1), to('Last', page === pages ? pages + 1 : pages)]
  }
}

