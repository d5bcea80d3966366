// A rule to start from: it judges a real property of a real type, and its examples hold as they stand.
import { stringify } from 'yaml'
import type { AssetType, Json } from '../core/index.js'
import type { ShapeNode } from '../core/shape.js'
import { ruleKeyDocs } from '../engine/rule-keys.js'

/** One property, what is asserted of it, and a value for each side. */
interface Judged {
  prop: string
  assert: string
  good: Json
  bad: Json
  /** What a finding says of it, after the name. */
  says: string
}

const name = 'orchard-lab'

/** The text of the file; undefined where the type has no property to judge. `editor`: the line by which editors find the schema, or nothing. */
export function ruleDraft(id: string, type: AssetType, editor: string): string | undefined {
  const judged = judgedOf(type)
  if (judged === undefined) return undefined
  const { prop, assert, good, bad, says } = judged
  const values = {
    title: title(id),
    on: [type.type],
    assert,
    severity: 'medium',
    confidence: 'high',
    phase: 'deployment',
    category: 'house',
    level: 'recommended',
    message: `{name} ${says}`,
    why: 'Say what an attacker gains by it, and the next move.',
    fix: { text: 'Say how to put it right.' },
    tags: ['house'],
    references: ['https://example.com/our-rules'],
    since: '0.1.0',
    examples: {
      pass: [{ [prop]: good }],
      fail: [{ $name: name, [prop]: bad, $message: `${name} ${says}` }],
      unknown: [{ $gaps: { [prop]: 'denied' } }],
    },
  } satisfies { [key in keyof typeof ruleKeyDocs]?: Json }
  const keys = Object.entries(values).map(([key, value]) => `${comment(key)}${stringify({ [key]: value }, { lineWidth: 0 })}`)
  return `${editor}# A start that works: it judges ${prop}. Change assert, message and examples, then: aispm rules test FOLDER\n\n${keys.join('')}\n${properties(type)}`
}

function comment(key: string): string {
  const doc = Object.entries(ruleKeyDocs).find(([known]) => known === key)?.[1]
  return doc === undefined ? '' : `# ${doc}\n`
}

function title(id: string): string {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function judgedOf(type: AssetType): Judged | undefined {
  const fields = Object.entries(type.props.fields)
  // What is on or off makes the plainest rule.
  const inOrder = [...fields.filter(([, node]) => bare(node).is === 'bool'), ...fields]
  for (const [prop, node] of inOrder) {
    const judged = judge(prop, node)
    if (judged !== undefined) return judged
  }
  return undefined
}

function bare(node: ShapeNode): ShapeNode {
  return node.is === 'nullable' ? bare(node.of) : node
}

function judge(prop: string, node: ShapeNode): Judged | undefined {
  const path = `asset.props.${prop}`
  switch (node.is) {
    case 'bool': return { prop, assert: `${path} == true`, good: true, bad: false, says: `has ${prop} off` }
    case 'nullable': return bare(node).is === 'bool'
      ? { prop, assert: `${path} == true`, good: true, bad: false, says: `has ${prop} off` }
      : { prop, assert: `${path} != null`, good: sample(node.of), bad: null, says: `has no ${prop}` }
    case 'string': return { prop, assert: `${path} != ""`, good: sample(node), bad: '', says: `has an empty ${prop}` }
    case 'oneOf': {
      const [first, second = 'OTHER'] = node.values
      return first === undefined ? undefined : { prop, assert: `${path} == ${JSON.stringify(first)}`, good: first, bad: second, says: `has a ${prop} other than ${first}` }
    }
    case 'number': return { prop, assert: `${path} > 0`, good: 1, bad: 0, says: `has a ${prop} of 0` }
    case 'list': return { prop, assert: `size(${path}) > 0`, good: [sample(node.of)], bad: [], says: `has no ${prop}` }
    case 'map': return { prop, assert: `size(${path}) > 0`, good: { example: sample(node.of) }, bad: {}, says: `has no ${prop}` }
    case 'any': case 'record': return undefined
  }
}

function sample(node: ShapeNode): Json {
  switch (node.is) {
    case 'string': return node.format === 'date-time' ? '2026-01-01T00:00:00Z' : 'orchard'
    case 'oneOf': return node.values[0] ?? 'orchard'
    case 'number': return 1
    case 'bool': return true
    case 'any': return 'orchard'
    case 'nullable': return sample(node.of)
    case 'list': return [sample(node.of)]
    case 'map': return {}
    case 'record': return Object.fromEntries(Object.entries(node.fields).map(([key, field]) => [key, sample(field)]))
  }
}

/** Every property of the type, for whoever changes the rule. */
function properties(type: AssetType): string {
  const rows = Object.entries(type.props.fields).map(([prop, node]) => [prop, words(node)] as const)
  const wide = Math.max(...rows.map(([prop]) => prop.length))
  const relations = Object.entries(type.relates).map(([relation, types]) => `#   ${relation} ${types.join(', ')}\n`)
  return `# What ${type.type} has, as asset.props:\n${rows.map(([prop, what]) => `#   ${prop.padEnd(wide)}  ${what}\n`).join('')}${relations.length === 0 ? '' : `# What it is related to:\n${relations.join('')}`}`
}

function words(node: ShapeNode): string {
  switch (node.is) {
    case 'string': return node.format === undefined ? 'text' : 'time'
    case 'number': return 'number'
    case 'bool': return 'true or false'
    case 'any': return 'anything'
    case 'oneOf': return node.values.join(', ')
    case 'nullable': return `${words(node.of)}, or null`
    case 'list': return node.of.is === 'record' ? `list of { ${Object.keys(node.of.fields).join(', ')} }` : `list of ${words(node.of)}`
    case 'map': return `map to ${words(node.of)}`
    case 'record': return `{ ${Object.keys(node.fields).join(', ')} }`
  }
}
