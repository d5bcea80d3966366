// Regular expressions in linear time, each compiled once.
import { RE2JS } from 're2js'

type Test = (text: string) => boolean
const compiled = new Map<string, Test | string>()
const maxKept = 1000

/** A test for a pattern, or why the pattern is none. */
export function pattern(source: string): Test | string {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const made = make(source)
  // Patterns from parameters are few; the bound is for the odd rule that builds them from properties.
  if (compiled.size < maxKept) compiled.set(source, made)
  return made
}

function make(source: string): Test | string {
  try {
    const re = RE2JS.compile(source)
    return (text) => re.matcher(text).find()
  } catch (error) {
    return `"${source}" is no regular expression: ${error instanceof Error ? error.message : String(error)}`
  }
}
