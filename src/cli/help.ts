// What stands below the options of every help page: commands that work as they stand, and what comes of them.
/** Commands to copy, and what each is for. */
const examples: Record<string, readonly (readonly [command: string, what: string])[]> = {
  aispm: [
    ['aispm scan --demo', 'see a report, without credentials'],
    ['aispm scan .', 'judge the models, data and notebooks in a folder'],
    ['aispm scan aws --region us-east-1', 'judge one region of an account'],
    ['aispm scan aws -o text -o sarif=aispm.sarif', 'report here and to code scanning'],
    ['aispm explain aws-s3-ai-bucket-public-read', 'why it matters, how to fix it'],
    ['aispm permissions aws > policy.json', 'the rights that a scan needs'],
  ],
  scan: [
    ['aispm scan --demo', ''],
    ['aispm scan . --rules all', ''],
    ['aispm scan aws --region us-east-1,eu-west-1 --fail-on critical', ''],
    ['aispm scan aws -o text -o sarif=aispm.sarif -o inventory=account.jsonl', ''],
    ['aispm scan --inventory account.jsonl --rules all', ''],
    ['aispm scan aws --plan', ''],
  ],
  inventory: [
    ['aispm inventory --demo', ''],
    ['aispm inventory aws -o text -o inventory=account.jsonl', ''],
    ['aispm inventory --inventory account.jsonl', ''],
  ],
  verify: [
    ['aispm verify ./models/orchard --public-key orchard.pub', ''],
    ['aispm verify ./models/orchard --identity NAME --issuer URL', ''],
    ['aispm verify ./models/orchard -o json', ''],
  ],
  rules: [
    ['aispm rules', ''],
    ['aispm rules --rules recommended', ''],
    ["aispm rules --rules 'aws-s3-*' -o json", ''],
  ],
  explain: [
    ['aispm explain aws-sagemaker-notebook-root-access-enabled', ''],
    ['aispm explain aws-s3-ai-bucket-public-read -o json', ''],
  ],
  can: [
    ['aispm can arn:aws:iam::111122223333:role/orchard-ci \\\n    iam:PassRole arn:aws:iam::111122223333:role/orchard-lab-role --demo', ''],
    ["aispm can '*' s3:GetObject 'arn:aws:s3:::orchard-corpus/*' --demo", ''],
  ],
  'who-can': [
    ["aispm who-can s3:GetObject 'arn:aws:s3:::orchard-corpus/*' --demo", ''],
    ["aispm who-can sagemaker:CreateTrainingJob '*' --inventory account.jsonl", ''],
  ],
  permissions: [
    ['aispm permissions aws > policy.json', ''],
    ['aispm permissions aws --rules recommended', ''],
    ['aispm permissions aws --with artifacts,last-accessed', ''],
    ['aispm permissions aws --as stackset > aispm-role.yaml', ''],
    ['aispm permissions aws --check --region us-east-1', ''],
  ],
  schema: [
    ['aispm schema report > report.schema.json', ''],
    ['aispm schema inventory', ''],
  ],
}

const scanExits: readonly (readonly [code: string, what: string])[] = [
  ['0', 'done, nothing at or above --fail-on'],
  ['1', 'findings at or above --fail-on'],
  ['2', 'wrong usage, settings or rules; nothing was scanned'],
  ['3', 'incomplete: nothing could be read, or coverage below --min-coverage'],
  ['4', 'a bug of ours; the report was written and says where'],
  ['130', 'interrupted (143: terminated); the report holds what was read so far'],
]

const environment: readonly (readonly [names: string, what: string])[] = [
  ['AWS_PROFILE, AWS_REGION ...', "credentials and region, as in AWS's own tools"],
  ['AWS_ENDPOINT_URL', 'another address for AWS, such as an emulator'],
  ['HTTPS_PROXY, NO_PROXY', 'way out through a proxy'],
  ['NODE_EXTRA_CA_CERTS', 'certificates to trust beside the usual ones'],
]

/** The end of a command's help page; of `aispm` itself for `aispm`. */
export function afterHelp(command: string): string {
  const parts = [section('Examples', examples[command] ?? [])]
  if (command === 'scan') parts.push(section('Environment', environment), section('Exit codes', scanExits))
  return `\n${parts.join('\n')}`
}

/** Every example, for the tests to run. */
export function allExamples(): string[] {
  return Object.values(examples).flatMap((list) => list.map(([command]) => command))
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  const wide = Math.max(...rows.filter(([, what]) => what !== '').map(([term]) => term.length), 0)
  const lines = rows.map(([term, what]) => (what === '' ? `  ${term}` : `  ${term.padEnd(wide)}  ${what}`))
  return `${title}:\n${lines.join('\n')}\n`
}
