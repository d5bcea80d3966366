// The inventory's list: searched by name, id and type, a page at a time.
import type { AssetPart } from '../wire.js'
import type { Data } from './data.js'
import { element } from './element.js'
import { spaced, typeWords } from './items.js'
import { changed, type State } from './state.js'

const most = 200

export class Assets {
  private part: AssetPart | undefined
  private state: State = {}
  private readonly search = element('input', { type: 'search', placeholder: 'Name, id or type', 'aria-label': 'Search assets', autocomplete: 'off', spellcheck: 'false' })
  private readonly kind = element('select', { id: 'assets-kind' })
  private readonly status = element('p', { class: 'status', role: 'status' })
  private readonly rows = element('tbody')

  constructor(private readonly data: Data, into: HTMLElement, go: (state: State) => void) {
    this.search.addEventListener('input', () => go(changed(this.state, { q: this.search.value.trim() })))
    this.kind.addEventListener('change', () => go(changed(this.state, { kind: this.kind.value })))
    into.append(
      element('div', { class: 'filters', role: 'search', 'aria-label': 'Search the inventory' }, element('div', { class: 'line' }, this.search, element('div', { class: 'field' }, element('label', { for: 'assets-kind' }, 'Kind'), this.kind))),
      this.status,
      element('div', { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Assets' }, element('table', {},
        element('thead', {}, element('tr', {}, ['Kind', 'Name', 'Type', 'Where', 'Id'].map((words) => element('th', { scope: 'col' }, words)))), this.rows)))
  }

  async show(state: State): Promise<void> {
    this.state = state
    if (this.part === undefined) {
      this.part = await this.data.assets()
      const kinds = [...new Set(this.part.types.map(([, kind]) => kind))].toSorted()
      this.kind.replaceChildren(element('option', { value: '' }, 'any'), ...kinds.map((kind) => element('option', { value: kind }, kind.replaceAll('-', ' '))))
    }
    this.draw(this.part)
  }

  private draw({ types, scopes, assets, all }: AssetPart): void {
    if (document.activeElement !== this.search) this.search.value = this.state.q ?? ''
    this.kind.value = this.state.kind ?? ''
    const sought = (this.state.q ?? '').toLowerCase().split(/\s+/).filter((word) => word !== '')
    const found = assets.filter(([type, scope, name, id]) => {
      const [typeName = '', kind = ''] = types[type] ?? []
      if (this.state.kind !== undefined && kind !== this.state.kind) return false
      const text = `${name}\n${id}\n${typeName}\n${scopes[scope] ?? ''}`.toLowerCase()
      return sought.every((word) => text.includes(word))
    })
    const left = all - assets.length
    this.status.textContent = [
      `${spaced(found.length)} of ${spaced(assets.length)} assets`,
      ...(found.length > most ? [`the first ${most} are shown`] : []),
      ...(left > 0 ? [`${spaced(left)} more are not in this file: aispm scan -o inventory=FILE keeps them all`] : []),
    ].join('; ')
    this.rows.replaceChildren(...found.slice(0, most).map(([type, scope, name, id]) => {
      const [typeName = '', kind = ''] = types[type] ?? []
      return element('tr', {}, element('td', {}, kind.replaceAll('-', ' ')), element('td', { class: 'name' }, name), element('td', {}, typeWords(typeName)), element('td', {}, scopes[scope] ?? ''), element('td', {}, element('code', {}, id)))
    }))
  }
}
