// Syntax trees of Python source, by tree-sitter. The grammar is WebAssembly: whoever has files hands it in.
import { Language, Parser, type TreeCursor } from 'web-tree-sitter'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

/** One source, such as a file or a cell of a notebook, and how its places are told. */
export interface PythonPart {
  source: string
  member: string
  /** False for the cells of a notebook, which are no bytes of the file. */
  hasOffsets: boolean
}

/** A node of the tree that has a name in the grammar, or is an operator. */
export interface PythonNode {
  type: string
  /** Its field in the parent, such as `function` or `arguments`; empty if it has none. */
  field: string
  from: number
  to: number
  /** Counted from 1. */
  line: number
  children: PythonNode[]
  part: PythonPart
}

export interface PythonTree {
  root: PythonNode
  /** Line of the first place that the grammar does not take, null if it takes all. */
  brokenAt: number | null
}

export interface PythonReader {
  parse(part: PythonPart, budget: Budget): PythonTree
}

let reader: PythonReader | null = null

export function usePython(one: PythonReader | null): void {
  reader = one
}

export function python(): PythonReader | null {
  return reader
}

/** Longest source that is parsed. */
export const longestSource = 2 ** 21
const mostNodes = 3_000_000

/** `grammar`: tree-sitter-python.wasm. `runtime`: web-tree-sitter.wasm, which it else finds beside its own code. */
export async function createPythonReader(grammar: Uint8Array, runtime?: Uint8Array): Promise<PythonReader> {
  await Parser.init(runtime === undefined ? undefined : { wasmBinary: runtime })
  const language = await Language.load(grammar)
  return {
    parse(part, budget) {
      budget.tick()
      if (part.source.length > longestSource) throw new Stopped('limit', `source of more than ${longestSource / 2 ** 20} MB`)
      // A parser each time: after one that was stopped nothing is left over.
      const parser = new Parser().setLanguage(language)
      let out: unknown = null
      try {
        const tree = parser.parse(part.source, null, { progressCallback: () => isOver(budget, (error) => { out = error }) })
        if (tree === null) throw out instanceof Stopped ? out : new Stopped('limit', 'Python source that takes too long to parse')
        try {
          return { root: copy(tree.walk(), part, budget), brokenAt: tree.rootNode.hasError ? firstError(tree.walk()) : null }
        } finally {
          tree.delete()
        }
      } finally {
        parser.delete()
      }
    },
  }
}

function isOver(budget: Budget, because: (error: unknown) => void): boolean {
  try {
    budget.tick()
    return false
  } catch (error) {
    because(error)
    return true
  }
}

/** The tree as plain objects: walking it costs no calls into WebAssembly, and its memory there is given back. */
function copy(cursor: TreeCursor, part: PythonPart, budget: Budget): PythonNode {
  const node = (): PythonNode => ({
    type: cursor.nodeType, field: cursor.currentFieldName ?? '', from: cursor.startIndex, to: cursor.endIndex, line: cursor.startPosition.row + 1, children: [], part,
  })
  const root = node()
  const open = [root]
  let count = 0
  for (let inside = cursor.gotoFirstChild(); open.length > 0;) {
    if (!inside) {
      open.pop()
      inside = false
      if (open.length === 0 || !cursor.gotoParent()) break
      inside = cursor.gotoNextSibling()
      continue
    }
    count += 1
    if (count % 4096 === 0) budget.tick()
    if (count > mostNodes) throw new Stopped('limit', `Python source of more than ${mostNodes} nodes`)
    const next = node()
    const keeps = cursor.nodeIsNamed || next.field === 'operator' || next.field === 'operators'
    if (keeps && next.type !== 'comment') open.at(-1)?.children.push(next)
    if (cursor.gotoFirstChild()) {
      open.push(next)
      continue
    }
    inside = cursor.gotoNextSibling()
  }
  cursor.delete()
  return root
}

function firstError(cursor: TreeCursor): number {
  let line = 1
  for (;;) {
    if (cursor.nodeType === 'ERROR' || cursor.nodeIsMissing) break
    line = cursor.startPosition.row + 1
    // Down to the first child that has an error in it.
    if (!cursor.gotoFirstChild()) break
    while (!cursor.currentNode.hasError && cursor.gotoNextSibling());
  }
  line = cursor.startPosition.row + 1
  cursor.delete()
  return line
}

export function sourceOf(node: PythonNode): string {
  return node.part.source.slice(node.from, node.to)
}

export function child(node: PythonNode, field: string): PythonNode | null {
  return node.children.find((one) => one.field === field) ?? null
}
