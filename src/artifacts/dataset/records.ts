// Records written as JSON: flattened to columns by path, so that `messages[].content` is one column.

const longestPath = 120

/** The fields of a record: path and text. Their count is bounded; nesting may be as deep as it likes. */
export function flatten(record: unknown, most = 500): [path: string, value: string][] {
  const found: [string, string][] = []
  const open: [path: string, value: unknown][] = [['', record]]
  for (let next = open.pop(); next !== undefined && found.length < most; next = open.pop()) {
    const [path, value] = next
    if (typeof value === 'string') found.push([path, value])
    else if (typeof value === 'number' || typeof value === 'boolean') found.push([path, String(value)])
    else if (Array.isArray(value)) for (const item of value.slice(0, most).toReversed()) open.push([`${path}[]`.slice(0, longestPath), item])
    else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value).slice(0, most).toReversed()) open.push([(path === '' ? key : `${path}.${key}`).slice(0, longestPath), item])
    }
  }
  return found
}

/** An object out of a line; undefined where the line is none. */
export function parseRecord(line: string): object | undefined {
  if (!line.trimStart().startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Lines of a log are records, too, and nobody trains on them. */
export function isLogRecord(keys: readonly string[]): boolean {
  const has = (pattern: RegExp): boolean => keys.some((key) => pattern.test(key))
  return has(/^@?(?:timestamp|time|ts|date)$/i) && has(/^(?:level|severity|lvl|loglevel|log_level)$/i)
}
