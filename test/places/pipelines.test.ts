import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { Ended } from '../cli/run.js'
import { document, documents, ground, orchard, packageManager, root, run, tarball } from './ground.js'

// A run is a second; on a busy machine, several.
vi.setConfig({ testTimeout: 120_000 })

const texts = z.record(z.string(), z.coerce.string())
const strings = z.array(z.string())
const wanted = tarball === undefined ? '0.1.0' : `file:${tarball}`

/** A checkout of the orchard. */
function checkout(): string {
  const at = join(ground(), 'checkout')
  cpSync(orchard, at, { recursive: true })
  return at
}

describe('the job for GitLab', () => {
  const [header, body] = documents('deploy/gitlab-ci.yml', z.record(z.string(), z.unknown()))
  const inputs = z.object({ spec: z.object({ inputs: z.record(z.string(), z.object({ default: z.string() })) }) }).parse(header).spec.inputs
  const job = z.object({ aispm: z.object({
    variables: texts, before_script: strings, script: strings, allow_failure: z.object({ exit_codes: z.number() }),
    artifacts: z.object({ when: z.string(), paths: strings, reports: z.record(z.string(), z.string()) }),
  }) }).parse(body).aispm

  /** The lines of a job are one script to GitLab's runner; inputs are filled in before it sees them. */
  async function start(given: Record<string, string>): Promise<Ended & { at: string }> {
    const at = checkout()
    const { path } = packageManager(join(at, '../runner'))
    const fill = (text: string): string => text.replaceAll(/\$\[\[ inputs\.([\w-]+) \]\]/g, (_, name: string) => given[name] ?? inputs[name]?.default ?? '')
    // Where the job keeps the program is a matter of the runner's image; here it is a folder of the test's.
    const lines = [...job.before_script, ...job.script].map((line) => line.replaceAll('/tmp/aispm', join(at, '../program')))
    const env = Object.fromEntries(Object.entries(job.variables).map(([name, value]) => [name, fill(value)]))
    return { ...await run(['bash', '-c', `set -eo pipefail\n${lines.join('\n')}`], { cwd: at, env: { ...env, PATH: path } }), at }
  }

  it('writes what it hands to GitLab, and warns of findings', async () => {
    const { status, at } = await start({ version: wanted })
    expect(status).toBe(job.allow_failure.exit_codes)
    expect(job.artifacts.when).toBe('always')
    for (const file of [...job.artifacts.paths, ...Object.values(job.artifacts.reports)]) expect(existsSync(join(at, file)), file).toBe(true)
    expect(Object.values(job.artifacts.reports).filter((file) => !job.artifacts.paths.includes(file))).toEqual([])
    expect(JSON.parse(readFileSync(join(at, 'gl-sast-report.json'), 'utf8'))).toMatchObject({ scan: { type: 'sast' } })
  })

  it('takes flags and targets apart at spaces, and expands no pattern', async () => {
    expect(await start({ version: wanted, targets: 'models/ranker models/chat', args: '--rules model-* --fail-on never' })).toMatchObject({ status: 0, stdout: expect.stringContaining('local models/chat') })
  })

  it('stops the pipeline where nothing could be scanned', async () => {
    const { status } = await start({ version: wanted, targets: 'nowhere' })
    expect(status).toBe(2)
    expect(status).not.toBe(job.allow_failure.exit_codes)
  })
})

