// Finds in chat templates what makes a model say or do things that nobody asked for: words put in on a trigger, links, blobs.
import type { Budget } from '../limits.js'
import type { Signs } from '../sign.js'
import { hiddenInstructions } from './instructions.js'
import { argumentsOf, bottomUp, children, nameOf, type TemplateNode } from './template-ast.js'
import { foldConstants, pathOf } from './template-fold.js'

type Place = (text: string) => { member: string; offset: number | null }

/** Deepest nesting of statements that is followed; real templates have less than 20. */
const deepest = 500

/** `place` tells where a text stands in the template. Returns false where nesting went beyond what is followed. */
export function instructionsIn(root: TemplateNode, found: Signs, place: Place, budget: Budget): boolean {
  const walk = new Walk(root, found, place, budget)
  walk.statements(root.type === 'Program' ? root.body : [root], null, 0)
  return walk.whole
}

class Walk {
  whole = true
  private readonly constants: ReadonlyMap<TemplateNode, unknown>
  /** Expressions, and variables by name, that have to do with what was said, with the date, with the number of turns. */
  private readonly said = new Set<TemplateNode | string>()
  private readonly dates = new Set<TemplateNode | string>()
  private readonly turns = new Set<TemplateNode>()
  private readonly flags = new Map<string, string>()
  /** Variables that run through a list of constants. */
  private readonly runs = new Map<string, unknown>()

  constructor(root: TemplateNode, private readonly found: Signs, private readonly place: Place, private readonly budget: Budget) {
    this.constants = foldConstants(root)
    // Assignments may feed each other in any order: twice over is enough for what people write.
    for (let round = 0; round < 2; round++) for (const node of bottomUp(root)) this.learn(node)
  }

  private learn(node: TemplateNode): void {
    if (node.type === 'For' && node.loopvar.type === 'Identifier') this.runs.set(node.loopvar.value, this.constants.get(node.iterable))
    if (node.type === 'Set') {
      const name = pathOf(node.assignee)
      if (name === null || node.value === null) return
      if (this.said.has(node.value)) this.said.add(name)
      if (this.dates.has(node.value)) this.dates.add(name)
      return
    }
    const path = node.type === 'Identifier' || node.type === 'MemberExpression' ? pathOf(node) : null
    const parts = children(node)
    const reads = node.type === 'MemberExpression' && (node.computed ? this.constants.get(node.property) : nameOf(node.property)) === 'content'
    if (reads || path === 'content' || (path !== null && this.said.has(path)) || parts.some((part) => this.said.has(part))) this.said.add(node)
    const isNow = node.type === 'CallExpression' && nameOf(node.callee) === 'strftime_now'
    if (isNow || (path !== null && this.dates.has(path)) || parts.some((part) => this.dates.has(part))) this.dates.add(node)
    const counts = node.type === 'FilterExpression' && /^(?:length|count)$/.test(nameOf(node.filter)) && nameOf(node.operand) === 'messages'
    if (counts || /^loop\.(?:index0?|revindex0?|length)$/.test(path ?? '') || parts.some((part) => this.turns.has(part))) this.turns.add(node)
  }

  /** `trigger` is the condition on content or date under which these run, null if there is none. */
  statements(body: readonly TemplateNode[], trigger: string | null, depth: number): void {
    if (depth > deepest) {
      this.whole = false
      return
    }
    for (const node of body) {
      this.budget.tick()
      switch (node.type) {
        case 'If': {
          const condition = this.trigger(node.test) ?? trigger
          this.statements(node.body, condition, depth + 1)
          this.statements(node.alternate, condition, depth + 1)
          break
        }
        case 'For': {
          const filter = node.iterable.type === 'SelectExpression' ? this.trigger(node.iterable.test) : null
          this.statements(node.body, filter ?? trigger, depth + 1)
          this.statements(node.defaultBlock, trigger, depth + 1)
          break
        }
        case 'Set': {
          const name = pathOf(node.assignee)
          if (trigger !== null && name !== null) this.flags.set(name, trigger)
          if (node.value !== null) {
            const own = this.trigger(node.value)
            if (own !== null && name !== null) this.flags.set(name, own)
            this.emitted(node.value, trigger)
          }
          this.statements(node.body, trigger, depth + 1)
          break
        }
        case 'Macro': case 'CallStatement': case 'FilterStatement':
          this.statements(node.body, trigger, depth + 1)
          break
        case 'Comment': case 'Break': case 'Continue':
          break
        default:
          this.emitted(node, trigger)
      }
    }
  }

