// Agents as a project keeps them: what their tools may do without anybody's yes, and which filter they run behind.
import { bool, listOf, nullable, shape, string, type Infer } from '../../../core/shape.js'
import { said, word } from '../names.js'

interface Filter {
  read_only?: boolean | null
  tool_names?: readonly string[] | null
}

interface Tool {
  type?: string | null
  server_label?: string | null
  server_url?: string | null
  allowed_tools?: readonly string[] | Filter | null
  require_approval?: string | { always?: Filter | null; never?: Filter | null } | null
  openapi?: { name?: string | null; spec?: { paths?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>> | null } | null } | null
}

export interface AgentVersion {
  name?: string | null
  version?: string | null
  definition?: { kind?: string | null; model?: string | null; rai_config?: { rai_policy_name?: string | null } | null; tools?: readonly Tool[] | null } | null
}

export const toolsShape = listOf(shape({
  agent: string,
  /** `mcp`, `openapi`, `function`, `code_interpreter` ... */
  type: string,
  name: nullable(string),
  /** It may change something, and nobody is asked before it does. */
  unapproved: bool,
}))

/** Functions are run by whoever calls the agent, which may ask before: nothing here tells. */
export function toolsOf({ name, definition }: AgentVersion): Infer<typeof toolsShape> {
  return (definition?.tools ?? []).map((tool) => ({
    agent: name ?? '', type: word(tool.type) ?? '', name: said(tool.server_label) ?? said(tool.openapi?.name),
    unapproved: (word(tool.type) === 'mcp' && isFree(tool)) || (word(tool.type) === 'openapi' && writes(tool)),
  }))
}

/** Unless told otherwise every call of an MCP server waits for a yes. Tools that only read need none. */
function isFree({ require_approval: approval, allowed_tools: allowed }: Tool): boolean {
  if (allowed != null && 'read_only' in allowed && allowed.read_only === true) return false
  if (typeof approval === 'string') return word(approval) === 'never'
  return approval?.never != null && approval.never.read_only !== true
}

/** OpenAPI tools know no approval at all. */
function writes({ openapi }: Tool): boolean {
  return Object.values(openapi?.spec?.paths ?? {}).some((path) => Object.keys(path ?? {}).some((method) => ['post', 'put', 'patch', 'delete'].includes(method.toLowerCase())))
}
