// Chat templates of a GGUF file, read as text: what they could do when a runtime renders them.
import type { Budget } from '../limits.js'
import { shown, Signs } from '../sign.js'
import { readTemplate } from '../text/template.js'
import { orUnread, type Unread } from '../unread.js'
import type { Values } from './values.js'

export interface Templates {
  chatTemplates: { name: string; hash: string }[]
  escapes: Signs
  instructions: Signs
}

const prefix = 'tokenizer.chat_template'
const most = 20

export async function readTemplates(values: Values, budget: Budget, unread: Unread[]): Promise<Templates> {
  const found: Templates = { chatTemplates: [], escapes: new Signs(), instructions: new Signs() }
  const { escapes, instructions } = found
  for (const [key, text] of values.kept) {
    if (typeof text !== 'string' || (key !== prefix && !key.startsWith(`${prefix}.`))) continue
    if (found.chatTemplates.length >= most) {
      unread.push({ reason: 'limit', what: `more than ${most} chat templates`, member: key })
      break
    }
    const template = await orUnread(unread, key, () => readTemplate(text, budget, { member: key, escapes, instructions }))
    if (template === undefined) continue
    found.chatTemplates.push({ name: key === prefix ? 'default' : shown(key.slice(prefix.length + 1)), hash: template.hash })
    if (template.unread !== null) unread.push(template.unread.at(key))
  }
  return found
}
