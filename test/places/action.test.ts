import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { document, ground, orchard, tarball, version } from './ground.js'
import { actionSchema, runAction, type Ran } from './runner.js'

// A run is a second; on a busy machine, several.
vi.setConfig({ testTimeout: 120_000 })
const action = document('action.yml', actionSchema)
const wanted: Record<string, string> = tarball === undefined ? {} : { version: `file:${tarball}` }

/** A job in a checkout of the orchard. */
async function job(inputs: Record<string, string>, more: { env?: NodeJS.ProcessEnv; fork?: boolean; empty?: boolean } = {}): Promise<Ran & { workspace: string }> {
  const workspace = join(ground(), 'workspace')
  if (more.empty === true) mkdirSync(workspace)
  else cpSync(orchard, workspace, { recursive: true })
  return { ...await runAction(action, workspace, { inputs: { ...wanted, ...inputs }, ...more }), workspace }
}

describe('the action', () => {
  it('scans, sums up, uploads whatever the verdict, and fails for findings', async () => {
    const { failed, outputs, summary, used, asked, log, workspace } = await job({ targets: '.' })
    expect(failed).toBe(true)
    expect(outputs).toMatchObject({ sarif: 'aispm.sarif', critical: '1', high: '5', medium: '2', low: '1', unknown: '0', complete: 'true', 'exit-code': '1' })
    expect(JSON.parse(readFileSync(join(workspace, 'aispm.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
    expect(JSON.parse(readFileSync(outputs['json'] ?? '', 'utf8'))).toMatchObject({ schema: 1 })
    expect(summary).toContain('model-pickle-dangerous-call')
    expect(log).toContain('::error title=aispm::There are findings')
    expect(used).toEqual([{ action: expect.stringMatching(/^github\/codeql-action\/upload-sarif@[0-9a-f]{40}$/), with: { sarif_file: 'aispm.sarif', category: 'aispm' } }])
    if (tarball === undefined) expect(asked).toMatch(new RegExp(`^install --prefix \\S+ .*--ignore-scripts .*aispm@${version}\n$`))
  })

  it('passes where nothing is at or above fail-on', async () => {
    const { failed, outputs, used } = await job({ targets: 'models/chat', 'fail-on': 'critical' })
    expect({ failed, code: outputs['exit-code'], uploads: used.length }).toEqual({ failed: false, code: '0', uploads: 1 })
  })

  it('takes more flags, and several targets, one a line', async () => {
    const several = await job({ args: '--rules\nmodel-*', targets: 'models/ranker\nmodels/chat', 'fail-on': 'never', summary: 'false' })
    expect(several.outputs).toMatchObject({ 'exit-code': '0', markdown: '' })
    expect(several.summary).toBe('')
    expect(several.log).toContain('local models/chat')
  })

  it('uploads nothing of a pull request from a fork, nor where it is told not to', async () => {
    expect((await job({ targets: '.' }, { fork: true })).used).toEqual([])
    expect((await job({ targets: '.', upload: 'false' })).used).toEqual([])
  })

  it('leaves alerts alone where nothing could be read, and says so', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'orchard', AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }
    const { failed, outputs, used, summary, log } = await job({ targets: 'aws' }, { env: keys })
    expect(failed).toBe(true)
    expect(outputs).toMatchObject({ 'exit-code': '3', sarif: '', critical: '', complete: '' })
    expect(used).toEqual([])
    expect(summary).toContain('Nothing could be judged')
    expect(log).toContain('::error title=aispm::Nothing could be read')
  })

  it('does not upload the report of an earlier run for one that failed', async () => {
    const workspace = join(ground(), 'workspace')
    mkdirSync(workspace)
    writeFileSync(join(workspace, 'aispm.sarif'), '{}')
    const { failed, outputs, used } = await runAction(action, workspace, { inputs: { ...wanted, targets: 'nowhere' } })
    expect({ failed, code: outputs['exit-code'], used }).toEqual({ failed: true, code: '2', used: [] })
    expect(existsSync(join(workspace, 'aispm.sarif'))).toBe(false)
  })

  it('runs nothing that an input says', async () => {
    const touched = join(ground(), 'touched')
    const names = Object.keys(action.inputs).filter((input) => !['version', 'upload', 'summary', 'category', 'working-directory'].includes(input))
    const { log } = await job(Object.fromEntries(names.map((name) => [name, `x"; touch '${touched}' #$(touch '${touched}')\`touch '${touched}'\``])))
    expect(log).toContain('nothing was scanned')
    expect(existsSync(touched)).toBe(false)
  })

  it('lets the runner take no line of the report for a command', async () => {
    const { log } = await job({ targets: '.', 'fail-on': 'never' })
    const [, token = ''] = /::stop-commands::(\S+)/.exec(log) ?? []
    expect(token).not.toBe('')
    expect(log.indexOf('model-pickle-dangerous-call')).toBeGreaterThan(log.indexOf(`::stop-commands::${token}`))
    expect(log.indexOf('model-pickle-dangerous-call')).toBeLessThan(log.indexOf(`::${token}::`))
  })

  it('knows what was known', async () => {
    const first = await job({ targets: '.', 'fail-on': 'never' })
    const workspace = join(ground(), 'workspace')
    cpSync(orchard, workspace, { recursive: true })
    writeFileSync(join(workspace, 'baseline.json'), readFileSync(first.outputs['json'] ?? ''))
    const again = await runAction(action, workspace, { inputs: { ...wanted, targets: '.', baseline: 'baseline.json' } })
    expect({ failed: again.failed, code: again.outputs['exit-code'], critical: again.outputs['critical'] }).toEqual({ failed: false, code: '0', critical: '1' })
  })

  it('names in its outputs only what a step gives', () => {
    const given = action.runs.steps.map(({ run = '' }) => run).join('\n')
    for (const [name, { value }] of Object.entries(action.outputs)) {
      const [, key = ''] = /^\$\{\{ steps\.scan\.outputs\.([\w-]+) \}\}$/.exec(value) ?? []
      expect(key, name).not.toBe('')
      // Counts are written by severity, in one line of the script.
      if (!['critical', 'high', 'medium', 'low', 'unknown'].includes(key)) expect(given, name).toContain(`${key}=`)
    }
  })
})
