import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fill, trainingJobs } from './fill.js'
import { knownGaps } from './known-gaps.js'
import { startMoto, type Moto } from './moto.js'

interface Report {
  complete: boolean
  findings: { rule: string; alsoViolates: string[]; asset: string; assetName: string; scope: { region?: string } }[]
  unknowns: { rule: string; asset: string | null }[]
  gaps: { call: string; reason: string; scope: { region?: string }; message: string }[]
  inventory: { types: Record<string, number> }
  scopes: { scope: { region?: string }; state: string }[]
}

let moto: Moto
let folder: string
let report: Report
let result: { status: number | null; stdout: string; stderr: string }

/** Asynchronous on purpose: the emulator's log and this process must go on while the scan runs. */
function aispm(args: string[], env: Record<string, string> = {}): Promise<typeof result> {
  const child = spawn(process.execPath, [process.env['AISPM_BIN'] ?? join(import.meta.dirname, '../../bin/aispm.js'), ...args], {
    cwd: folder, env: { PATH: process.env['PATH'] ?? '', HOME: folder, AWS_ENDPOINT_URL: moto.url, AWS_ACCESS_KEY_ID: 'live', AWS_SECRET_ACCESS_KEY: 'live', AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true', ...env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })))
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aispm-live-'))
  moto = await startMoto(process.env['MOTO_SERVER'] ?? 'moto_server')
  await fill(moto.url)
  result = await aispm(['scan', 'aws', '--region', 'us-east-1,eu-west-1', '--max-rate', '1', '--rules', 'all', '-o', 'json=report.json', '-o', 'sarif=report.sarif', '-o', 'inventory=account.jsonl', '-o', 'text'])
  if (!existsSync(join(folder, 'report.json'))) throw new Error(`no report, exit ${result.status}:\n${result.stderr}\n${result.stdout}`)
  report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report
}, 180_000)
afterAll(() => {
  moto.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('the packed scanner against an emulated account', () => {
  it('finds what the team has, in both regions and over several pages', () => {
    expect(result.stderr).not.toContain('bug of ours')
    expect(result.status).toBe(1)
    expect(report.inventory.types).toMatchObject({
      'aws.account.account': 1, 'aws.iam.role': 3, 'aws.iam.user': 1, 'aws.sagemaker.notebook_instance': 2, 'aws.sagemaker.notebook_lifecycle_config': 2, 'aws.sagemaker.model': 6,
      'aws.sagemaker.endpoint': 2, 'aws.sagemaker.endpoint_config': 2, 'aws.sagemaker.domain': 2, 'aws.sagemaker.model_package_group': 2, 'aws.sagemaker.model_package': 2,
      'aws.sagemaker.training_job': trainingJobs, 'aws.s3.bucket': 2,
      'aws.kms.key': 1, 'aws.lambda.function': 1, 'aws.secretsmanager.secret': 1, 'aws.cloudtrail.trail': 1, 'aws.bedrock.account_settings': 2,
    })
    expect(report.scopes.filter((s) => s.state === 'read').map((s) => s.scope.region ?? 'account').toSorted()).toEqual(['account', 'eu-west-1', 'us-east-1'])
  })

  it('has no gap but those the emulator is known for', () => {
    const gaps = report.gaps.filter((gap) => gap.reason !== 'not-requested' && !knownGaps.has(gap.call))
    expect(gaps.map((gap) => `${gap.reason} ${gap.call}: ${gap.message}`)).toEqual([])
    // Denied, throttled or timed out would be ours, whatever the emulator lacks.
    expect([...new Set(report.gaps.filter((gap) => gap.reason !== 'not-requested').map((gap) => gap.reason))].toSorted()).toEqual(['error', 'invalid-answer'])
  })

  it('judges what it found', () => {
    const found = (rule: string): string[] => report.findings.filter((f) => f.rule === rule).map((f) => `${f.assetName} ${f.scope.region ?? ''}`.trim()).toSorted()
    // A training job reads from it: the finding about the job speaks for the one about the bucket.
    expect(found('aws-sagemaker-training-input-public-bucket').length).toBeGreaterThan(0)
    expect(report.findings.filter((f) => f.alsoViolates.includes('aws-s3-ai-bucket-public-read')).length).toBeGreaterThan(0)
    expect(found('aws-lambda-ai-secret-in-environment')).toEqual(['orchard-front us-east-1'])
    expect(found('aws-sagemaker-notebook-root-access-enabled')).toEqual(['orchard-lab eu-west-1', 'orchard-lab us-east-1'])
    expect(found('aws-sagemaker-notebook-role-admin')).toEqual(['orchard-lab eu-west-1', 'orchard-lab us-east-1'])
    expect(found('aws-sagemaker-notebook-lifecycle-remote-script')).toEqual(['orchard-lab eu-west-1', 'orchard-lab us-east-1'])
    expect(found('aws-sagemaker-model-trust-remote-code')).toEqual(['orchard-chat eu-west-1', 'orchard-chat us-east-1'])
    expect(report.findings.some((f) => f.asset.includes('orchard-unrelated'))).toBe(false)
  })

  it('gives the same verdicts from the saved inventory, without a network', async () => {
    const again = await aispm(['scan', '--inventory', 'account.jsonl', '--rules', 'all', '-o', 'json'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })
    const second = JSON.parse(again.stdout) as Report
    expect(second.findings).toEqual(report.findings)
    expect(second.unknowns).toEqual(report.unknowns)
  })

  it('writes files for their owner only', () => {
    expect(statSync(join(folder, 'report.sarif')).mode & 0o777).toBe(0o600)
  })

  it('answers who can do what from the saved inventory', async () => {
    const can = await aispm(['can', 'arn:aws:iam::123456789012:role/orchard-lab-role', 's3:DeleteBucket', 'arn:aws:s3:::orchard-models', '--inventory', 'account.jsonl'])
    expect(can.stdout).toMatch(/^allowed/)
    const who = await aispm(['who-can', 'bedrock:InvokeModel', '*', '--inventory', 'account.jsonl'])
    expect(who.stdout).toContain('orchard-alex')
  })

  it('writes a role for every account that CloudFormation takes', async () => {
    const { stdout, status } = await aispm(['permissions', 'aws', '--as', 'stackset'])
    expect(status).toBe(0)
    writeFileSync(join(folder, 'role.yaml'), stdout)
    const lint = join(dirname(process.env['MOTO_SERVER'] ?? ''), 'cfn-lint')
    // W3037: its list of actions is older than the SDK's; ours are held against a newer one beside the other forms of the rights.
    const checked = spawnSync(lint, ['-i', 'W3037', '--', join(folder, 'role.yaml')], { encoding: 'utf8' })
    expect(checked.error).toBeUndefined()
    expect({ status: checked.status, stdout: checked.stdout }).toEqual({ status: 0, stdout: '' })
  })

  it('tries each call once, and says which are refused', async () => {
    const { stdout, status } = await aispm(['permissions', 'aws', '--check', '--region', 'us-east-1', '-o', 'json'])
    const check = JSON.parse(stdout) as { refused: unknown[]; failed: { call: string }[]; answered: string[]; notCome: { call: string }[] }
    expect(check.refused).toEqual([])
    expect(check.failed.map(({ call }) => call).filter((call) => !knownGaps.has(call))).toEqual([])
    expect(check.answered.length).toBeGreaterThan(90)
    expect(status).toBe(3)
  })
})
