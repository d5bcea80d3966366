// The operations of an OpenAPI document, as the functions that an agent may call.
import { parse } from 'yaml'
import { isTooDeep } from '../../../core/yaml-depth.js'
import type { Json } from '../../../core/index.js'
import { jsonRecord } from '../policy-json.js'

export interface ToolFunction {
  name: string
  method: string | null
  description: string | null
  requireConfirmation: 'ENABLED' | 'DISABLED' | null
  parameters: { name: string; type: string | null; required: boolean }[]
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** JSON or YAML; none when it is neither. Parameters and bodies that stand elsewhere in the document (`$ref`) are left out. */
export function operationsOf(document: string): ToolFunction[] {
  const paths = jsonRecord(jsonRecord(parsed(document))?.['paths']) ?? {}
  return Object.entries(paths).flatMap(([path, item]) => {
    const of = jsonRecord(item) ?? {}
    return methods.flatMap((method) => {
      const operation = jsonRecord(of[method])
      return operation === null ? [] : [toolFunction(path, method.toUpperCase(), operation, of['parameters'])]
    })
  })
}

function toolFunction(path: string, method: string, operation: { [key: string]: Json }, shared: Json | undefined): ToolFunction {
  const confirmation = operation['x-requireConfirmation']
  return {
    name: text(operation['operationId']) ?? `${method} ${path}`,
    method,
    description: text(operation['description']) ?? text(operation['summary']),
    requireConfirmation: confirmation === 'ENABLED' || confirmation === 'DISABLED' ? confirmation : null,
    parameters: [...listed(shared), ...listed(operation['parameters']), ...ofBody(operation['requestBody'])],
  }
}

function listed(parameters: Json | undefined): ToolFunction['parameters'] {
  return (Array.isArray(parameters) ? parameters : []).flatMap((item) => {
    const one = jsonRecord(item)
    const name = text(one?.['name'])
    return name === null ? [] : [{ name, type: typeOf(one?.['schema']), required: one?.['required'] === true }]
  })
}

function ofBody(body: Json | undefined): ToolFunction['parameters'] {
  const [content] = Object.values(jsonRecord(jsonRecord(body)?.['content']) ?? {})
  const schema = jsonRecord(jsonRecord(content)?.['schema'])
  const required = schema?.['required']
  return Object.entries(jsonRecord(schema?.['properties']) ?? {}).map(([name, property]) => (
    { name, type: typeOf(property), required: Array.isArray(required) && required.includes(name) }
  ))
}

/** `enum` for what is one of listed values. */
function typeOf(schema: Json | undefined): string | null {
  const of = jsonRecord(schema)
  return Array.isArray(of?.['enum']) ? 'enum' : text(of?.['type'])
}

function parsed(document: string): Json | undefined {
  if (document === '') return undefined
  try {
    // Aliases are not followed: a few lines of them can stand for gigabytes.
    if (isTooDeep(document)) return undefined
    const value: Json = parse(document, { maxAliasCount: 0, logLevel: 'silent', prettyErrors: false })
    return value
  } catch {
    return undefined
  }
}

function text(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
