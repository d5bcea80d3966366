// Whatever a user gets wrong: exit 2, what was not done, and the nearest right word.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { complaint, exitCodeOf } from '../../src/cli/fail.js'
import { buildProgram } from '../../src/cli/program.js'
import { aispm, folder } from './run.js'

const cwd = folder()

/** What the program says without being started anew each time; anything but a wrong usage fails. */
async function refusal(args: string[]): Promise<string> {
  const error: unknown = await buildProgram().parseAsync(['node', 'aispm', ...args]).then(() => undefined, (thrown: unknown) => thrown)
  expect(exitCodeOf(error)).toBe(2)
  return complaint(error, false)
}

describe('a wrong word', () => {
  it.each<[string[], string, string]>([
    [['scna'], 'unknown command "scna"', 'did you mean scan?'],
    [['frobnicate'], 'unknown command "frobnicate"', 'try: aispm --help'],
    [['scan', '--regoin', 'us-east-1'], 'unknown option "--regoin"', 'did you mean --region?'],
    [['scan', '--frobnicate'], 'unknown option "--frobnicate"', 'try: aispm scan --help'],
    [['scan', '--region'], 'option "--region <region>" argument missing', 'try: aispm scan --help'],
    [['can', 'x'], 'missing required argument "action"', 'try: aispm can --help'],
    [['rules', 'extra'], 'too many arguments: expected 0, got 1', 'try: aispm rules --help'],
    [['scan', 'awz'], 'unknown target "awz"; nothing was scanned', 'did you mean aws?'],
    [['scan', 'kubernetes'], 'unknown target "kubernetes"; nothing was scanned', 'targets: aws, azure, gcp'],
    [['scan', '--scope', 'kubernetes:orchard'], 'unknown target "kubernetes:orchard"; nothing was scanned', 'targets: aws, azure, gcp'],
    [['scan', '--demo', '-o', 'jsno'], '-o jsno: there is no such format; nothing was scanned', 'did you mean json?'],
    [['scan', '--demo', '-o', 'spreadsheet'], '-o spreadsheet: there is no such format; nothing was scanned', 'one of: '],
    [['inventory', '--demo', '-o', 'sarif'], '-o sarif: there is no such format; nothing was scanned', 'one of: text, json, inventory'],
    [['scan', '--demo', '--rules', 'aws-sagemaker-notebok-role-admin'], 'no rule matches "aws-sagemaker-notebok-role-admin" — nothing was scanned', 'did you mean aws-sagemaker-notebook-role-admin?'],
    [['scan', '--demo', '--region', 'us-est-1'], 'us-est-1 is not an enabled region of account 111122223333', 'did you mean us-east-1?'],
    [['scan', '--demo', '--fail-on', 'hgih'], '--fail-on hgih: there is no such severity; nothing was scanned', 'did you mean high?'],
    [['scan', '--demo', '--with', 'artefacts'], '--with artefacts: there is no such optional read; nothing was scanned', 'did you mean artifacts?'],
    [['permissions', 'aws', '--with', 'artefacts'], '--with artefacts: there is no such optional read', 'did you mean artifacts?'],
    [['permissions', 'aws', '--by', 'action'], '--by action: there is no such group', 'it can be: service'],
    [['permissions', 'aws', '--by', 'service', '--as', 'hub'], '--by and --as do not go together: one lists the actions, the other grants them', 'leave one of them out'],
    [['permissions', 'awss'], 'unknown provider "awss"', 'did you mean aws?'],
    [['explain', 'aws-s3-ai-bucket-publc-read'], 'there is no rule "aws-s3-ai-bucket-publc-read"', 'did you mean aws-s3-ai-bucket-public-read?'],
    [['schema', 'reprot'], 'there is no schema "reprot"', 'did you mean report?'],
    [['rules', '-o', 'jsn'], '-o jsn: this command prints text or json', 'did you mean json?'],
    [['rules', '-o', 'json=rules.json'], '-o json=rules.json: this command writes no files', 'try: -o json > rules.json'],
    [['rules', '--color', 'alway'], '--color takes auto, always or never, not "alway"', 'did you mean always?'],
    [['can', '*', 's3:GetObjet', '*', '--demo'], 's3 has no action "GetObjet"', 'did you mean s3:GetObject?'],
    [['can', 'orchard-ci', 's3:GetObject', '*', '--demo'], '"orchard-ci" is no principal', 'give the ARN of a role or user'],
  ])('%j', async (args, what, hint) => {
    const { status, stdout, stderr } = await aispm(args, { cwd })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr.split('\n')[0]).toBe(`aispm: ${what}`)
    expect(stderr.split('\n')[1]).toContain(hint)
  })
})

