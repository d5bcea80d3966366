// Findings to JSON, SARIF and text, against JSON.stringify alone: `output.mjs DIST`.
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'

const [, , dist] = process.argv
const load = async (file) => (await import(pathToFileURL(join(dist, file)).href)).default
const n = 50_000
const scope = { provider: 'aws', account: '111122223333', region: 'us-east-1' }
const rule = {
  id: 'aws-sagemaker-notebook-root-access-enabled', aliases: [], title: 'Notebook users are root', on: ['aws.sagemaker.notebook_instance'], let: {}, assert: 'true', severity: 'medium', confidence: 'high', phase: 'training',
  category: 'iam', level: 'recommended', message: '{name} lets its users become root', why: 'Root reads all.', fix: { text: 'Switch it off.' }, frameworks: { 'aws-fsbp': ['SageMaker.3'] }, weaknesses: ['CWE-250'], tags: [],
  references: [], supersedes: [], params: {}, since: '0.1.0', status: 'stable', needs: [], examples: { pass: [], fail: [], unknown: [], notApplicable: [] }, file: 'x.yaml',
}
const findings = Array.from({ length: n }, (_, i) => ({
  fingerprint: i.toString(16).padStart(32, '0'), rule: rule.id, title: rule.title, severity: 'medium', confidence: 'high', message: `orchard-lab-${i} lets its users become root`,
  asset: `arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/orchard-lab-${i}`, assetType: 'aws.sagemaker.notebook_instance', assetName: `orchard-lab-${i}`, scope,
  evidence: [{ asset: `arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/orchard-lab-${i}`, path: 'rootAccess', saw: 'Enabled', wanted: '"Disabled"' }], frameworks: rule.frameworks, fix: { text: rule.fix.text }, alsoViolates: [],
}))
const inventory = { schema: 1, takenAt: '2026-06-01T00:00:00Z', collected: [], finished: true, scopes: [], assets: [], relations: [], gaps: [] }
const source = {
  schema: 1, tool: { name: 'aispm', version: '0' }, startedAt: inventory.takenAt, finishedAt: inventory.takenAt, complete: true, scopes: [], gaps: [], rules: [rule], staleIgnores: [], findings, unknowns: [],
  coverage: { decided: n, unknown: 0, ratio: 1, rules: { [rule.id]: { pass: 0, fail: n, unknown: 0, 'not-applicable': 0 } }, nothingToJudge: [], notConfigured: [] },
  inventory: { assets: n, relations: 0, types: {}, kinds: {} }, counts: { findings: { critical: 0, high: 0, medium: n, low: 0 }, suppressed: 0, unknowns: 0 }, inventoryOf: () => inventory,
}
const times = {}
const measure = async (name, body) => {
  times[name] = Infinity
  for (let i = 0; i < 3; i++) {
    const started = performance.now()
    await body()
    times[name] = Math.min(times[name], performance.now() - started)
  }
}
const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() })
await measure('floor', () => { let size = 0; for (const finding of findings) size += JSON.stringify(finding).length; return size })
for (const name of ['json', 'sarif']) {
  const reporter = await load(`reporters/${name}.js`)
  await measure(name, async () => { const out = sink(); await reporter.render(source, out, { color: 0 }) })
}
process.send({ n, times })
