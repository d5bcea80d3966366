// What an expression may name at a point of a rule, and what is known there of nulls.
import type { ASTNode } from '@marcbachmann/cel-js'
import type { AssetTypes } from '../core/index.js'
import type { Node } from './node.js'

/** A mistake in an expression, by offset into its text. */
export interface Problem {
  offset: number
  message: string
}

export interface Names {
  types: AssetTypes
  /** Names that `escalates` takes; not checked when absent. */
  escalationPaths?: ReadonlySet<string>
}

export class Scope {
  private constructor(
    readonly names: Names,
    readonly bound: ReadonlyMap<string, Node>,
    /** Expressions known not to be null here, and map entries known to be there. */
    readonly facts: ReadonlySet<string>,
    private readonly shared: { problems: Problem[]; slots: number },
  ) {}

  static of(names: Names, bound: ReadonlyMap<string, Node>): Scope {
    return new Scope(names, bound, new Set(), { problems: [], slots: 0 })
  }

  get problems(): Problem[] {
    return this.shared.problems
  }

  /** How many slots a frame needs for what was compiled so far. */
  get slots(): number {
    return this.shared.slots
  }

  newSlot(): number {
    return this.shared.slots++
  }

  bind(name: string, to: Node): Scope {
    // A fact about an outer variable of the same name says nothing about this one.
    const facts = [...this.facts].filter((fact) => fact !== name && !fact.startsWith(`${name}.`) && !fact.startsWith(`${name}[`))
    return new Scope(this.names, new Map([...this.bound, [name, to]]), new Set(facts), this.shared)
  }

  knowing(facts: Iterable<string>): Scope {
    return new Scope(this.names, this.bound, new Set([...this.facts, ...facts]), this.shared)
  }

  complain(ast: { start: number; pos?: number }, message: string): void {
    this.shared.problems.push({ offset: ast.pos ?? ast.start, message })
  }

  /** Whether the asset at `place` may be of a type here. */
  mayBe(place: string, type: string): boolean {
    if (this.facts.has(`${place}.type!${type}`)) return false
    for (const fact of this.facts) if (fact.startsWith(`${place}.type=`)) return fact === `${place}.type=${type}`
    return true
  }

  /** Forgets the problems told so far: each expression of a rule tells its own. */
  takeProblems(): Problem[] {
    return this.shared.problems.splice(0)
  }
}

/** One text for one place: `asset.props.tags["team"]`; null for what is computed. */
export function canonical(ast: ASTNode): string | null {
  switch (ast.op) {
    case 'id': return ast.args
    case '.': {
      const left = canonical(ast.args[0])
      return left === null ? null : `${left}.${ast.args[1]}`
    }
    case '[]': {
      const left = canonical(ast.args[0])
      const key = ast.args[1]
      if (left === null || key.op !== 'value') return null
      return typeof key.args === 'string' ? `${left}.${key.args}` : `${left}[${String(key.args)}]`
    }
    default: return null
  }
}

/** What must hold when `ast` is `value`: places that are not null, map entries that exist. */
export function factsWhen(ast: ASTNode, value: boolean): string[] {
  switch (ast.op) {
    case '!_': return factsWhen(ast.args, !value)
    case '&&': case '||': {
      const [a, b] = [factsWhen(ast.args[0], value), factsWhen(ast.args[1], value)]
      return (ast.op === '&&') === value ? [...a, ...b] : a.filter((fact) => b.includes(fact))
    }
    case '==': case '!=': {
      const [a, b] = ast.args
      const [subject, object] = a.op === 'value' ? [b, a] : [a, b]
      const place = canonical(subject)
      if (place === null || object.op !== 'value') return []
      const equal = (ast.op === '==') === value
      // Which type an asset has, and has not, says which properties it has.
      const type = place.endsWith('.type') && typeof object.args === 'string' ? [`${place}${equal ? '=' : '!'}${object.args}`] : []
      return (object.args === null) === equal ? type : [place, ...type]
    }
    case 'in': {
      if (!value) return []
      const [item, list] = ast.args
      const place = canonical(item)
      if (place !== null && list.op === 'list' && list.args.every((word) => word.op === 'value' && word.args !== null)) return [place]
      const holder = canonical(list)
      return item.op === 'value' && typeof item.args === 'string' && holder !== null ? [`${holder}.${item.args}`, holder] : []
    }
    default: return []
  }
}
