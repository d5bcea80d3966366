// Which formats there are, for help pages and completion; loading every reporter to say so would take too long.

/** In the order of the help page; a test holds it against what is installed. */
export const reportFormats = [
  'text', 'json', 'sarif', 'html', 'markdown', 'junit', 'csv', 'ocsf', 'cyclonedx', 'cyclonedx-1.7', 'gitlab', 'inventory',
] as const

/** What `-o` takes; text and json where a command is not named. */
export const formatsOf = {
  scan: reportFormats,
  inventory: ['text', 'json', 'inventory'],
  diff: ['text', 'json', 'markdown'],
  compliance: ['text', 'markdown', 'csv', 'html', 'json'],
  'rules test': ['text', 'json', 'junit'],
} as const

/** `text, json or markdown` */
export function either(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
}
