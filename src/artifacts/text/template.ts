// Reads chat templates without rendering them: what reaches out of the template, and what speaks to the model unasked.
import { createHash } from 'node:crypto'
import type { Budget } from '../limits.js'
import { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import { hiddenInstructions } from './instructions.js'
import { longestTemplate, parseTemplate, type TemplateNode } from './template-ast.js'
import { escapesIn, escapesInTags } from './template-escapes.js'
import { instructionsIn } from './template-instructions.js'

export interface TemplateFacts {
  /** SHA-256 of the text with `\n` for line ends and without white space at its end: templates are one if this is. */
  hash: string
  /** What leads from the template into the program that renders it. */
  escapes: Signs
  /** What makes a model say or do what nobody asked for, invisible characters among it. */
  instructions: Signs
  /** False where only the tags could be looked at one by one. */
  parsed: boolean
  /** What kept it from being read whole: to be told with the file's own. */
  unread: Stopped | null
}

/** `into`: lists to add to, and the name of the template in the file. Never throws but for the budget's own end. */
export function readTemplate(text: string, budget: Budget, into: { member?: string; escapes?: Signs; instructions?: Signs } = {}): TemplateFacts {
  const { member = '', escapes = new Signs(), instructions = new Signs() } = into
  const facts: TemplateFacts = { hash: templateHash(text), escapes, instructions, parsed: false, unread: null }
  if (text.length > longestTemplate) {
    facts.unread = new Stopped('limit', `chat template of more than ${longestTemplate / 2 ** 20} MB`)
    return facts
  }
  let looked = 0
  const place = (part: string): { member: string; offset: number | null } => {
    looked += 1
    // A look costs the length of the text, and more signs than these are not kept.
    const at = part === '' || looked > 100 ? -1 : text.indexOf(part.slice(0, 200))
    return { member, offset: at === -1 ? null : Buffer.byteLength(text.slice(0, at)) }
  }
  let tree: TemplateNode | null = null
  try {
    tree = parseTemplate(text, budget)
    facts.unread = tree === null ? new Stopped('malformed', 'chat template that the parser does not take') : null
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    facts.unread = error
  }
  if (tree === null) {
    escapesInTags(text, escapes, member)
    hiddenInstructions(text, { member, into: instructions })
    return facts
  }
  facts.parsed = true
  escapesIn(tree, escapes, place)
  if (!instructionsIn(tree, instructions, place, budget)) facts.unread = new Stopped('limit', 'chat template nested too deeply')
  // Comments are not given to the model; invisible characters have no business there either.
  for (const sign of hiddenInstructions(text, { member }).list) if (/invisible|Unicode|selectors|bidi|zero-width/.test(sign.what)) instructions.add(sign.what, sign)
  return facts
}

/** The same for templates that differ in nothing that shows. */
export function templateHash(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n').trimEnd()).digest('hex')
}
