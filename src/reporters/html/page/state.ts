// What the page shows, kept in the address after `#`: a view can be shared, and the way back works.
const words = ['view', 'show', 'severity', 'place', 'kind', 'type', 'phase', 'rule', 'framework', 'owner', 'baseline', 'q', 'open', 'page'] as const
export type Word = (typeof words)[number]
export type State = Readonly<Partial<Record<Word, string>>>

export function stateOf(fragment: string): State {
  const said = new URLSearchParams(fragment.replace(/^#/, ''))
  const state: Partial<Record<Word, string>> = {}
  for (const word of words) {
    const value = said.get(word)
    if (value !== null && value !== '') state[word] = value
  }
  return state
}

export function fragmentOf(state: State): string {
  const said = new URLSearchParams()
  for (const word of words) {
    const value = state[word]
    if (value !== undefined && value !== '') said.set(word, value)
  }
  return `#${said.toString()}`
}

/** The state with some words said anew; undefined takes a word out. */
export function changed(state: State, by: Partial<Record<Word, string | undefined>>): State {
  const all: Partial<Record<Word, string>> = {}
  for (const word of words) {
    const value = word in by ? by[word] : state[word]
    if (value !== undefined && value !== '') all[word] = value
  }
  return all
}
