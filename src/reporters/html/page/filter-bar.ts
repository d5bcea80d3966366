// The filters above the list: search, severities as switches, and a choice for each thing a finding is under.
import { button, element } from './element.js'
import { choices } from './filter.js'
import { severities, spaced, states, typeWords, type Item } from './items.js'
import type { State, Word } from './state.js'

type Change = (by: Partial<Record<Word, string | undefined>>) => void

export interface FilterBar {
  element: HTMLElement
  focus(): void
  show(state: State, items: readonly Item[]): void
  /** What there is to choose from. */
  options(items: readonly Item[]): void
}

export function filterBar(change: Change): FilterBar {
  const search = element('input', { type: 'search', placeholder: 'Name, id, rule, message', 'aria-label': 'Search findings', autocomplete: 'off', spellcheck: 'false' })
  let waiting: ReturnType<typeof setTimeout> | undefined
  search.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => change({ q: search.value.trim() }), 120)
  })
  let current: State = {}
  const switches = severities.map((severity) => button(severity, () => {
    const on = new Set((current.severity ?? '').split(',').filter((word) => word !== ''))
    if (!on.delete(severity)) on.add(severity)
    change({ severity: severities.filter((word) => on.has(word)).join(',') })
  }, { class: `switch ${severity}`, 'aria-pressed': 'false' }))
  const shows = select('Show', (value) => change({ show: value === 'findings' ? undefined : value }))
  const lists = choices.map(({ word, label, of }) => ({ word, of, ...select(label, (value) => change({ [word]: value })) }))
  const reset = button('Clear filters', () => change({ q: '', severity: '', show: '', ...Object.fromEntries(choices.map(({ word }) => [word, ''])) }), { class: 'quiet' })
  const bar = element('div', { class: 'filters', role: 'search', 'aria-label': 'Filter findings' },
    element('div', { class: 'line' }, search, element('div', { class: 'switches', role: 'group', 'aria-label': 'Severity' }, switches)),
    element('div', { class: 'line' }, shows.box, lists.map(({ box }) => box), reset))
  let counted = -1
  return {
    element: bar,
    focus: () => search.focus(),
    show(state, items) {
      current = state
      if (document.activeElement !== search) search.value = state.q ?? ''
      const on = (state.severity ?? '').split(',')
      severities.forEach((severity, i) => switches[i]?.setAttribute('aria-pressed', String(on.includes(severity))))
      if (counted !== items.length) {
        counted = items.length
        fill(shows.field, states.map((word) => [word, `${word === 'unknown' ? 'not judged' : word} (${spaced(items.filter((item) => item.state === word).length)})`]), [['all', 'all of them']])
      }
      shows.field.value = state.show ?? 'findings'
      for (const { word, field, box } of lists) {
        const value = state[word] ?? ''
        if (value !== '' && ![...field.options].some((option) => option.value === value)) field.append(element('option', { value }, value))
        field.value = value
        box.hidden = field.options.length <= 2 && value === ''
        box.classList.toggle('set', value !== '')
      }
      reset.hidden = !['q', 'severity', 'show', ...choices.map(({ word }) => word)].some((word) => word in state)
    },
    options(items) {
      for (const { word, of, field, box } of lists) {
        const found = new Set(items.flatMap((item) => of(item)).filter((value) => value !== ''))
        const kept = field.value
        fill(field, [['', 'any']], [...found].toSorted().map((value) => [value, word === 'type' ? `${typeWords(value)} (${value.split('.', 1)[0] ?? ''})` : value]))
        if (kept !== '' && !found.has(kept)) field.append(element('option', { value: kept }, kept))
        field.value = kept
        box.hidden = found.size < 2 && kept === ''
      }
    },
  }
}

function select(words: string, chosen: (value: string) => void): { box: HTMLElement; field: HTMLSelectElement } {
  const id = `filter-${words.toLowerCase().replaceAll(' ', '-')}`
  const field = element('select', { id }, element('option', { value: '' }, 'any'))
  field.addEventListener('change', () => chosen(field.value))
  return { box: element('div', { class: 'field' }, element('label', { for: id }, words), field), field }
}

function fill(field: HTMLSelectElement, ...lists: (readonly [string, string])[][]): void {
  field.replaceChildren(...lists.flat().map(([value, words]) => element('option', { value }, words)))
}
