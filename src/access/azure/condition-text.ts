// The language of role assignment conditions, read into a tree.
// https://learn.microsoft.com/azure/role-based-access-control/conditions-format

export interface Attribute {
  /** `resource`, `request`, `principal` or `environment`. */
  source: string
  /** Such as `microsoft.storage/storageaccounts/blobservices/containers:name`. */
  name: string
}

export type Operand = { is: 'attribute'; of: Attribute } | { is: 'values'; of: readonly string[] }

/** Of the values on either side: whether any or all have to compare. */
export interface Quantifier {
  left: 'any' | 'all'
  right: 'any' | 'all'
}

export type Test =
  | { is: 'and' | 'or'; of: readonly Test[] }
  | { is: 'not'; of: Test }
  | { is: 'action'; of: readonly string[] }
  | { is: 'suboperation' }
  | { is: 'exists'; of: Attribute }
  | { is: 'compare'; left: Operand; operator: string; quantifier: Quantifier; right: Operand }

type Token = { is: 'mark' | 'word' | 'text'; of: string } | { is: 'attribute'; of: Attribute }

// Azure takes no longer ones; deeper ones would only be there to overflow a stack.
const longest = 8192
const deepest = 60

const pieces = /\s+|(&&|\|\||[(){},!])|@([A-Za-z]+)\s*\[([^\]]*)\]|'((?:[^'\\]|\\.)*)'|([A-Za-z0-9_.:+-]+)/gy

/** Null when it is nothing we understand: then nobody can say what it does. */
export function parseTest(text: string): Test | null {
  const tokens = text.length > longest ? null : tokensOf(text)
  if (tokens === null) return null
  const reader = new Reader(tokens)
  const test = reader.either(0)
  return test === null || !reader.isDone() ? null : test
}

function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = []
  pieces.lastIndex = 0
  while (pieces.lastIndex < text.length) {
    const [whole, mark, source, name, quoted, word] = pieces.exec(text) ?? []
    if (whole === undefined) return null
    if (mark !== undefined) tokens.push({ is: 'mark', of: mark })
    else if (source !== undefined && name !== undefined) tokens.push({ is: 'attribute', of: { source: source.toLowerCase(), name: name.trim().toLowerCase() } })
    else if (quoted !== undefined) tokens.push({ is: 'text', of: quoted.replaceAll("\\'", "'") })
    else if (word !== undefined) tokens.push({ is: 'word', of: word })
  }
  return tokens
}

/** Reads forward through tokens; null is "not what the language allows here". */
class Reader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  isDone(): boolean {
    return this.#at === this.#tokens.length
  }

  either(depth: number): Test | null {
    return this.#chain('or', ['OR', '||'], () => this.#both(depth))
  }

  #both(depth: number): Test | null {
    return this.#chain('and', ['AND', '&&'], () => this.#single(depth))
  }

  #chain(is: 'and' | 'or', joints: readonly string[], next: () => Test | null): Test | null {
    const first = next()
    if (first === null) return null
    const of = [first]
    while (this.#takes(...joints)) {
      const other = next()
      if (other === null) return null
      of.push(other)
    }
    return of.length === 1 ? first : { is, of }
  }

  #single(depth: number): Test | null {
    if (depth > deepest) return null
    if (this.#takes('!', 'NOT')) {
      const of = this.#single(depth + 1)
      return of === null ? null : { is: 'not', of }
    }
    if (this.#takes('(')) {
      const inner = this.either(depth + 1)
      return inner !== null && this.#takes(')') ? inner : null
    }
    if (this.#takes('ActionMatches')) {
      const of = this.#set()
      return of === null ? null : { is: 'action', of }
    }
    if (this.#takes('SubOperationMatches')) return this.#set() === null ? null : { is: 'suboperation' }
    for (const word of ['Exists', 'NotExists']) {
      if (!this.#takes(word)) continue
      const operand = this.#operand()
      if (operand?.is !== 'attribute') return null
      return word === 'Exists' ? { is: 'exists', of: operand.of } : { is: 'not', of: { is: 'exists', of: operand.of } }
    }
    return this.#comparison()
  }

  #comparison(): Test | null {
    const left = this.#operand()
    const token = this.#tokens[this.#at++]
    if (left === null || token?.is !== 'word') return null
    const [, first, second, operator] = /^(?:For(Any|All)Of(Any|All)Values:)?([A-Za-z]+)$/i.exec(token.of) ?? []
    const right = this.#operand()
    if (operator === undefined || right === null) return null
    return { is: 'compare', left, operator: operator.toLowerCase(), quantifier: { left: kindOf(first), right: kindOf(second) }, right }
  }

  #operand(): Operand | null {
    const token = this.#tokens[this.#at]
    if (token?.is === 'mark') {
      const of = this.#set()
      return of === null ? null : { is: 'values', of }
    }
    this.#at++
    if (token === undefined) return null
    return token.is === 'attribute' ? { is: 'attribute', of: token.of } : { is: 'values', of: [token.of] }
  }

  #set(): string[] | null {
    if (!this.#takes('{')) return null
    const values: string[] = []
    while (!this.#takes('}')) {
      if (values.length > 0 && !this.#takes(',')) return null
      const token = this.#tokens[this.#at++]
      if (token?.is !== 'word' && token?.is !== 'text') return null
      values.push(token.of)
    }
    return values
  }

  #takes(...wanted: readonly string[]): boolean {
    const token = this.#tokens[this.#at]
    if (token === undefined || token.is === 'text' || token.is === 'attribute') return false
    const { of } = token
    const taken = wanted.some((one) => one === of || one.toLowerCase() === of.toLowerCase())
    if (taken) this.#at++
    return taken
  }
}

function kindOf(written: string | undefined): 'any' | 'all' {
  return written?.toLowerCase() === 'all' ? 'all' : 'any'
}
