// The keys: j and k or the arrows move in the list, / searches, Escape closes.
import type { List } from './list.js'

export function listenToKeys(list: List, isList: () => boolean): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isList()) return
    const at = document.activeElement
    const isTyping = at instanceof HTMLInputElement || at instanceof HTMLSelectElement
    if (event.key === 'Escape') {
      if (isTyping && at instanceof HTMLInputElement && at.value !== '') {
        at.value = ''
        at.dispatchEvent(new Event('input'))
      } else if (!list.close()) return
    } else if (isTyping) return
    else if (event.key === '/') list.focusSearch()
    else if (event.key === 'j' || (event.key === 'ArrowDown' && isOnRow(at))) list.move(1)
    else if (event.key === 'k' || (event.key === 'ArrowUp' && isOnRow(at))) list.move(-1)
    else return
    event.preventDefault()
  })
}

/** The arrows scroll the page elsewhere. */
function isOnRow(at: Element | null): boolean {
  return at?.matches('button.head') === true
}
