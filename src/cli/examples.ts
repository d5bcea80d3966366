// Commands to copy, and what each is for; a test runs every one of them.
type Example = readonly [command: string, what: string]

export const examples: Readonly<Record<string, readonly Example[]>> = {
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
    ['aispm scan aws -o text -o json=report.json --baseline last.json', ''],
    ['aispm scan --inventory account.jsonl --rules all', ''],
    ['aispm scan --demo --redact -o html=report.html', ''],
    ['aispm scan aws --plan', ''],
  ],
  diff: [
    ['aispm diff last.jsonl account.jsonl', ''],
    ['aispm diff last.json report.json --fail-on high', ''],
    ['aispm diff last.jsonl account.jsonl --rules all', ''],
    ['aispm diff last.jsonl account.jsonl -o markdown=drift.md', ''],
    ['aispm diff last.jsonl account.jsonl -o json', ''],
  ],
  compliance: [
    ['aispm compliance', 'which frameworks there are'],
    ['aispm compliance owasp-llm-2025 --demo', ''],
    ['aispm compliance nist-ai-600-1 --inventory account.jsonl', ''],
    ['aispm compliance eu-ai-act aws -o html=eu-ai-act.html', ''],
    ['aispm compliance mitre-atlas . -o csv=atlas.csv', ''],
  ],
  inventory: [
    ['aispm inventory --demo', ''],
    ['aispm inventory .', ''],
    ['aispm inventory aws -o text -o inventory=account.jsonl', ''],
    ['aispm inventory --inventory account.jsonl', ''],
    ['aispm inventory --demo --redact -o inventory=shared.jsonl', ''],
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
  'rules new': [
    ['aispm rules new orchard-bucket-unversioned --on aws.s3.bucket', ''],
    ['aispm rules new orchard-role-idle --on aws.iam.role --dir house', ''],
    ['aispm rules new orchard-model-pickled --on artifact.pickle --print', ''],
  ],
  'rules test': [
    ['aispm rules test rules', ''],
    ['aispm rules test rules -o json', ''],
    ['aispm rules test rules house -o junit > rules.xml', ''],
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
  init: [
    ['aispm init', ''],
    ['aispm init models', ''],
    ['aispm init --print > house.yaml', ''],
  ],
  completion: [
    ['source <(aispm completion bash)', 'this shell; put it into ~/.bashrc to keep'],
    ['aispm completion zsh > _aispm', 'zsh: into a folder of $fpath'],
    ['aispm completion fish > aispm.fish', 'fish: into ~/.config/fish/completions'],
  ],
  schema: [
    ['aispm schema report > report.schema.json', ''],
    ['aispm schema inventory', ''],
    ['aispm schema config > aispm.schema.json', ''],
    ['aispm schema rule', ''],
  ],
}
