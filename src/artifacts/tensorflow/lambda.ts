// Layers of Keras in a SavedModel: which of them carry Python code of their own.
import { fieldsOf } from '../graph/json.js'
import { Signs } from '../sign.js'

const layersSeen = 200_000

/** Adds the Lambda layers that a layer's metadata names, wherever they are in it. */
export function findLambdas(metadata: string, path: string, offset: number, found: Signs): void {
  if (!metadata.includes('Lambda')) return
  let root: unknown
  try {
    root = JSON.parse(metadata)
  } catch {
    // A loader would stop here, too; that the word is there is worth telling.
    found.add('Lambda', { offset, detail: `${path}, metadata that is no JSON` })
    return
  }
  const open: unknown[] = [root]
  for (let seen = 0; open.length > 0 && seen < layersSeen; seen++) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    const fields = new Map<string, unknown>(Object.entries(value))
    if (fields.get('class_name') === 'Lambda') found.add(`Lambda ${nameOf(fields)}`.trim(), { offset, detail: `${path}, ${codeOf(fields.get('config'))}` })
    for (const child of fields.values()) if (typeof child === 'object') open.push(child)
  }
}

function nameOf(fields: ReadonlyMap<string, unknown>): string {
  const name = fieldsOf(fields.get('config')).get('name')
  return typeof name === 'string' ? name : ''
}

function codeOf(config: unknown): string {
  const code = fieldsOf(config).get('function')
  const text: unknown = Array.isArray(code) ? code[0] : code
  if (typeof text !== 'string') return 'a function of its own'
  if (!Array.isArray(code)) return `function ${text.slice(0, 60)}`
  return `marshalled code, ${Math.floor(text.replaceAll(/\s/g, '').length * 3 / 4)} bytes`
}
