// The constant values of template expressions: what `'__cla' ~ 'ss__'`, `|join`, `|reverse`, `%` and slices come to.
import { argumentsOf, bottomUp, nameOf, type TemplateNode } from './template-ast.js'

type Constant = string | number | Constant[]

const longest = 100_000
const widest = 4096

/**
 * Constant strings, numbers and lists by node. A variable has every value that is set to it anywhere, the last one where it
 * is read: branches are not told apart.
 */
export function foldConstants(root: TemplateNode): Map<TemplateNode, Constant> {
  const values = new Map<TemplateNode, Constant>()
  const variables = new Map<string, Constant>()
  // Characters that all folded values may have in sum: doubling a string over and over costs no more than this.
  let left = 4 * 2 ** 20
  for (const node of bottomUp(root)) {
    if (node.type === 'Set') {
      const value = node.value === null ? textOf(node.body) : values.get(node.value)
      const name = pathOf(node.assignee)
      if (value !== undefined && name !== null) variables.set(name, value)
      continue
    }
    const value = fold(node, values, variables)
    if (value === undefined) continue
    const size = sizeOf(value)
    if (size > longest || size > left) continue
    left -= size
    values.set(node, value)
  }
  return values
}

function sizeOf(value: Constant): number {
  return typeof value === 'string' ? value.length : typeof value === 'number' ? 1 : value.reduce((sum: number, one) => sum + sizeOf(one), 1)
}

/** `a.b.c` of a variable or of a namespace. */
export function pathOf(node: TemplateNode): string | null {
  if (node.type === 'Identifier') return node.value
  if (node.type !== 'MemberExpression' || node.property.type !== 'Identifier' || node.computed) return null
  return node.object.type === 'Identifier' ? `${node.object.value}.${node.property.value}` : null
}

function textOf(body: readonly TemplateNode[]): string | undefined {
  const parts = body.map((part) => (part.type === 'StringLiteral' ? part.value : undefined))
  return parts.includes(undefined) ? undefined : parts.join('')
}

function fold(node: TemplateNode, values: ReadonlyMap<TemplateNode, Constant>, variables: ReadonlyMap<string, Constant>): Constant | undefined {
  switch (node.type) {
    case 'StringLiteral': case 'IntegerLiteral': case 'FloatLiteral': return node.value
    case 'Identifier': return variables.get(node.value)
    case 'ArrayLiteral': case 'TupleLiteral': {
      if (node.value.length > widest) return undefined
      const all = node.value.map((one) => values.get(one))
      return all.every((one) => one !== undefined) ? all : undefined
    }
    case 'BinaryExpression': return binary(node.operator.value, values.get(node.left), values.get(node.right))
    case 'UnaryExpression': {
      const value = values.get(node.argument)
      return node.operator.value === '-' && typeof value === 'number' ? -value : undefined
    }
    case 'MemberExpression': {
      const path = pathOf(node)
      const held = path === null ? undefined : variables.get(path)
      if (held !== undefined) return held
      const object = values.get(node.object)
      if (object === undefined || typeof object === 'number') return undefined
      if (node.property.type === 'SliceExpression') {
        const { start, stop, step } = node.property
        return slice(object, number(start, values), number(stop, values), number(step, values))
      }
      const index = values.get(node.property)
      return node.computed && typeof index === 'number' ? object.at(index) : undefined
    }
    case 'CallExpression': {
      const { callee, args } = node
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return undefined
      return method(callee.property.value, values.get(callee.object), args.map((one) => values.get(one)))
    }
    case 'FilterExpression': return method(nameOf(node.filter), values.get(node.operand), argumentsOf(node.filter).map((one) => values.get(one)), true)
    default: return undefined
  }
}

function number(node: TemplateNode | undefined, values: ReadonlyMap<TemplateNode, Constant>): number | undefined {
  const value = node === undefined ? undefined : values.get(node)
  return typeof value === 'number' ? value : undefined
}

function binary(operator: string, left: Constant | undefined, right: Constant | undefined): Constant | undefined {
  if (left === undefined || right === undefined) return undefined
  if (operator === '~') return joined(left, '') + joined(right, '')
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right
    if (typeof left === 'number' && typeof right === 'number') return left + right
    return Array.isArray(left) && Array.isArray(right) && left.length + right.length <= widest ? [...left, ...right] : undefined
  }
  if (operator === '-' && typeof left === 'number' && typeof right === 'number') return left - right
  if (operator === '*' && typeof left === 'string' && typeof right === 'number') return right >= 0 && left.length * right <= longest ? left.repeat(right) : undefined
  return operator === '%' && typeof left === 'string' ? percent(left, Array.isArray(right) ? right : [right]) : undefined
}

function joined(value: Constant, by: string): string {
  return Array.isArray(value) ? value.map((one) => joined(one, '')).join(by) : String(value)
}

function percent(format: string, given: readonly Constant[]): string {
  let next = 0
  return format.replaceAll(/%(.)/g, (all, kind: string) => {
    if (kind === '%') return '%'
    const value = given[next++]
    if (value === undefined) return all
    return kind === 'c' && typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 0x110000 ? String.fromCodePoint(value) : joined(value, '')
  })
}

/** As in Python, for steps of 1 and of -1. */
function slice(value: string | Constant[], start: number | undefined, stop: number | undefined, step = 1): Constant | undefined {
  const items = typeof value === 'string' ? value.split('') : value
  if (step === 0 || !Number.isInteger(step)) return undefined
  const from = step > 0 ? items.slice(start, stop) : items.slice(stop === undefined ? 0 : stop + 1, start === undefined ? undefined : start + 1).toReversed()
  const picked = from.filter((_, i) => i % Math.abs(step) === 0)
  return typeof value === 'string' ? joined(picked, '') : picked
}

function method(name: string, value: Constant | undefined, given: readonly (Constant | undefined)[], isFilter = false): Constant | undefined {
  if (value === undefined) return undefined
  const [first, second] = given
  if (name === 'join') {
    if (isFilter) return joined(typeof value === 'string' ? value.split('') : value, typeof first === 'string' ? first : '')
    return Array.isArray(first) && typeof value === 'string' ? joined(first, value) : undefined
  }
  if (name === 'first' || name === 'last') return typeof value === 'number' ? undefined : value.at(name === 'first' ? 0 : -1)
  if (name === 'reverse') return typeof value === 'number' ? undefined : slice(value, undefined, undefined, -1)
  if (name === 'list') return typeof value === 'string' ? (value.length <= widest ? value.split('') : undefined) : value
  if (name === 'string' || name === 'safe' || name === 'escape') return joined(value, '')
  if (typeof value !== 'string') return undefined
  switch (name) {
    case 'lower': return value.toLowerCase()
    case 'upper': return value.toUpperCase()
    case 'trim': case 'strip': return value.trim()
    case 'replace': return typeof first === 'string' && typeof second === 'string' && first !== '' ? bounded(value, first, second) : undefined
    case 'format': return isFilter
      ? percent(value, given.filter((one) => one !== undefined))
      : value.replaceAll(/\{(\d?)\}/g, (all, index: string) => joined(given[Number(index)] ?? all, ''))
    default: return undefined
  }
}

function bounded(value: string, find: string, by: string): string | undefined {
  return value.length * (by.length + 1) > longest * 10 ? undefined : value.split(find).join(by)
}
