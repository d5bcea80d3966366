// Names of members as an unpacking tool takes them: where they lead, and which are one name in its eyes.

/** Why unpacking to a folder would write outside of it, or null. */
export function escape(name: string): string | null {
  if (name.includes('\0')) return 'a NUL byte in the name'
  if (/^[/\\]/.test(name)) return 'an absolute path'
  if (/^[A-Za-z]:/.test(name)) return 'a drive letter'
  let depth = 0
  for (const part of name.split(/[/\\]/)) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return 'a path out of the folder'
  }
  return null
}

/** Where a link leads that should stay within, or null where it does. */
export function linkEscape(name: string, target: string, fromRoot: boolean): string | null {
  if (/^[/\\]|^[A-Za-z]:/.test(target)) return 'a link to an absolute path'
  const folder = name.replaceAll('\\', '/').split('/').slice(0, -1).join('/')
  return escape(fromRoot || folder === '' ? target : `${folder}/${target}`) === null ? null : 'a link out of the folder'
}

/** Equal for names that one file system or another takes for the same. */
export function folded(name: string): string {
  return name.replaceAll('\\', '/').split('/').filter((part) => part !== '' && part !== '.').join('/').normalize('NFC').toLowerCase()
}
