// Paths that a model file names: which of them leave the folder the model stands in.

/** Why a path is none within the model's own folder, null where it is one. */
export function leaves(path: string): string | null {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\x00-\x1f\x7f]/.test(path)) return 'holds control characters'
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return 'is a URL'
  if (/^[a-z]:/i.test(path)) return 'names a drive'
  if (path.startsWith('/') || path.startsWith('\\')) return 'is absolute'
  if (path.startsWith('~')) return 'starts in a home folder'
  if (path.split(/[/\\]/).includes('..')) return 'climbs out with ..'
  return null
}
