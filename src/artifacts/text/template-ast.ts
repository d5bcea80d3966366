// Syntax trees of Jinja templates, as @huggingface/jinja builds them: its tokenizer and parser are used, never its runtime.
import { parse, tokenize } from '@huggingface/jinja'
import type { Budget } from '../limits.js'
import { Stopped } from '../unread.js'

interface Binary { type: 'BinaryExpression'; operator: { value: string }; left: TemplateNode; right: TemplateNode }
interface Member { type: 'MemberExpression'; object: TemplateNode; property: TemplateNode; computed: boolean }
interface Call { type: 'CallExpression'; callee: TemplateNode; args: TemplateNode[] }
interface If { type: 'If'; test: TemplateNode; body: TemplateNode[]; alternate: TemplateNode[] }

export type TemplateNode =
  | { type: 'Program'; body: TemplateNode[] }
  | If
  | { type: 'For'; loopvar: TemplateNode; iterable: TemplateNode; body: TemplateNode[]; defaultBlock: TemplateNode[] }
  | { type: 'Set'; assignee: TemplateNode; value: TemplateNode | null; body: TemplateNode[] }
  | { type: 'Macro'; name: TemplateNode; args: TemplateNode[]; body: TemplateNode[] }
  | { type: 'CallStatement'; call: TemplateNode; callerArgs: TemplateNode[] | null; body: TemplateNode[] }
  | { type: 'FilterStatement'; filter: TemplateNode; body: TemplateNode[] }
  | { type: 'Comment'; value: string }
  | { type: 'Break' | 'Continue' }
  | Member
  | Call
  | { type: 'Identifier' | 'StringLiteral'; value: string }
  | { type: 'IntegerLiteral' | 'FloatLiteral'; value: number }
  | { type: 'ArrayLiteral' | 'TupleLiteral'; value: TemplateNode[] }
  | { type: 'ObjectLiteral'; value: Map<TemplateNode, TemplateNode> }
  | Binary
  | { type: 'FilterExpression'; operand: TemplateNode; filter: TemplateNode }
  | { type: 'SelectExpression'; lhs: TemplateNode; test: TemplateNode }
  | { type: 'TestExpression'; operand: TemplateNode; negate: boolean; test: TemplateNode }
  | { type: 'UnaryExpression'; operator: { value: string }; argument: TemplateNode }
  | { type: 'SliceExpression'; start?: TemplateNode; stop?: TemplateNode; step?: TemplateNode }
  | { type: 'KeywordArgumentExpression'; key: TemplateNode; value: TemplateNode }
  | { type: 'SpreadExpression' | 'KeywordSpreadExpression'; argument: TemplateNode }
  | { type: 'Ternary'; condition: TemplateNode; trueExpr: TemplateNode; falseExpr: TemplateNode }

/** Longest template: real ones are of 1 to 40 kB. */
export const longestTemplate = 2 ** 20

/** The tree; null where the parser does not take the template, which says nothing about what Jinja itself does with it. */
export function parseTemplate(text: string, budget: Budget): TemplateNode | null {
  budget.tick()
  // The library takes out its own tags by a pattern that costs the square of a run of white space.
  const bounded = text.replaceAll(/\s{100,}/g, (run) => run.slice(0, 100))
  try {
    return parse(tokenize(bounded)) as unknown as TemplateNode
  } catch (error) {
    // Its parser recurses: nesting without end shows as a RangeError of the stack.
    if (error instanceof RangeError) throw new Stopped('limit', 'nested too deeply for a template')
    return null
  }
}

/** What a node is made of, in the order of the source. */
export function children(node: TemplateNode): TemplateNode[] {
  switch (node.type) {
    case 'Program': return node.body
    case 'If': return [node.test, ...node.body, ...node.alternate]
    case 'For': return [node.loopvar, node.iterable, ...node.body, ...node.defaultBlock]
    case 'Set': return [...(node.value === null ? [] : [node.value]), ...node.body, node.assignee]
    case 'Macro': return [node.name, ...node.args, ...node.body]
    case 'CallStatement': return [node.call, ...(node.callerArgs ?? []), ...node.body]
    case 'FilterStatement': return [node.filter, ...node.body]
    case 'MemberExpression': return [node.object, node.property]
    case 'CallExpression': return [node.callee, ...node.args]
    case 'ArrayLiteral': case 'TupleLiteral': return node.value
    case 'ObjectLiteral': return [...node.value].flat()
    case 'BinaryExpression': return [node.left, node.right]
    case 'FilterExpression': return [node.operand, node.filter]
    case 'SelectExpression': return [node.lhs, node.test]
    case 'TestExpression': return [node.operand, node.test]
    case 'UnaryExpression': return [node.argument]
    case 'SliceExpression': return [node.start, node.stop, node.step].filter((part) => part !== undefined)
    case 'KeywordArgumentExpression': return [node.key, node.value]
    case 'SpreadExpression': case 'KeywordSpreadExpression': return [node.argument]
    case 'Ternary': return [node.condition, node.trueExpr, node.falseExpr]
    case 'Comment': case 'Break': case 'Continue': case 'Identifier': case 'StringLiteral': case 'IntegerLiteral': case 'FloatLiteral': return []
  }
}

/** Every node below and including this one, each after its children; no recursion, so that depth costs no stack. */
export function* bottomUp(root: TemplateNode): Iterable<TemplateNode> {
  const open: { node: TemplateNode; rest: TemplateNode[] }[] = [{ node: root, rest: children(root).toReversed() }]
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const next = top.rest.pop()
    if (next !== undefined) {
      open.push({ node: next, rest: children(next).toReversed() })
      continue
    }
    open.pop()
    yield top.node
  }
}

/** The name of a filter or a test, whether it has arguments or not. */
export function nameOf(node: TemplateNode): string {
  if (node.type === 'Identifier') return node.value
  return node.type === 'CallExpression' ? nameOf(node.callee) : ''
}

export function argumentsOf(node: TemplateNode): TemplateNode[] {
  return node.type === 'CallExpression' ? node.args : []
}