describe('the steps for Azure Pipelines', () => {
  const { steps } = document('deploy/azure-devops.yml', z.object({ steps: z.array(z.object({
    bash: z.string().optional(), task: z.string().optional(), publish: z.string().optional(), condition: z.string().optional(), env: texts.default({}), inputs: texts.default({}), artifact: z.string().optional(),
  })) }))

  async function start(given: Record<string, string>): Promise<Ended & { at: string; out: string }> {
    const at = checkout()
    const agent = join(at, '../agent')
    const { path } = packageManager(agent)
    const ended: Ended = { status: 0, stdout: '', stderr: '' }
    for (const { bash, env } of steps) {
      if (bash === undefined || ended.status !== 0) continue
      const own = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, text.replaceAll(/\$\{\{ parameters\.(\w+) \}\}/g, (_, key: string) => given[key] ?? '')]))
      const { status, stdout, stderr } = await run(['bash', '--noprofile', '--norc', '-c', bash], { cwd: at, env: { ...own, PATH: path, AGENT_TEMPDIRECTORY: agent } })
      ended.status = status
      ended.stdout += stdout
      ended.stderr += stderr
    }
    return { ...ended, at, out: join(agent, 'aispm/out') }
  }

  it('write what they publish, and fail for findings', async () => {
    const { status, out } = await start({ version: wanted, targets: '.' })
    expect(status).toBe(1)
    expect(JSON.parse(readFileSync(join(out, 'aispm.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
    expect(existsSync(join(out, steps.find(({ task }) => task === 'PublishTestResults@2')?.inputs['testResultsFiles'] ?? 'none'))).toBe(true)
  })

  it('publish whatever the verdict is, under the name that is looked for', () => {
    const after = steps.slice(steps.findLastIndex(({ bash }) => bash !== undefined) + 1)
    expect(after).toHaveLength(2)
    for (const { condition } of after) expect(condition).toBe('always()')
    expect(after[1]).toMatchObject({ publish: '$(Agent.TempDirectory)/aispm/out', artifact: 'CodeAnalysisLogs' })
  })

  it('run nothing that a parameter says', async () => {
    const touched = join(ground(), 'touched')
    await start({ version: wanted, targets: `.; touch ${touched}`, args: `$(touch ${touched})` })
    expect(existsSync(touched)).toBe(false)
  })
})

describe('the hook for pre-commit', () => {
  const [hook] = document('.pre-commit-hooks.yaml', z.array(z.object({ id: z.string(), entry: z.string(), language: z.literal('node'), files: z.string() })))
  // Python's verbose form: spaces mean nothing.
  const files = new RegExp((hook?.files ?? '').replace('(?ix)', '').replaceAll(/\s/g, ''), 'i')

  it('is asked about what is named like a model, and about nothing else', () => {
    const named = ['models/ranker/ranker.joblib', 'a.safetensors', 'B.GGUF', 'x.pt2', 'notebooks/train.ipynb', 'config.json', 'models/chat/tokenizer_config.json',
      'processor_config.json', 'models/summary/modeling_orchard.py', 'data/rows.parquet', 'rows.csv', 'chat_template.jinja', 'models/MLmodel', 'model.7z']
    expect(named.filter((file) => !files.test(file))).toEqual([])
    const others = ['README.md', 'src/scan.ts', 'app/main.py', 'package.json', 'tsconfig.json', 'logo.png', 'aispm.yaml', 'a.modelling', 'remodeling_x.pyc', 'points.txt']
    expect(others.filter((file) => files.test(file))).toEqual([])
  })

  it('is asked about every name that a reader goes by', () => {
    const source = readFileSync(join(root, 'src/artifacts/formats/unknown.ts'), 'utf8')
    const extensions = [...(/const named = new Map\(\[([\s\S]*?)\]\)/.exec(source)?.[1] ?? '').matchAll(/\['(\.\w+)'/g)].map((match) => match[1] ?? '')
    expect(extensions.length).toBeGreaterThan(20)
    expect(extensions.filter((extension) => !files.test(`model${extension}`))).toEqual([])
  })

  it('judges the files that it is given', async () => {
    const at = checkout()
    const { path } = packageManager(join(at, '../runner'))
    const [, ...args] = (hook?.entry ?? '').split(' ')
    const program = process.env['AISPM_BIN'] ?? join(root, 'bin/aispm.js')
    const judge = (...changed: string[]): Promise<Ended> => run([process.execPath, program, ...args, ...changed], { cwd: at, env: { PATH: path } })
    expect(await judge('models/ranker/ranker-candidate.joblib')).toMatchObject({ status: 1, stdout: expect.stringContaining('model-pickle-dangerous-call'), stderr: '' })
    expect(await judge('models/ranker/ranker.joblib')).toMatchObject({ status: 0, stderr: '' })
  })
})
