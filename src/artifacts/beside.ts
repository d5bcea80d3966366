// Where the path that a file names leads, from the folder that the file stands in.

/** The parts of the path from the top; null where it climbs out of that. Of absolute paths and addresses nothing is known here. */
export function partsBeside(path: string, other: string): string[] | null {
  const parts = path.split('/').slice(0, -1)
  for (const part of other.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts
}
