import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { document, documents, ground, root, run, write } from './ground.js'
import { actionSchema } from './runner.js'

// A run is a second; on a busy machine, several.
vi.setConfig({ testTimeout: 120_000 })

// The folder bin of a virtual environment with test/places/requirements.txt in it; .ci/run makes one.
const tools = process.env['AISPM_LINTERS']
if (tools === undefined) console.warn('places: schemas, shellcheck and hadolint are skipped, since AISPM_LINTERS names no folder of theirs')

async function takes(tool: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run([join(tools ?? '', tool), ...args], { cwd: root, env: { PATH: `${tools ?? ''}:${process.env['PATH'] ?? ''}` } })
  return status === 0 ? 'ok' : `${stdout}${stderr}`
}

function refused(verdict: string): void {
  expect(verdict).not.toBe('ok')
}

describe.skipIf(tools === undefined)('places, by the rules of others', () => {
  const at = ground()
  const file = (name: string, text: string): string => {
    write(join(at, name), text)
    return join(at, name)
  }

  it('GitHub takes the action and the workflows', async () => {
    const names = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`)
    expect(await takes('check-jsonschema', '--builtin-schema', 'vendor.github-actions', 'action.yml')).toBe('ok')
    expect(await takes('check-jsonschema', '--builtin-schema', 'vendor.github-workflows', ...names)).toBe('ok')
    refused(await takes('check-jsonschema', '--builtin-schema', 'vendor.github-actions', file('no.yml', 'name: x\nruns: { using: composite }\n')))
  })

  it('GitLab takes the job', async () => {
    const [, job = ''] = readFileSync(join(root, 'deploy/gitlab-ci.yml'), 'utf8').split(/^---$/m)
    const filled = job.replaceAll('$[[ inputs.stage ]]', 'test')
    expect(await takes('check-jsonschema', '--builtin-schema', 'vendor.gitlab-ci', file('gitlab.yml', filled))).toBe('ok')
    refused(await takes('check-jsonschema', '--builtin-schema', 'vendor.gitlab-ci', file('gitlab-no.yml', filled.replace('when: always', 'when: whenever'))))
  })

  it('Azure Pipelines takes the steps', async () => {
    expect(await takes('check-jsonschema', '--builtin-schema', 'vendor.azure-pipelines', 'deploy/azure-devops.yml')).toBe('ok')
    refused(await takes('check-jsonschema', '--builtin-schema', 'vendor.azure-pipelines', file('azure-no.yml', 'steps:\n  - task: PublishTestResults@2\n    inputs: { testResultsFormat: Fortran }\n')))
  })

  it('Kubernetes takes every object, with no field that it does not know', async () => {
    expect(await takes('kubernetes-validate', '-k', '1.37', '--strict', 'deploy/kubernetes.yaml')).toBe('ok')
    const wrong = readFileSync(join(root, 'deploy/kubernetes.yaml'), 'utf8').replace('readOnlyRootFilesystem', 'readonlyRootFilesystem')
    refused(await takes('kubernetes-validate', '-k', '1.37', '--strict', file('kubernetes-no.yaml', wrong)))
  })

  it('hadolint takes the Dockerfile', async () => {
    expect(await takes('hadolint', '--failure-threshold', 'style', 'Dockerfile')).toBe('ok')
    refused(await takes('hadolint', '--failure-threshold', 'style', file('Dockerfile.no', 'FROM node\nRUN cd /tmp\n')))
  })

  it('shellcheck takes every script', async () => {
    const bash = [
      ...document('action.yml', actionSchema).runs.steps.flatMap(({ run: script }) => script ?? []),
      ...document('deploy/azure-devops.yml', z.object({ steps: z.array(z.object({ bash: z.string().optional() })) })).steps.flatMap(({ bash: script }) => script ?? []),
    ].map((script, i) => file(`step-${i}.sh`, `#!/bin/bash\nset -eo pipefail\n${script}`))
    const job = z.object({ before_script: z.array(z.string()), script: z.array(z.string()) })
    const [, body] = documents('deploy/gitlab-ci.yml', z.record(z.string(), z.unknown()))
    const { before_script: before, script } = job.parse(body?.['aispm'])
    // Words are taken apart on purpose there: SC2086.
    expect(await takes('shellcheck', '-e', 'SC2086', file('gitlab.sh', `#!/bin/sh\n${[...before, ...script].join('\n')}\n`))).toBe('ok')
    expect(bash.length).toBeGreaterThan(5)
    expect(await takes('shellcheck', ...bash, 'deploy/cron.sh')).toBe('ok')
    refused(await takes('shellcheck', file('no.sh', '#!/bin/sh\nrm -rf $1/x\n')))
  })
})
