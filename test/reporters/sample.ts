// A hand-made report with everything a report can hold, so that each format shows how it tells it.
import type { Asset, Finding, Gap, Inventory, ReportSource, RuleDoc, Scope, ScopeStatus, Severity, Unknown } from '../../src/core/index.js'

export const account = '111122223333'
const global: Scope = { provider: 'aws', account }
const virginia: Scope = { ...global, region: 'us-east-1' }
const ireland: Scope = { ...global, region: 'eu-west-1' }
const files: Scope = { provider: 'local', account: 'orchard' }
const stranger: Scope = { provider: 'aws', account: '444455556666' }

const sagemaker = (path: string, region = 'us-east-1'): string => `arn:aws:sagemaker:${region}:${account}:${path}`
const runtimeRole = `arn:aws:iam::${account}:role/orchard-runtime`
const corpus = 'arn:aws:s3:::orchard-corpus'

/** A name that would clear the screen, turn the line round, hide a letter and start a new line. */
export const hostileName = 'orchard\u001b[2J\u202Egnp.\u200Blab\nok'

function asset(id: string, type: string, kind: Asset['kind'], name: string, scope: Scope, more: Partial<Asset> = {}): Asset {
  return { id, type, kind, name, scope, props: {}, gaps: {}, ...more }
}

const assets: Asset[] = [
  asset(`arn:aws:iam::${account}:root`, 'aws.account.account', 'account', account, global),
  asset(sagemaker('endpoint/orchard-chat'), 'aws.sagemaker.endpoint', 'endpoint', 'orchard-chat', virginia),
  asset(sagemaker('notebook-instance/orchard-lab'), 'aws.sagemaker.notebook_instance', 'notebook', 'orchard-lab', virginia, { props: { rootAccess: 'Enabled' } }),
  asset(sagemaker('notebook-instance/orchard-annex'), 'aws.sagemaker.notebook_instance', 'notebook', 'orchard-annex', virginia,
    { gaps: { rootAccess: 'sagemaker:DescribeNotebookInstance:denied:aws/111122223333/us-east-1' } }),
  asset(runtimeRole, 'aws.iam.role', 'role', 'orchard-runtime', global),
  asset(corpus, 'aws.s3.bucket', 'bucket', 'orchard-corpus', global, { props: { owner: 'self', tags: {} } }),
  asset('arn:aws:s3:::orchard-logs', 'aws.s3.bucket', 'bucket', 'orchard-logs', global, { gaps: { encryption: 's3:GetBucketEncryption:denied:aws/111122223333' } }),
  asset('arn:aws:apigateway:us-east-1::/restapis/orchard-edge', 'aws.apigateway.rest_api', 'gateway', 'orchard-edge', virginia),
  asset(sagemaker('training-job/orchard-nightly-0601'), 'aws.sagemaker.training_job', 'training-job', 'orchard-nightly-0601', virginia,
    { past: { family: 'orchard-nightly', at: '2026-06-01T03:00:00Z' }, aliases: ['s3://orchard-models/nightly/0601/model.tar.gz'] }),
  asset('models/orchard-embeddings.pkl', 'artifact.model_file', 'artifact', 'orchard-embeddings.pkl', files, { source: { file: 'models/orchard embeddings.pkl', line: 1 } }),
]

function rule(id: string, title: string, severity: Severity, more: Partial<RuleDoc> = {}): RuleDoc {
  return {
    id, title, severity, aliases: [], on: ['aws.sagemaker.notebook_instance'], let: {}, assert: 'true', confidence: 'high', phase: 'runtime', category: 'iam',
    level: 'recommended', message: '{name}', why: 'Whoever gets in can read every credential of the role and go on from there.', fix: { text: 'Close it.' },
    frameworks: {}, weaknesses: [], tags: [], references: [], supersedes: [], params: {}, since: '0.1.0', status: 'stable', needs: [],
    examples: { pass: [], fail: [], unknown: [], notApplicable: [] }, file: `rules/${id}.yaml`, ...more,
  }
}

