// Chat templates on their own: Jinja files, and the JSON files of tokenizers and processors that hold templates.
import { listOf, shape, string } from '../../core/shape.js'
import { textOf } from '../bytes.js'
import { format, type Opened } from '../format.js'
import { Signs, signs } from '../sign.js'
import { Stopped, orUnread } from '../unread.js'
import { fieldOf, fieldsOf, itemsOf, parseJson, stringOf } from '../text/json.js'
import { readTemplate } from '../text/template.js'

const props = shape({
  /** Name and SHA-256 of each template; `default` where a file has but one. */
  chatTemplates: listOf(shape({ name: string, hash: string })),
  /** What leads from a template into the program that renders it. */
  templateEscapes: signs,
  /** What makes the model say or do what nobody asked for. */
  templateInstructions: signs,
})

const holders = /^(?:.{0,80}[-_.])?(?:tokenizer_config|chat_template|processor_config|preprocessor_config)\.json$/i
const jinja = new Set(['.jinja', '.jinja2', '.j2'])
const mostTemplates = 200

export default format({
  type: 'artifact.chat_template',
  kind: 'artifact',
  props,
  recognise({ bytes, extension, name }) {
    if (bytes.includes(0)) return 0
    if (jinja.has(extension)) return 2
    const start = new TextDecoder().decode(bytes)
    return /^\ufeff?\s*\{/.test(start) && (holders.test(name) || (extension === '.json' && /"chat_template"\s*:/.test(start))) ? 2 : 0
  },
  /** Jinja is written for many things: a template is for chats if it has to do with messages or with the tokens of a model. */
  async confirm(file) {
    const text = await textOf(file.content, file.budget.limits.document)
    if (jinja.has(file.extension)) return /chat_?template/i.test(file.name) || (/\{[{%]/.test(text) && /\b(?:messages|add_generation_prompt|bos_token|eos_token)\b/.test(text))
    // Escapes in the key would keep it from being seen: JSON allows them, and nobody writes them but to hide.
    return /"chat_template"\s*:|"[^"\n]{0,60}\\u00[^"\n]{0,60}"\s*:/.test(text)
  },
  async read(file) {
    const into = { escapes: new Signs(), instructions: new Signs() }
    const hashes: { name: string; hash: string }[] = []
    await orUnread(file.unread, '', async () => {
      const templates = [...await templatesOf(file)]
      for (const { name, text } of templates.slice(0, mostTemplates)) {
        const member = templates.length === 1 ? '' : name
        await orUnread(file.unread, member, () => {
          const facts = readTemplate(text, file.budget, { member, ...into })
          hashes.push({ name, hash: facts.hash })
          if (facts.unread !== null) file.unread.push(facts.unread.at(member))
        })
      }
      if (templates.length > mostTemplates) throw new Stopped('limit', `more than ${mostTemplates} templates`)
    })
    return { props: { chatTemplates: hashes, templateEscapes: into.escapes.list, templateInstructions: into.instructions.list } }
  },
})

async function templatesOf(file: Opened): Promise<Iterable<{ name: string; text: string }>> {
  const { document } = file.budget.limits
  if (file.size > document) throw new Stopped('limit', `more than ${document / 2 ** 20} MB`)
  const text = await textOf(file.content, document)
  return jinja.has(file.extension) ? [{ name: 'default', text }] : held(fieldOf(parseJson(text), 'chat_template'))
}

/** One text, a list of `{ name, template }`, or, in processors, texts by name. */
function* held(value: unknown): Iterable<{ name: string; text: string }> {
  if (typeof value === 'string') yield { name: 'default', text: value }
  for (const one of itemsOf(value)) {
    const text = stringOf(fieldOf(one, 'template'))
    if (text !== null) yield { name: (stringOf(fieldOf(one, 'name')) ?? 'unnamed').slice(0, 100), text }
  }
  for (const [name, one] of fieldsOf(value)) if (typeof one === 'string') yield { name: name.slice(0, 100), text: one }
}