  /** Texts of an expression that come out of the template, or may. */
  private emitted(expression: TemplateNode, trigger: string | null): void {
    const open: { node: TemplateNode; trigger: string | null }[] = [{ node: expression, trigger }]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { node } = next
      const constant = this.constants.get(node)
      if (typeof constant === 'string' && node.type !== 'Identifier') {
        this.judge(constant, next.trigger)
        continue
      }
      switch (node.type) {
        case 'Ternary': {
          const condition = this.trigger(node.condition) ?? next.trigger
          open.push({ node: node.trueExpr, trigger: condition }, { node: node.falseExpr, trigger: condition })
          break
        }
        case 'SelectExpression':
          open.push({ node: node.lhs, trigger: this.trigger(node.test) ?? next.trigger })
          break
        case 'MemberExpression':
          // `{'word': 'text'}[content]`: the answer hangs on what was said.
          if (node.computed && this.said.has(node.property)) open.push({ node: node.object, trigger: 'looks up what was said' })
          else open.push({ node: node.object, trigger: next.trigger })
          break
        case 'ObjectLiteral':
          for (const value of node.value.values()) open.push({ node: value, trigger: next.trigger })
          break
        case 'CallExpression':
          if (nameOf(node.callee) === 'raise_exception') break
          this.rewrite(node.callee.type === 'MemberExpression' ? nameOf(node.callee.property) : '', node.callee, node.args)
          for (const part of children(node)) open.push({ node: part, trigger: next.trigger })
          break
        case 'FilterExpression':
          this.rewrite(nameOf(node.filter), node.operand, argumentsOf(node.filter))
          open.push({ node: node.operand, trigger: next.trigger })
          for (const argument of argumentsOf(node.filter)) open.push({ node: argument, trigger: next.trigger })
          break
        case 'BinaryExpression':
          if (/^(?:==|!=|<=?|>=?|in|not in)$/.test(node.operator.value)) break
          open.push({ node: node.left, trigger: next.trigger }, { node: node.right, trigger: next.trigger })
          break
        default:
          for (const part of children(node)) open.push({ node: part, trigger: next.trigger })
      }
    }
  }

  private judge(text: string, trigger: string | null): void {
    const signs: [what: string, detail: string][] = hiddenInstructions(text).list.map(({ what, detail }) => [what, detail])
    const link = /(?:https?:\/\/|\bwww\.)[^\s"'<>)\]]{3,120}/i.exec(text)?.[0]
    if (link !== undefined && !/^https?:\/\/(?:www\.)?json-schema\.org\b/i.test(link)) signs.push(['link in the output', link])
    if (text.includes('<!--')) signs.push(['HTML comment in the output', text.slice(text.indexOf('<!--'))])
    const blob = /[A-Za-z0-9+/_-]{80,}={0,2}/.exec(text)?.[0]
    if (blob !== undefined && /\d/.test(blob) && /[a-z]/.test(blob) && /[A-Z]/.test(blob)) signs.push(['encoded block in the output', blob.slice(0, 40)])
    if (trigger !== null && (isProse(text) || link !== undefined)) signs.push(['words put in on a condition', `${trigger}: ${text.trim()}`])
    for (const [what, detail] of signs) this.found.add(what, { ...this.place(text), detail })
  }

  /** `content|replace('yes', 'no')` */
  private rewrite(name: string, on: TemplateNode, given: readonly TemplateNode[]): void {
    if (name !== 'replace' || !this.said.has(on)) return
    const [from, to] = given.map((one) => this.constants.get(one))
    if (typeof from !== 'string' || typeof to !== 'string' || !isWordy(from) || to === '' || !/[A-Za-z]{2}/.test(to)) return
    this.found.add('rewrites what was said', { ...this.place(from), detail: `${from} becomes ${to}` })
  }

  /** Why a test hangs on what was said, on the date or on the length of the conversation; null if it does not. */
  private trigger(test: TemplateNode): string | null {
    for (const node of bottomUp(test)) {
      const flag = node.type === 'Identifier' || node.type === 'MemberExpression' ? this.flags.get(pathOf(node) ?? '') : undefined
      if (flag !== undefined) return flag
      if (node.type === 'BinaryExpression') {
        const why = this.comparison(node.operator.value, node.left, node.right)
        if (why !== null) return why
      }
      const name = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? nameOf(node.callee.property)
        : node.type === 'FilterExpression' ? nameOf(node.filter) : ''
      if (!/^(?:startswith|endswith|find|index|count|match|search|regex_search|regex_match|contains)$/.test(name)) continue
      const on = node.type === 'FilterExpression' ? node.operand : node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? node.callee.object : null
      const word = (node.type === 'FilterExpression' ? argumentsOf(node.filter) : argumentsOf(node)).map((one) => this.constants.get(one)).find((one) => typeof one === 'string')
      if (on !== null && this.said.has(on) && typeof word === 'string' && isWordy(word)) return `if the conversation has “${word}”`
    }
    return null
  }

  private comparison(operator: string, left: TemplateNode, right: TemplateNode): string | null {
    if (!/^(?:==|!=|<=?|>=?|in|not in)$/.test(operator)) return null
    for (const [one, other] of [[left, right], [right, left]] as const) {
      const constant = this.constants.get(other) ?? (other.type === 'Identifier' ? this.runs.get(other.value) : undefined)
      if (this.dates.has(one)) return `if the date ${operator} ${typeof constant === 'string' || typeof constant === 'number' ? constant : '…'}`
      const words = Array.isArray(constant) ? constant : [constant]
      const word = words.find((each) => typeof each === 'string' && isWordy(each))
      if (this.said.has(one) && typeof word === 'string') return `if the conversation has “${word}”`
      if (typeof constant === 'number' && constant >= 3 && this.turns.has(one)) return `if the turn ${operator} ${constant}`
    }
    return null
  }
}

/** Has words in it that people say: role tokens (`</think>`, `[INST]`) and switches (`/no_think`) are none. */
function isWordy(text: string): boolean {
  const rest = text.replaceAll(/<[^<>]{0,80}>/g, ' ').replaceAll(/\[\/?[A-Z_]{1,40}\]/g, ' ').replaceAll(/(?:^|\s)\/\w{1,30}/g, ' ')
  return /\p{L}{3}|\p{Script=Han}{2}/u.test(rest)
}

/** Four words in a row, or six characters of Chinese. */
function isProse(text: string): boolean {
  return /(?:\p{L}[\p{L}'’-]{0,30}[\s,;:]{1,3}){3}\p{L}{2}/u.test(text) || /\p{Script=Han}{6}/u.test(text)
}
