// Runs the steps of a composite action as GitHub's runner does: expressions first, then bash, outputs through a file.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { packageManager, run, write } from './ground.js'

const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
const stepSchema = z.object({
  name: z.string().optional(), id: z.string().optional(), if: z.string().optional(), uses: z.string().optional(), run: z.string().optional(),
  shell: z.string().optional(), env: texts.default({}), with: texts.default({}),
})
export type Step = z.infer<typeof stepSchema>
export const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string().default('') })),
  outputs: z.record(z.string(), z.object({ description: z.string(), value: z.string() })),
  runs: z.object({ using: z.literal('composite'), steps: z.array(stepSchema) }),
})
export type Action = z.infer<typeof actionSchema>

export interface Ran {
  /** Whether a step failed: the job's colour. */
  failed: boolean
  log: string
  outputs: Record<string, string>
  summary: string
  /** Actions of others that would have run, with what they would have been given. */
  used: { action: string; with: Record<string, string> }[]
  /** What the package manager was asked for. */
  asked: string
}

interface Job { inputs?: Record<string, string>; env?: NodeJS.ProcessEnv; fork?: boolean }

/** A job that has this action for its only step, in the folder `workspace`. */
export async function runAction(action: Action, workspace: string, { inputs = {}, env = {}, fork = false }: Job = {}): Promise<Ran> {
  const temporary = join(workspace, '..', 'runner')
  const { path, asked } = packageManager(temporary)
  const output = join(temporary, 'output')
  const summary = join(temporary, 'summary.md')
  write(summary, '')
  const known = new Map(Object.entries(action.inputs).map(([name, input]) => [`inputs.${name}`, inputs[name] ?? input.default]))
  const unknown = Object.keys(inputs).filter((name) => !(name in action.inputs))
  if (unknown.length > 0) throw new Error(`no such input: ${unknown.join(', ')}`)
  known.set('github.event.pull_request.head.repo.fork', String(fork))
  const ran: Ran = { failed: false, log: '', outputs: {}, summary: '', used: [], asked: '' }
  for (const step of action.runs.steps) {
    // Without a word of its own a step wants all those before to have done well.
    if (step.if === undefined ? ran.failed : !holds(step.if, known, ran.failed)) continue
    if (step.uses !== undefined) ran.used.push({ action: step.uses, with: Object.fromEntries(Object.entries(step.with).map(([key, text]) => [key, fill(text, known)])) })
    if (step.run === undefined) continue
    const script = join(temporary, 'step.sh')
    write(script, step.run)
    writeFileSync(output, '')
    // The runner's own call of bash.
    const { status, stdout, stderr } = await run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: workspace,
      env: {
        ...env, PATH: path, RUNNER_TEMP: temporary, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: workspace,
        ...Object.fromEntries(Object.entries(step.env).map(([key, text]) => [key, fill(text, known)])),
      },
    })
    ran.log += `${stdout}${stderr}`
    for (const line of readFileSync(output, 'utf8').split('\n').filter((text) => text !== '')) {
      const [, key = '', value = ''] = /^([^=]+)=(.*)$/.exec(line) ?? []
      known.set(`steps.${step.id ?? ''}.outputs.${key}`, value)
    }
    if (status !== 0) ran.failed = true
  }
  return {
    ...ran, asked: asked(), summary: readFileSync(summary, 'utf8'),
    outputs: Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value, known)])),
  }
}

function fill(text: string, known: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{\{\s*(.+?)\s*\}\}/g, (_, name: string) => known.get(name) ?? '')
}

/** Conditions of the few forms that we use: terms joined by `&&`, each a comparison or `!cancelled()`. */
function holds(condition: string, known: ReadonlyMap<string, string>, failed: boolean): boolean {
  const terms = condition.replace(/^\$\{\{\s*|\s*\}\}$/g, '').split('&&').map((term) => term.trim())
  const saysWhen = terms.some((term) => term === '!cancelled()')
  return (saysWhen || !failed) && terms.every((term) => {
    if (term === '!cancelled()') return true
    const [, name = '', operator, wanted] = /^([\w.-]+) (==|!=) (?:'([^']*)'|true)$/.exec(term) ?? []
    if (operator === undefined) throw new Error(`a condition that this runner does not know: ${term}`)
    return ((known.get(name) ?? '') === (wanted ?? 'true')) === (operator === '==')
  })
}
