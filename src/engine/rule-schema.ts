// The shape of a rule file, for the loader and for editors.
import type * as Zod from 'zod'
import { confidences, levels, phases, severities } from '../core/index.js'

/** Keys in the order they are written in. */
export const ruleKeys = [
  'title', 'aliases', 'on', 'params', 'let', 'when', 'assert', 'severity', 'confidence', 'phase', 'category', 'level', 'message', 'why', 'fix',
  'frameworks', 'weaknesses', 'tags', 'references', 'supersedes', 'needs', 'since', 'status', 'examples',
] as const

/** zod costs 56 ms to import: only who reads rule files pays. */
export function ruleSchema(z: typeof Zod): ReturnType<typeof build> {
  return build(z)
}

function build(z: typeof Zod) {
  const text = z.string().trim().min(1)
  const texts = z.array(text)
  const name = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a name starts with a small letter and holds letters and digits')
  const param = z.strictObject({
    type: z.enum(['int', 'string', 'bool', 'strings']),
    default: z.union([z.int(), z.string(), z.boolean(), texts]).optional(),
    doc: text,
  })
  const example = z.record(z.string(), z.json())
  const examples = z.array(example).min(1)
  return z.strictObject({
    title: text,
    aliases: texts.default([]),
    on: z.union([text, texts.min(1)]),
    params: z.record(name, param).default({}),
    let: z.record(name, text).default({}),
    when: text.optional(),
    assert: text,
    severity: z.enum(severities),
    confidence: z.enum(confidences),
    phase: z.enum(phases),
    category: text,
    level: z.enum(levels),
    message: text,
    why: text,
    fix: z.strictObject({ text, command: text.optional(), terraform: text.optional() }),
    frameworks: z.record(z.string(), z.array(text).min(1)).default({}),
    weaknesses: z.array(z.string().regex(/^(CWE-\d+|CVE-\d{4}-\d+)$/, 'a weakness is CWE-<n> or CVE-<year>-<n>')).default([]),
    tags: texts.default([]),
    references: texts.min(1),
    supersedes: texts.default([]),
    needs: texts.default([]),
    since: z.string().regex(/^\d+\.\d+\.\d+$/, 'a version, such as 0.1.0'),
    status: z.enum(['preview', 'stable', 'deprecated']).default('stable'),
    examples: z.strictObject({ pass: examples, fail: examples, unknown: examples, notApplicable: examples.default([]) }),
  })
}

/** Keys of an example that are not properties. */
export const exampleKeys: readonly string[] = [
  '$name', '$id', '$type', '$account', '$region', '$gaps', '$assets', '$relations', '$listGaps', '$params', '$trust', '$takenAt', '$message', '$aliases', '$past',
]

