// The page comes to life: views, the list, the inventory, theme, keys and print.
import { Assets } from './assets.js'
import { dataOf } from './data.js'
import { button, element, place } from './element.js'
import { Catalogue, itemsOf } from './items.js'
import { listenToKeys } from './keys.js'
import { List } from './list.js'
import { fragmentOf, stateOf, type State } from './state.js'

const page = document.documentElement

async function start(): Promise<void> {
  if (typeof DecompressionStream === 'undefined') throw new Error('this browser is too old to unpack the findings; any browser of 2024 or later will do')
  page.classList.add('alive')
  const data = dataOf(document)
  const views = [...document.querySelectorAll<HTMLElement>('section.view')]
  let state = stateOf(location.hash)
  const go = (to: State): void => {
    const moved = to.view !== state.view
    // A step of its own for a change of view; filters are not to fill the way back.
    history[moved ? 'pushState' : 'replaceState'](null, '', fragmentOf(to))
    turn(to)
  }
  const catalogue = new Catalogue(await data.rules())
  const list = new List(data, catalogue, place('list'), go)
  const assets = new Assets(data, place('assets'), go)
  const turn = (to: State): void => {
    const moved = to.view !== state.view
    state = to
    const shown = views.some(({ id }) => id === to.view) ? to.view : 'overview'
    for (const view of views) view.hidden = view.id !== shown
    for (const link of document.querySelectorAll<HTMLElement>('nav [data-view]')) {
      if (link.dataset['view'] === shown) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    }
    page.classList.toggle('first', shown === 'overview')
    if (moved) scrollTo(0, 0)
    if (shown === 'findings') list.show(to)
    if (shown === 'inventory') void assets.show(to)
  }
  tools(list)
  listenToKeys(list, () => state.view === 'findings')
  turn(state)
  addEventListener('hashchange', () => turn(stateOf(location.hash)))
  addEventListener('popstate', () => turn(stateOf(location.hash)))
  document.querySelector('a.skip')?.addEventListener('click', (event) => {
    event.preventDefault()
    place('main').focus()
  })
  let read = 0
  for (let part = 0; part < data.rowParts; part++) {
    const items = itemsOf(await data.rows(part), read, catalogue)
    read += items.length
    list.add(items, part === data.rowParts - 1)
    if (part === 0) page.dataset['ready'] = 'first'
  }
  if (data.rowParts === 0) list.add([], true)
  page.dataset['ready'] = 'all'
  list.show(state)
  await list.prepare()
  page.dataset['ready'] = 'print'
}

function tools(list: List): void {
  const isDark = (): boolean => (page.dataset['theme'] ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark'
  const theme = button('', () => {
    page.dataset['theme'] = isDark() ? 'light' : 'dark'
    name()
  }, { class: 'quiet' })
  const name = (): void => { theme.textContent = isDark() ? 'Light' : 'Dark' }
  name()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', name)
  place('tools').append(theme, button('Print', () => void list.prepare().then(() => print()), { class: 'quiet' }))
  addEventListener('beforeprint', () => list.print())
  addEventListener('afterprint', () => list.printed())
}

start().catch((error: unknown) => {
  // What stands in the page without any script is whole: all of it is shown.
  page.classList.remove('alive')
  for (const view of document.querySelectorAll<HTMLElement>('section.view')) view.hidden = false
  const words = error instanceof Error ? error.message : String(error)
  place('list').replaceChildren(element('p', { class: 'notice', role: 'alert' }, `The findings could not be shown: ${words}.`))
})
