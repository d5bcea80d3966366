// The page that code scanning shows beside an alert: why the rule matters, how to close it, and where to read more.
import type { MultiformatMessageString } from 'sarif'
import type { Json, RuleDoc } from '../../core/index.js'

/** Examples that are a graph of their own tell little in a side panel. */
const longestExample = 400

/** `frameworks`: what may be said of the rule. */
export function helpOf(rule: RuleDoc, frameworks: Record<string, string[]>): MultiformatMessageString {
  const { command, terraform } = rule.fix
  const stated = Object.entries(frameworks).map(([framework, ids]) => `${framework} ${ids.join(', ')}`)
  const text = [
    rule.why, `Fix: ${[rule.fix.text, ...(command === undefined ? [] : [command])].join('\n')}`,
    ...(stated.length > 0 ? [`Frameworks: ${stated.join('; ')}`] : []), ...rule.references,
  ]
  const markdown = [
    rule.why,
    `**Fix.** ${rule.fix.text}`,
    ...(command === undefined ? [] : [fenced(command, 'sh')]),
    ...(terraform === undefined ? [] : ['**In Terraform.**', fenced(terraform, 'hcl')]),
    ...exampleOf('Fails', rule.examples.fail),
    ...exampleOf('Passes', rule.examples.pass),
    ...(stated.length > 0 ? [`**Frameworks.** ${stated.join('; ')}`] : []),
    ...(rule.references.length > 0 ? [`**Read more.**\n${rule.references.map((reference) => `- <${reference}>`).join('\n')}`] : []),
  ]
  return { text: text.map((part) => part.trim()).join('\n\n'), markdown: `${markdown.map((part) => part.trim()).join('\n\n')}\n` }
}

function exampleOf(label: string, examples: readonly Json[]): string[] {
  const [first] = examples
  if (first === undefined) return []
  const written = JSON.stringify(first, null, 2)
  return written.length > longestExample ? [] : [`**${label}.**`, fenced(written, 'json')]
}

/** The fence is longer than any within. */
function fenced(code: string, language: string): string {
  const longest = (code.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0)
  const fence = '`'.repeat(Math.max(3, longest + 1))
  return `${fence}${language}\n${code.trim()}\n${fence}`
}