export const rules: RuleDoc[] = [
  rule('artifact-pickle-imports-os', 'Model file runs code when it is loaded', 'high', { on: ['artifact.model_file'], phase: 'supply-chain', weaknesses: ['CWE-502'] }),
  rule('aws-iam-ai-role-trusts-anyone', 'Anyone can assume a role that AI workloads run as', 'critical', { on: ['aws.iam.role'], frameworks: { 'owasp-llm-2025': ['LLM03:2025'] } }),
  rule('aws-s3-ai-bucket-not-encrypted', 'Bucket behind AI is not encrypted', 'low', { on: ['aws.s3.bucket'] }),
  rule('aws-s3-training-data-public', 'Training data is public', 'critical', { on: ['aws.s3.bucket'] }),
  rule('aws-sagemaker-domain-docker-open', 'Studio users may pull any image', 'medium', { on: ['aws.sagemaker.domain'] }),
  rule('aws-sagemaker-endpoint-no-data-capture', 'Endpoint keeps no record of what it answers', 'low', { on: ['aws.sagemaker.endpoint'], level: 'strict' }),
  rule('aws-sagemaker-model-package-unsigned', 'Approved model versions are not signed', 'low', { on: ['aws.sagemaker.model_package_group'], needs: ['artifacts'] }),
  rule('aws-sagemaker-notebook-root-access-enabled', 'Notebook users are root', 'medium', {
    aliases: ['aws-sagemaker-notebook-root'], phase: 'training',
    why: 'Root on the notebook host can read every credential of the instance role and alter the kernels other people run.',
    fix: { text: 'Set root access to Disabled; ship packages by lifecycle configuration.', command: 'aws sagemaker update-notebook-instance --notebook-instance-name {name} --root-access Disabled' },
    frameworks: { 'aws-fsbp': ['SageMaker.3'], 'owasp-llm-2025': ['LLM03:2025'] }, weaknesses: ['CWE-250'],
    references: ['https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html'],
    examples: { pass: [{ rootAccess: 'Disabled' }], fail: [{ rootAccess: 'Enabled' }], unknown: [{ $gaps: { rootAccess: 'denied' } }], notApplicable: [] },
  }),
  rule('aws-sagemaker-training-job-not-isolated', 'Training containers reach the network', 'medium', { on: ['aws.sagemaker.training_job'], phase: 'training' }),
  rule('path-internet-to-training-data', 'Anyone on the internet can reach training data', 'critical', { on: 'endpoint', phase: 'data' }),
]

function finding(ruleId: string, of: Asset | undefined, message: string, more: Partial<Finding> = {}): Finding {
  const doc = rules.find(({ id }) => id === ruleId)
  if (doc === undefined || of === undefined) throw new Error(`no such rule or asset in the sample: ${ruleId}`)
  return {
    fingerprint: `${ruleId}-${of.name}`.replaceAll(/[^a-z0-9-]/g, '').slice(0, 60), rule: ruleId, title: doc.title, severity: doc.severity, confidence: 'high', message,
    asset: of.id, assetType: of.type, assetName: of.name, scope: of.scope, evidence: [], frameworks: doc.frameworks, fix: doc.fix, alsoViolates: [],
    ...(of.source === undefined ? {} : { source: of.source }), ...more,
  }
}

const [, chat, lab, , role, bucket, logs, , nightly, pickle] = assets

const hostile = asset(sagemaker('notebook-instance/orchard-lab-2'), 'aws.sagemaker.notebook_instance', 'notebook', hostileName, virginia)

