// The model or dataset card: the front matter of a README.
import { isDocument, textIn, textsIn, wholeText, yamlOf, type Document } from './json.js'
import type { Bytes } from '../bytes.js'

export interface Card {
  licence: string | null
  baseModels: string[]
  datasets: string[]
  library: string | null
  task: string | null
}

/** Null when the README has no front matter: it is then a text like any other. */
export async function readCard(content: Bytes): Promise<Card | null> {
  const front = /^\ufeff?---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(await wholeText(content))?.[1]
  if (front === undefined) return null
  const fields = yamlOf(front)
  return isDocument(fields) ? cardOf(fields) : null
}

// https://huggingface.co/docs/hub/model-cards: license is a word, or `other` with license_name.
function cardOf(fields: Document): Card {
  const licence = textIn(fields, 'license')
  return {
    licence: licence === 'other' ? textIn(fields, 'license_name') ?? licence : licence,
    baseModels: textsIn(fields, 'base_model'), datasets: textsIn(fields, 'datasets'),
    library: textIn(fields, 'library_name'), task: textIn(fields, 'pipeline_tag'),
  }
}
