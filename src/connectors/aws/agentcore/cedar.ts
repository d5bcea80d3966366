// What can be told of a Cedar policy without the schema it is checked against: its effects, and whether it permits everything.

export interface Cedar {
  effects: ('permit' | 'forbid')[]
  /** Some statement permits every tool to every caller. */
  permitsAll: boolean
}

export function readCedar(text: string | null | undefined): Cedar {
  const bare = withoutComments(text ?? '')
  const statements = [...bare.matchAll(/\b(permit|forbid)\s*\(([^()]*)\)\s*([^;]*);?/g)]
  return {
    effects: statements.flatMap(([, effect]) => (effect === 'permit' || effect === 'forbid' ? [effect] : [])),
    permitsAll: statements.some(([, effect, scope = '', conditions = '']) => effect === 'permit' && isOpenScope(scope) && isTrue(conditions)),
  }
}

/**
 * The gateway may be named: a policy cannot but speak of one. A kind of caller may be, too: there is one kind for each way
 * to sign in. Every tool is an action below `CallTool` and `Mcp`.
 */
function isOpenScope(scope: string): boolean {
  const [principal = '', action = ''] = scope.split(',').map((part) => part.trim())
  const anyPrincipal = /^principal(?:\s+is\s+[\w:]+)?$/.test(principal)
  return anyPrincipal && (action === 'action' || /^action\s+in\s+\[?\s*AgentCore::Action::"(?:CallTool|Mcp)"\s*\]?$/.test(action))
}

/** No condition, or conditions that always hold. */
function isTrue(conditions: string): boolean {
  return conditions.trim() === '' || /^(?:(?:when\s*\{\s*true\s*\}|unless\s*\{\s*false\s*\})\s*)+$/.test(conditions)
}

/** Texts keep what they say: `//` in an ARN or an address is no comment, and a bracket in a text closes nothing. */
function withoutComments(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*/g, (found) => (found.startsWith('"') ? found.replaceAll(/[();,{}]/g, '_') : ''))
}