describe('a wrong value', () => {
  it.each<[string[], string]>([
    [['--min-coverage', 'most'], '--min-coverage takes a number from 0 to 1, not "most"'],
    [['--min-coverage', '2'], '--min-coverage takes a number from 0 to 1, not "2"'],
    [['--max-rate', '0', '--replay', 'x'], '--max-rate takes a number from 0.01 to 1, not "0"'],
    [['--deadline', '-1'], '--deadline takes a number from 0.01 to 1440, not "-1"'],
    [['--history', '90'], '--history takes a number of days such as 90d, not "90"'],
    [['--asset', 'orchard-lab'], '--asset takes an ARN, a full resource name, an Azure resource id or local:PATH, not "orchard-lab"'],
    [['--region', ','], '--region was given no word'],
    [['--profile', ''], '--profile was given an empty value'],
    [['-o', 'json='], '-o json= names no file'],
    [['-o', 'json', '-o', 'sarif'], 'json and sarif cannot both go to standard output'],
    [['-o', 'json=a.json,sarif=./a.json'], 'two outputs go to ./a.json'],
    [['--scope', 'azure:orchard'], 'azure:orchard is no subscription, management group or tenant; nothing was scanned'],
    [['--scope', 'gcp:orchard-ml'], 'gcp:orchard-ml is no project, folder or organisation; nothing was scanned'],
    [['--impersonate', 'ada@orchard.example'], '--impersonate takes the e-mail of a service account, not "ada@orchard.example"; nothing was scanned'],
    [['./nowhere'], './nowhere does not exist; nothing was scanned'],
    [['nowhere/models'], 'there is no folder or file nowhere/models; nothing was scanned'],
    [['--external-id', 'orchard'], '--external-id belongs to a role to assume'],
    [['--full', '--concise'], '--full and --concise do not go together'],
    [['--config', 'nowhere.yaml'], 'there is no configuration file nowhere.yaml'],
  ])('%j', async (args, what) => {
    const said = await refusal(['scan', ...args])
    expect(said).toContain(`aispm: ${what}`)
    expect(said).toMatch(/nothing was (scanned|judged)/)
  })
})

describe('flags that make no sense together', () => {
  it.each([
    ['--inventory', ['--region', 'us-east-1']], ['--inventory', ['--scope', 'aws']], ['--inventory', ['aws']], ['--inventory', ['--plan']], ['--inventory', ['--demo']],
    ['--inventory', ['--profile', 'orchard']], ['--inventory', ['--role-arn', 'arn:aws:iam::111122223333:role/x']], ['--inventory', ['--history', '30d']], ['--inventory', ['--deadline', '5']],
    ['--demo', ['--scope', 'aws:444455556666']], ['--demo', ['--profile', 'orchard']], ['--demo', ['--history', '30d']],
  ])('%s %j', async (flag, others) => {
    const said = await refusal(['scan', flag, ...(flag === '--inventory' ? ['account.jsonl'] : []), ...others])
    expect(said).toContain(`aispm: ${flag} and ${others[0] === 'aws' ? 'the target aws' : others[0]} do not go together`)
  })
})

describe('flags given twice', () => {
  it('make one list of lists, each word once', async () => {
    const twice = await aispm(['scan', '--demo', '--region', 'us-east-1,us-east-1', '--region', 'us-east-1', '-o', 'json'], { cwd })
    const report = JSON.parse(twice.stdout) as { scopes: { scope: { region?: string }; state: string }[] }
    expect(report.scopes.filter((scope) => scope.state === 'read').map((scope) => scope.scope.region)).toEqual([undefined, 'us-east-1'])
  })

  it('take the last of single values, as every shell alias expects', async () => {
    expect((await aispm(['scan', '--demo', '--fail-on', 'never', '--fail-on', 'high'])).status).toBe(1)
  })
})

describe('a broken rule of one\'s own', () => {
  const rule = [
    'title: Broken expression', 'on: aws.s3.bucket', 'assert: asset.props.versionning == "Enabled"', 'severity: low', 'confidence: high', 'phase: data', 'category: data', 'level: recommended',
    'message: "{name} is unversioned"', 'why: It matters.', 'fix: { text: Version it. }', 'tags: [house]', 'references: [https://example.com]', 'since: 0.1.0', 'examples:',
    '  pass: [{ versioning: Enabled }]', '  fail: [{ versioning: null }]', '  unknown: [{ $gaps: { versioning: denied } }]', '',
  ].join('\n')

  it.each([
    ['YAML', 'title: Broken\non: [aws.s3.bucket\nassert: true\n', /orchard-broken\.yaml:[23]:\d+ {2}\S/],
    ['CEL', rule, /orchard-broken\.yaml:3:\d+ {2}.*versionning/],
    ['a misspelt key', rule.replace('severity: low', 'severty: low').replace('versionning', 'versioning'), /orchard-broken\.yaml:4:1 {2}.*severty/],
  ])('%s is told by file, line and column, and nothing runs', async (_what, text, told) => {
    const rules = folder()
    writeFileSync(join(rules, 'orchard-broken.yaml'), text)
    const { status, stdout, stderr } = await aispm(['scan', '--demo', '--rules-dir', rules])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^aispm: \d+ mistakes? in rule files — nothing was judged\n/)
    expect(stderr).toMatch(told)
  })
})
