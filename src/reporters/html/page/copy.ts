// A button that puts a text on the clipboard, and says whether it did.
import { button } from './element.js'

export function copyButton(text: string): HTMLButtonElement {
  const made = button('Copy', () => {
    const said = (words: string): void => {
      made.textContent = words
      setTimeout(() => { made.textContent = 'Copy' }, 2000)
    }
    // Where the browser has no clipboard for local files, the text is selected for the user's own keys.
    if (navigator.clipboard === undefined) said(selected(made) ? 'Selected' : 'Not copied')
    else navigator.clipboard.writeText(text).then(() => said('Copied'), () => said(selected(made) ? 'Selected' : 'Not copied'))
  }, { class: 'quiet copy', 'aria-label': 'Copy the command' })
  made.setAttribute('aria-live', 'polite')
  return made
}

function selected(made: HTMLElement): boolean {
  const code = made.parentElement?.querySelector('code')
  if (code === null || code === undefined) return false
  getSelection()?.selectAllChildren(code)
  return true
}
