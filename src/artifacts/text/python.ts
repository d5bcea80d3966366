// Reads Python source without running it: what it does on import and in use, which models it loads, and how.
import type { Budget } from '../limits.js'
import { Signs } from '../sign.js'
import { Stopped } from '../unread.js'
import { invisibleRuns } from './invisible.js'
import { PythonJudge } from './python-judge.js'
import { PythonNames } from './python-names.js'
import { python, type PythonNode, type PythonPart } from './python-tree.js'

export { createPythonReader, python, usePython, type PythonPart, type PythonReader } from './python-tree.js'

export interface PythonLoad {
  library: string
  /** Of the hub, such as `owner/name`. */
  id: string
  revision: string | null
  line: number
}

export interface PythonFacts {
  /** Processes, code, connections, native libraries and writes that happen when the module is imported. */
  importTime: Signs
  /** The same in functions that nothing calls on import; what model code ordinarily does there is left out. */
  onUse: Signs
  /** What comes from the network, or out of an encoding, and is run. */
  fetchAndRun: Signs
  obfuscated: Signs
  /** Deserialisers that run what the file says. */
  unsafeLoads: Signs
  remoteCode: Signs
  unpinned: Signs
  /** Modules at the top of import paths, sorted. */
  imports: string[]
  loads: PythonLoad[]
  /** Line that the grammar does not take; null if it takes all. What stands there was not judged. */
  brokenAt: { member: string; line: number } | null
}

/** Throws `Stopped`: no reader at hand, source too long, budget spent. */
export function readPython(source: string, budget: Budget): PythonFacts {
  return readPythonParts([{ source, member: '', hasOffsets: true }], budget)
}

/** Several sources that share their names, as the cells of a notebook do. */
export function readPythonParts(parts: readonly PythonPart[], budget: Budget): PythonFacts {
  const reader = python()
  if (reader === null) throw new Stopped('unsupported', 'Python source, without its grammar')
  const facts: PythonFacts = {
    importTime: new Signs(), onUse: new Signs(), fetchAndRun: new Signs(), obfuscated: new Signs(), unsafeLoads: new Signs(), remoteCode: new Signs(),
    unpinned: new Signs(), imports: [], loads: [], brokenAt: null,
  }
  const roots: PythonNode[] = []
  for (const part of parts) {
    const { root, brokenAt } = reader.parse(part, budget)
    roots.push(root)
    if (brokenAt !== null) facts.brokenAt ??= { member: part.member, line: brokenAt }
    outOfSight(part, facts.obfuscated)
  }
  const names = new PythonNames()
  for (const root of roots) for (const node of topDown(root, budget)) names.learn(node)
  new PythonJudge(names, facts, budget).judge(roots)
  facts.imports = [...names.imports].toSorted()
  return facts
}

/** Every node before its children, in the order of the source; no recursion. */
function* topDown(root: PythonNode, budget: Budget): Iterable<PythonNode> {
  const open = [root]
  let count = 0
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    count += 1
    if (count % 4096 === 0) budget.tick()
    yield node
    for (let i = node.children.length - 1; i >= 0; i--) {
      const next = node.children[i]
      if (next !== undefined) open.push(next)
    }
  }
}

/** Code that an editor does not show: far to the right, or with characters that turn the line around. */
function outOfSight(part: PythonPart, found: Signs): void {
  const offset = (index: number): number | null => (part.hasOffsets ? Buffer.byteLength(part.source.slice(0, index)) : null)
  for (const run of invisibleRuns(part.source)) {
    if (run.what === 'bidi control characters' || run.what === 'Unicode tag characters') found.add(run.what, { member: part.member, offset: offset(run.at), detail: run.detail })
  }
  const far = /[^\s#][ \t]{150,}[^\s#"'\\]/.exec(part.source)
  if (far !== null) found.add('code far to the right of the line', { member: part.member, offset: offset(far.index), detail: part.source.slice(far.index + 1, far.index + 1000).trim().slice(0, 120) })
}
