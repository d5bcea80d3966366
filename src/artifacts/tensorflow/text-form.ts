// SavedModels as text (saved_model.pbtxt), which loaders take as well: no more than the names of operators is read of them.
import { textOf } from '../bytes.js'
import type { Opened } from '../format.js'
import { Stopped } from '../unread.js'
import { loadsGraph, reachOf } from './operators.js'
import type { SavedModel } from './saved-model.js'

export function isTextForm(head: { name: string }): boolean {
  return head.name === 'saved_model.pbtxt'
}

export async function readTextForm(file: Opened, { graphs }: SavedModel): Promise<void> {
  const { document } = file.budget.limits
  const text = await textOf(file.content, document)
  for (const found of text.matchAll(/\bop\s*:\s*(?:"([\w>]{1,200})"|'([\w>]{1,200})')/g)) {
    const op = found[1] ?? found[2] ?? ''
    graphs.operators.add(op)
    const reach = reachOf(op, [], [])
    if (reach !== null) graphs.dangerous.add(op, { detail: reach })
    if (loadsGraph(op)) graphs.nested.add(op, { detail: 'makes a graph of a text' })
  }
  throw new Stopped('unsupported', 'is a SavedModel as text, of which only the names of operators are read')
}
