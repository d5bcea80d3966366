// What a document type declares that a careless XML parser would fetch, expand or run.
import type { Signs } from '../sign.js'
import type { XmlVisitor } from './xml.js'

/** Marks of XML that no model needs: document types, entities, instructions to other programs. */
export function entityMarks(found: Signs): Pick<XmlVisitor, 'doctype' | 'instruction'> {
  return {
    doctype(text, offset) {
      const external = /^\s*[\w.:-]+\s+(SYSTEM|PUBLIC)\s+((?:"[^"]*"|'[^']*')(?:\s*(?:"[^"]*"|'[^']*'))?)/.exec(text)
      found.add(external === null ? 'DOCTYPE' : `DOCTYPE ${external[1] ?? ''}`, { offset, detail: external?.[2] ?? text.trim().slice(0, 60) })
      for (const [, percent, name = '', kind, value = ''] of text.matchAll(entity)) {
        found.add(`entity ${percent === undefined ? '' : '%'}${name}`, { offset, detail: `${kind === undefined ? '' : `${kind} `}${value}` })
      }
    },
    instruction: (target, text, offset) => { found.add(`instruction ${target}`, { offset, detail: text }) },
  }
}

const entity = /<!ENTITY\s+(%\s+)?([^\s"'%&;>]{1,200})\s+(?:(SYSTEM|PUBLIC)\s+)?("[^"]{0,400}|'[^']{0,400})/g