export const findings: Finding[] = [
  finding('aws-iam-ai-role-trusts-anyone', role, 'Anyone can assume orchard-runtime, the role that orchard-chat runs as', {
    confidence: 'medium',
    evidence: [
      { asset: runtimeRole, path: 'trustPolicy.Statement[0]', saw: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }, wanted: '' },
      { asset: `arn:aws:iam::${account}:root`, path: 'scpLevels', saw: 'SCPs not read', wanted: '' },
    ],
    fix: { text: 'Name the principals that may assume the role, or delete the statement if nobody outside should.' },
    alsoViolates: ['aws-iam-ai-role-trusts-foreign-account'],
  }),
  finding('path-internet-to-training-data', chat, 'Anyone on the internet can reach training data through orchard-chat', {
    hops: [
      { from: 'internet', relation: 'can-invoke', to: 'arn:aws:apigateway:us-east-1::/restapis/orchard-edge', basis: 'declared', because: 'route POST /chat has authorization NONE' },
      { from: 'arn:aws:apigateway:us-east-1::/restapis/orchard-edge', relation: 'runs-as', to: runtimeRole, basis: 'inferred', because: 'its proxy function is invoked under this role' },
      { from: runtimeRole, relation: 'can-read', to: corpus, basis: 'declared', because: 's3:GetObject on orchard-corpus/*' },
    ],
    fix: { text: 'Require IAM or JWT on POST /chat (cuts 4 other paths).' },
  }),
  finding('artifact-pickle-imports-os', pickle, 'orchard-embeddings.pkl calls os.system when it is loaded', {
    evidence: [{ asset: 'models/orchard-embeddings.pkl', path: 'opcodes[3]', saw: 'GLOBAL os system', wanted: '' }],
    fix: { text: 'Convert the weights to safetensors, and load no pickle that somebody else wrote.' },
  }),
  finding('aws-sagemaker-notebook-root-access-enabled', lab, 'orchard-lab lets its users become root', {
    evidence: [{ asset: lab?.id ?? '', path: 'rootAccess', saw: 'Enabled', wanted: '"Disabled"' }],
    fix: { text: 'Set root access to Disabled; ship packages by lifecycle configuration.', command: 'aws sagemaker update-notebook-instance --notebook-instance-name orchard-lab --root-access Disabled' },
  }),
  finding('aws-sagemaker-notebook-root-access-enabled', hostile, `${hostileName} lets its users become root`, {
    evidence: [{ asset: hostile.id, path: 'rootAccess', saw: 'Enabled', wanted: '"Disabled"' }],
    fix: { text: 'Set root access to Disabled; ship packages by lifecycle configuration.' },
  }),
  finding('aws-sagemaker-training-job-not-isolated', nightly, 'Containers of the orchard-nightly jobs reach the network while they hold training data', {
    evidence: [
      { asset: nightly?.id ?? '', path: 'networkIsolation', saw: false, wanted: 'true' },
      { asset: nightly?.id ?? '', path: 'inputs', saw: [{ channel: 'train', uri: 's3://orchard-corpus/train/' }, { channel: 'eval', uri: null }], wanted: '' },
      { asset: corpus, path: 'policy.Statement[1]', wanted: '', saw: {
        Sid: 'Readers', Effect: 'Allow', Principal: { AWS: ['arn:aws:iam::444455556666:root', `arn:aws:iam::${account}:role/orchard-runtime`] },
        Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::orchard-corpus', 'arn:aws:s3:::orchard-corpus/*'],
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-orchard' } } } },
    ],
    fix: { text: 'Start the jobs with network isolation; stage packages in the image.' },
    family: { count: 12, firstSeen: '2026-05-21T03:00:00Z', lastSeen: '2026-06-01T03:00:00Z' },
  }),
  finding('aws-s3-ai-bucket-not-encrypted', bucket, 'orchard-corpus holds training data without encryption settings', {
    evidence: [{ asset: corpus, path: 'encryption', saw: null, wanted: 'not null' }],
    suppressed: { by: 'aispm.yaml', reason: 'encrypted by the writer before upload', until: '2026-12-31' },
  }),
  finding('aws-sagemaker-endpoint-no-data-capture', chat, 'orchard-chat keeps no record of what it is asked and what it answers', {
    confidence: 'low', evidence: [{ asset: chat?.id ?? '', path: 'dataCapture', saw: null, wanted: 'not null' }],
    fix: { text: 'Turn data capture on in the endpoint configuration.' },
  }),
]

const gap = (call: string, scope: Scope, reason: Gap['reason'], more: Partial<ReportSource['gaps'][number]>): ReportSource['gaps'][number] => ({
  id: `${call}:${reason}:${[scope.provider, scope.account, ...(scope.region === undefined ? [] : [scope.region])].join('/')}`,
  scope, call, types: ['aws.sagemaker.notebook_instance'], list: false, reason, message: 'not authorized', count: 1, blinds: [], ...more,
})

export const gaps: ReportSource['gaps'] = [
  gap('sagemaker:DescribeNotebookInstance', virginia, 'denied', { missing: ['sagemaker:DescribeNotebookInstance'], blinds: ['aws-sagemaker-notebook-root-access-enabled'] }),
  gap('s3:GetBucketEncryption', global, 'denied', { types: ['aws.s3.bucket'], missing: ['s3:GetEncryptionConfiguration'], blinds: ['aws-s3-ai-bucket-not-encrypted'] }),
  gap('sagemaker:ListDomains', virginia, 'denied', { types: ['aws.sagemaker.domain'], list: true, missing: ['sagemaker:ListDomains'], blinds: ['aws-sagemaker-domain-docker-open'] }),
  gap('sagemaker:ListDomains', ireland, 'denied', { types: ['aws.sagemaker.domain'], list: true, missing: ['sagemaker:ListDomains'], blinds: ['aws-sagemaker-domain-docker-open'] }),
  gap('organizations:ListPoliciesForTarget', global, 'denied', { types: ['aws.account.account'], missing: ['organizations:ListPoliciesForTarget'] }),
  gap('sagemaker:DescribeTrainingJob', ireland, 'throttled', { types: ['aws.sagemaker.training_job'], count: 214, message: 'Rate exceeded, given up after 40 tries', blinds: ['aws-sagemaker-training-job-not-isolated'] }),
  gap('ecr:DescribeImages', ireland, 'error', { types: ['aws.ecr.image'], message: 'answered \u001b[31mteapot\u001b[0m, a code nobody knows' }),
  gap('iam:GetServiceLastAccessedDetails', global, 'not-requested', { types: ['aws.iam.role'], message: 'needs --with last-accessed', blinds: ['aws-iam-ai-role-trusts-anyone'] }),
]

export const unknowns: Unknown[] = [
  { rule: 'aws-sagemaker-domain-docker-open', title: 'Studio users may pull any image', severity: 'medium', asset: null, assetName: null, assetType: null, scope: ireland, gaps: [gaps[3]?.id ?? ''] },
  { rule: 'aws-sagemaker-domain-docker-open', title: 'Studio users may pull any image', severity: 'medium', asset: null, assetName: null, assetType: null, scope: virginia, gaps: [gaps[2]?.id ?? ''] },
  { rule: 'aws-sagemaker-notebook-root-access-enabled', title: 'Notebook users are root', severity: 'medium', asset: sagemaker('notebook-instance/orchard-annex'), assetName: 'orchard-annex',
    assetType: 'aws.sagemaker.notebook_instance', scope: virginia, gaps: [gaps[0]?.id ?? ''] },
  { rule: 'aws-s3-ai-bucket-not-encrypted', title: 'Bucket behind AI is not encrypted', severity: 'low', asset: logs?.id ?? '', assetName: 'orchard-logs', assetType: 'aws.s3.bucket', scope: global, gaps: [gaps[1]?.id ?? ''] },
]

const status = (scope: Scope, state: ScopeStatus['state'], services: ScopeStatus['services'] = {}): ScopeStatus =>
  ({ scope, state, services, calls: state === 'read' ? 41 : 0, answered: state === 'read' ? 37 : 0, vanished: 0 })

const scopes: ScopeStatus[] = [
  status(global, 'read', { iam: 'enabled', organizations: 'not-enabled' }),
  status(ireland, 'read', { sagemaker: 'enabled', ecr: 'enabled' }),
  status(virginia, 'read', { sagemaker: 'enabled', ecr: 'enabled' }),
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-2'].map((region) =>
    status({ ...global, region }, 'not-requested')),
  status(stranger, 'unreachable'),
  status(files, 'read'),
]

export const inventory: Inventory = {
  schema: 1, takenAt: '2026-06-02T09:00:00.000Z', historySince: '2026-03-04T09:00:00.000Z', collected: ['aws.iam.role', 'aws.sagemaker.notebook_instance'], finished: true,
  scopes, assets: [...assets, hostile],
  relations: [
    { from: sagemaker('endpoint/orchard-chat'), type: 'runs-as', to: runtimeRole, target: 'aws.iam.role', basis: 'declared', via: 'ExecutionRoleArn' },
    { from: runtimeRole, type: 'can-read', to: corpus, target: 'aws.s3.bucket', basis: 'inferred' },
  ],
  gaps: gaps.map((read) => Object.fromEntries(Object.entries(read).filter(([key]) => key !== 'blinds')) as unknown as Gap),
}

const none = { pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 }

const frameworks: ReportSource['frameworks'] = new Map([
  { id: 'aws-fsbp', name: 'AWS Foundational Security Best Practices', version: 'as named', citation: 'Security Hub CSPM standard', verified: true, controls: [
    { id: 'SageMaker.3', title: 'Users should not have root access to SageMaker notebook instances', mapping: 'direct' as const, verified: true },
  ] },
  { id: 'owasp-llm-2025', name: 'OWASP Top 10 for LLM Applications', version: '2025 (v2.0)', citation: 'OWASP GenAI Security Project, Top 10 for LLM Applications 2025', verified: true, controls: [
    { id: 'LLM02:2025', title: 'Sensitive Information Disclosure', mapping: 'supporting' as const, verified: true },
    { id: 'LLM03:2025', title: 'Supply Chain', mapping: 'supporting' as const, verified: true },
  ] },
].map((framework) => [framework.id, framework]))

/** Everything at once. */
export function orchard(more: Partial<ReportSource> = {}): ReportSource {
  return {
    schema: 1, tool: { name: 'aispm', version: '0.1.0' }, startedAt: '2026-06-02T09:00:00.000Z', finishedAt: '2026-06-02T09:00:09.000Z', complete: false,
    scopes, gaps,
    coverage: {
      decided: 31, unknown: 5, ratio: 31 / 36,
      rules: Object.fromEntries(rules.map(({ id }) => [id, { ...none, pass: 3, fail: findings.filter((f) => f.rule === id).length }])),
      nothingToJudge: ['aws-s3-training-data-public'],
      notConfigured: [{ rule: 'aws-sagemaker-model-package-unsigned', wants: '--with artifacts' }],
    },
    inventory: { assets: 47, relations: 62, types: { 'aws.sagemaker.notebook_instance': 3, 'aws.iam.role': 44 }, kinds: { notebook: 3, role: 44 } },
    rules,
    counts: { findings: { critical: 2, high: 1, medium: 3, low: 1 }, suppressed: 1, unknowns: unknowns.length },
    ignores: [
      { where: 'aispm.yaml:14:5', what: 'aws-s3-training-data-public on orchard-attic', reason: 'a fixture that everybody may read', state: 'stale', findings: 0 },
      { where: 'aispm.yaml:18:5', what: 'aws-s3-ai-bucket-not-encrypted on orchard-corpus', reason: 'encrypted by the writer before upload', until: '2026-12-31', state: 'used', findings: 1 },
    ],
    frameworks,
    findings, unknowns, inventoryOf: () => inventory,
    ...more,
  }
}

/** A run without findings and without gaps. */
export function tidy(more: Partial<ReportSource> = {}): ReportSource {
  return orchard({
    complete: true, scopes: scopes.slice(0, 3), gaps: [], findings: [], unknowns: [], ignores: [],
    counts: { findings: { critical: 0, high: 0, medium: 0, low: 0 }, suppressed: 0, unknowns: 0 },
    coverage: { decided: 36, unknown: 0, ratio: 1, rules: {}, nothingToJudge: ['aws-s3-training-data-public'], notConfigured: [] },
    ...more,
  })
}

/** As many findings as asked for, made one by one. */
export function crowd(size: number, accounts = 1): ReportSource {
  const one = findings[3]
  if (one === undefined) throw new Error('the sample has no such finding')
  const many = {
    *[Symbol.iterator](): Generator<Finding> {
      for (let i = 0; i < size; i++) {
        const name = `orchard-lab-${i}`
        const scope = { ...one.scope, account: accounts === 1 ? account : String(i % accounts).padStart(12, '0') }
        const asset = `arn:aws:sagemaker:us-east-1:${scope.account}:notebook-instance/${name}`
        yield {
          ...one, scope, asset, assetName: name, fingerprint: `lab-${i}`, message: `${name} lets its users become root`,
          evidence: [{ asset, path: 'rootAccess', saw: 'Enabled', wanted: '"Disabled"' }],
          fix: { text: one.fix.text, command: `aws sagemaker update-notebook-instance --notebook-instance-name ${name} --root-access Disabled` },
        }
      }
    },
  }
  return tidy({ findings: many, complete: true, counts: { findings: { critical: 0, high: 0, medium: size, low: 0 }, suppressed: 0, unknowns: 0 } })
}
