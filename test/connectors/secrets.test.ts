// Detectors find what is a secret, in whatever form, and nothing that only looks like one.
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { misfit } from '../../src/core/shape.js'
import { findSecrets, findSecretsIn, secretHits } from '../../src/artifacts/text/secrets.js'

// Nothing below is a credential: bodies are drawn here, so that no literal in this file looks like one.
let seed = 20260101
function draw(length: number, alphabet: string): string {
  let text = ''
  for (let i = 0; i < length; i++) {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
    text += alphabet[(seed >>> 8) % alphabet.length]
  }
  return text
}
const digits = '0123456789'
const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()
const letters = upper + lower
const base62 = digits + letters
const hex = '0123456789abcdef'
const url = `${base62}_-`
const base64 = `${base62}+/`
const body = (length: number, alphabet = base62): string => draw(length, alphabet)

function githubToken(prefix: string, random = body(30)): string {
  let rest = crc32(random)
  let sum = ''
  for (let i = 0; i < 6; i++) {
    sum = `${(digits + upper + lower)[rest % 62]}${sum}`
    rest = Math.floor(rest / 62)
  }
  return prefix + random + sum
}
function webToken(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'orchard', iat: 1700000000 })}.${body(43, url)}`
}
function pem(kind: string, newline = '\n'): string {
  const dashes = '-'.repeat(5)
  const key = `${kind}PRIVATE ${'KEY'}`
  return [`${dashes}BEGIN ${key}${dashes}`, body(64, base64), body(64, base64), `${dashes}END ${key}${dashes}`].join(newline)
}

/** [name of the case, expected type, text] */
const positives: [string, string, () => string][] = [
  ['AWS long-lived key id', 'aws-access-key-id', () => `AKIA${body(16, upper + '234567')}`],
  ['AWS session key id', 'aws-access-key-id', () => `aws_access_key_id = ASIA${body(16, upper + '234567')}`],
  ['AWS secret key by name', 'aws-secret-access-key', () => `aws_secret_access_key = ${body(40, base64)}`],
  ['AWS secret key in JSON', 'aws-secret-access-key', () => `{"SecretAccessKey": "${body(40, base64)}"}`],
  ['AWS session token', 'aws-session-token', () => `IQoJb3JpZ2lu${body(300, base64)}`],
  ['Bedrock API key', 'aws-bedrock-api-key', () => `ABSKQmVkcm9ja0FQSUtleS${body(110, base64)}`],
  ['GitHub personal token', 'github-token', () => githubToken('ghp_')],
  ['GitHub token of a known checksum', 'github-token', () => `ghp_${'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ'}${'0mLq17'}`],
  ['GitHub app token in a URL', 'github-token', () => `https://x-access-token:${githubToken('ghs_')}@github.com/orchard/lab.git`],
  ['GitHub fine-grained token', 'github-token', () => `github_pat_${body(22)}_${body(59)}`],
  ['GitLab token', 'gitlab-token', () => `glpat-${body(20, url)}`],
  ['GitLab runner token', 'gitlab-token', () => `token: glrt-${body(20, url)}`],
  ['Slack bot token', 'slack-token', () => `xoxb-${body(12, digits)}-${body(13, digits)}-${body(24)}`],
  ['Slack webhook', 'slack-webhook', () => `https://hooks.slack.com/services/T${body(10, upper + digits)}/B${body(10, upper + digits)}/${body(24)}`],
  ['OpenAI project key', 'openai-api-key', () => `sk-proj-${body(74, url)}T3BlbkFJ${body(74, url)}`],
  ['OpenAI service account key', 'openai-api-key', () => `OPENAI_API_KEY=sk-svcacct-${body(58, url)}T3BlbkFJ${body(58, url)}`],
  ['OpenAI classic key', 'openai-api-key', () => `sk-${body(20)}T3BlbkFJ${body(20)}`],
  ['Anthropic key', 'anthropic-api-key', () => `sk-ant-api03-${body(93, url)}AA`],
  ['OpenRouter key', 'openrouter-api-key', () => `sk-or-v1-${body(64, hex)}`],
  ['DeepSeek key', 'deepseek-api-key', () => `"sk-${body(32, hex)}"`],
  ['Hugging Face token', 'hugging-face-token', () => `hf_${body(34, letters)}`],
  ['Hugging Face token piped on', 'hugging-face-token', () => `echo hf_${body(34, letters)} | huggingface-cli login`],
  ['Google API key', 'google-api-key', () => `AIza${body(35, url)}`],
  ['Google OAuth secret', 'google-oauth-secret', () => `GOCSPX-${body(28, url)}`],
  ['Azure storage connection string', 'azure-storage-key', () => `DefaultEndpointsProtocol=https;AccountName=orchard;AccountKey=${body(86, base64)}==;EndpointSuffix=core.windows.net`],
  ['Azure service bus key', 'azure-shared-access-key', () => `Endpoint=sb://orchard.servicebus.windows.net/;SharedAccessKey=${body(43, base64)}=`],
  ['Azure SAS URL', 'azure-sas-token', () => `https://orchard.blob.core.windows.net/weights?sv=2024-08-04&sp=r&sig=${body(43)}%3D`],
  ['Azure AI key', 'azure-ai-key', () => `${body(52)}JQQJ99${body(26)}`],
  ['Entra client secret', 'entra-client-secret', () => `a1${body(1)}8Q~${body(33, `${base62}_-.`)}`],
  ['W&B key by name', 'wandb-api-key', () => `export WANDB_API_KEY=${body(40, hex)}`],
  ['W&B new key', 'wandb-api-key', () => `wandb_v1_${body(70)}`],
  ['Pinecone key', 'pinecone-api-key', () => `pcsk_${body(6)}_${body(63)}`],
  ['Databricks token', 'databricks-token', () => `dapi${body(32, hex)}`],
  ['Groq key', 'groq-api-key', () => `gsk_${body(52)}`],
  ['xAI key', 'xai-api-key', () => `xai-${body(80)}`],
  ['Replicate token', 'replicate-token', () => `r8_${body(37)}`],
  ['NVIDIA key', 'nvidia-api-key', () => `nvapi-${body(64, url)}`],
  ['LangSmith key', 'langsmith-api-key', () => `lsv2_pt_${body(32, hex)}_${body(10, hex)}`],
  ['npm token', 'npm-token', () => `//npm.example.com/:_authToken=npm_${body(36)}`],
  ['PyPI token', 'pypi-token', () => `pypi-AgEIcHlwaS5vcmc${body(150, url)}`],
  ['Docker token', 'docker-token', () => `docker login -u orchard -p dckr_pat_${body(27, url)}`],
  ['Stripe live key', 'stripe-key', () => `sk_live_${body(24)}`],
  ['JSON web token', 'json-web-token', () => `Authorization: Bearer ${webToken()}`],
  ['RSA private key', 'private-key', () => pem('RSA ')],
  ['OpenSSH private key', 'private-key', () => pem('OPENSSH ')],
  ['PKCS#8 key inside JSON', 'private-key', () => `{"private_key": "${pem('', '\\n')}\\n"}`],
  ['PostgreSQL URL', 'database-url-password', () => `postgresql://orchard:${body(16)}@db.internal:5432/corpus`],
  ['MongoDB SRV URL', 'database-url-password', () => `mongodb+srv://svc:${body(12)}@cluster0.abcde.mongodb.net/?retryWrites=true`],
  ['Redis URL without a user', 'database-url-password', () => `redis://:${body(20)}@cache:6379/0`],
  ['SQLAlchemy URL', 'database-url-password', () => `postgresql+psycopg2://orchard:${body(10)}@db/corpus`],
  ['basic authentication in a URL', 'url-password', () => `pip install --index-url https://ci:${body(24)}@pypi.orchard.example/simple orchard`],
  ['password in YAML', 'password', () => `database:\n  password: ${body(8)}#9`],
  ['password in shell', 'password', () => `export DB_PASSWORD='${body(10)}!7'`],
  ['password as a flag', 'password', () => `mysql --password ${body(9)}42 corpus`],
  ['secret in Python', 'generic-secret', () => `client_secret = "a1${body(30)}"`],
  ['token in JSON', 'generic-secret', () => `"accessToken": "a1${body(30)}"`],
  ['token set through os.environ', 'hugging-face-token', () => `os.environ["HF_TOKEN"] = "a1${body(20)}"`],
  ['key after an escaped newline', 'aws-access-key-id', () => `"first\\nAKIA${body(16, upper)}"`],
]

const negatives: [string, string][] = [
  ['nothing', ''],
  ['prose', 'The password is kept in the vault; ask the token desk for a secret key.'],
  ['AWS documentation key', `AKIA${'IOSFODNN7'}EXAMPLE`],
  ['AWS documentation secret', `aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY${'EXAMPLE'}KEY`],
  ['AKIA in a longer word', `xAKIA${body(16, upper)}`],
  ['AKIA with a longer body', `AKIA${body(24, upper)}`],
  ['GitHub token with a wrong checksum', `ghp_${body(30)}000000`],
  ['GitHub prefix alone', 'ghp_ tokens start like this'],
  ['OpenAI key in a manual', 'sk-proj-your-key-here-xxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  ['dashes after sk', 'sk-learn-compatible-estimators-and-more-of-them-here'],
  ['Hugging Face function', 'hf_hub_download(repo_id="orchard/chat")'],
  ['Hugging Face stand-in', 'HF_TOKEN=hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
  ['shell variable', 'HF_TOKEN=$HUGGING_FACE_HUB_TOKEN'],
  ['braced variable', 'export WANDB_API_KEY=${WANDB_API_KEY}'],
  ['command substitution', 'TOKEN=$(aws secretsmanager get-secret-value --secret-id orchard)'],
  ['template', 'password: "{{resolve:secretsmanager:orchard/db:SecretString:password}}"'],
  ['secret ARN', 'DB_SECRET=arn:aws:secretsmanager:us-east-1:111122223333:secret:orchard-db-a1b2c3'],
  ['angle brackets', 'password=<your password>'],
  ['changeme', 'DB_PASSWORD=changeme'],
  ['stars', 'password: ********'],
  ['bare word', 'password: password'],
  ['null', 'secret: null'],
  ['true', 'token: true'],
  ['token limit', 'MAX_TOTAL_TOKENS=4096'],
  ['tokenizer', 'tokenizer = "orchard/tokenizer-v2-2024-long-name"'],
  ['special token', '"eos_token": "<|end_of_text_128001|>"'],
  ['pad token without brackets', 'pad_token: "reserved_special_token_17_v3"'],
  ['secret name', 'secret_name: orchard-prod-db-2024-primary'],
  ['key id', 'aws_kms_key_id = 1234abcd-12ab-34cd-56ef-1234567890ab'],
  ['path', 'TOKEN_FILE=/run/secrets/orchard-token-2024'],
  ['path under a secret name', 'SECRET=/run/secrets/orchard-db-2024'],
  ['URL under a token name', 'token: https://sts.us-east-1.amazonaws.com/v1/2011-06-15'],
  ['function call', 'api_key = get_key_from_vault_2(region1)'],
  ['variable in code', 'token = request.headers.authorization'],
  ['URL without a password', 'postgresql://orchard@db.internal:5432/corpus'],
  ['URL with a variable', 'postgresql://orchard:${DB_PASSWORD}@db/corpus'],
  ['URL with a stand-in', 'redis://:changeme@cache:6379/0'],
  ['port and at sign', 'http://orchard.example:8080/path?mail=a@orchard.example'],
  ['PEM header in code', `if '-----BEGIN ${'PRIVATE'} KEY-----' in text: raise`],
  ['public key', ['-----BEGIN PUBLIC KEY-----', body(64, base64), body(64, base64), '-----END PUBLIC KEY-----'].join('\n')],
  ['certificate', ['-----BEGIN CERTIFICATE-----', body(64, base64), body(64, base64), '-----END CERTIFICATE-----'].join('\n')],
  ['base64 JSON without an algorithm', `eyJ${Buffer.from('ab":"cdefghijklmnop"}').toString('base64url')}.${body(20, url)}.${body(30, url)}`],
  ['image digest', `image: 111122223333.dkr.ecr.us-east-1.amazonaws.com/orchard@sha256:${body(64, hex)}`],
  ['git commit', `commit ${body(40, hex)}`],
  ['uuid', 'request 6fa459ea-ee8a-3ca4-894e-db77e160355e'],
  ['S3 address', `s3://orchard-models/${body(32, hex)}/output/model.tar.gz`],
  ['weights in base64', `data:application/octet-stream;base64,${body(400, base64)}`],
  ['Azure endpoint without a key', 'DefaultEndpointsProtocol=https;AccountName=orchard;EndpointSuffix=core.windows.net'],
  ['test password in letters', 'password: correcthorsebattery'],
]

describe('a text', () => {
  it.each(positives.map(([name, type, make]) => ({ name, type, text: make() })))('holds a secret: $name', ({ type, text }) => {
    const hits = findSecrets(text)
    expect(hits.map((hit) => hit.type)).toEqual([type])
    expect(misfit(secretHits, hits)).toBeNull()
  })

  it.each(negatives)('holds none: %s', (_, text) => {
    expect(findSecrets(text)).toEqual([])
  })

  it('has forty cases either way', () => {
    expect(positives.length).toBeGreaterThanOrEqual(40)
    expect(negatives.length).toBeGreaterThanOrEqual(40)
  })

  it('tells the line and the length, in order', () => {
    const token = `hf_${body(34, letters)}`
    const key = `AKIA${body(16, upper)}`
    expect(findSecrets(`#!/bin/bash\nset -e\nexport HF_TOKEN=${token}\n\n# ${key}\n`)).toEqual([
      { type: 'hugging-face-token', at: 'line 3', length: 37 },
      { type: 'aws-access-key-id', at: 'line 5', length: 20 },
    ])
  })

  it('tells two secrets in a line apart', () => {
    expect(findSecrets(`${`hf_${body(34, letters)}`} ${`gsk_${body(52)}`}`).map((hit) => hit.type)).toEqual(['hugging-face-token', 'groq-api-key'])
  })
})

describe('settings', () => {
  it.each([
    ['HF_TOKEN', 'orchard-2024-7f', 'hugging-face-token'],
    ['HUGGING_FACE_HUB_TOKEN', 'orchardreadaccess', 'hugging-face-token'],
    ['HUGGINGFACEHUB_API_TOKEN', 'orchardreadaccess', 'hugging-face-token'],
    ['AWS_SECRET_ACCESS_KEY', 'shortbutsecret', 'aws-secret-access-key'],
    ['COHERE_API_KEY', 'orchard9key', 'service-api-key'],
    ['MLFLOW_TRACKING_PASSWORD', 'orchard2024', 'service-token'],
    ['DB_PASSWORD', 'orchard1', 'password'],
    ['dbPassword', 'orchard1', 'password'],
    ['client-secret', `a1${body(24)}`, 'generic-secret'],
    ['API_KEY', `"a1${body(24)}"`, 'generic-secret'],
  ])('%s holds a secret', (name, value, type) => {
    expect(findSecretsIn({ [name]: value })).toEqual([{ type, at: name, length: value.replaceAll('"', '').length }])
  })

  it('finds a shape under any name', () => {
    expect(findSecretsIn({ SM_MODEL_DIR: '/opt/ml/model', BANNER: `use hf_${body(34, letters)}` })).toEqual([{ type: 'hugging-face-token', at: 'BANNER', length: 37 }])
  })

  it.each([
    ['HF_TOKEN', ''], ['HF_TOKEN', '${HF_TOKEN}'], ['HF_TOKEN', '{{resolve:secretsmanager:orchard/hf}}'], ['HF_TOKEN', 'changeme'],
    ['HF_TOKEN', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:hf-a1b2c3'], ['HF_TOKEN', 'xxxxxxxxxxxxxxxx'], ['HF_TOKEN', '/run/secrets/hf'],
    ['HF_MODEL_ID', 'orchard/chat-7b'], ['MAX_INPUT_TOKENS', '4096000000000'], ['TOKENIZERS_PARALLELISM', 'false'], ['HF_TOKEN_PATH', '/root/.cache/token12345'],
    ['SECRET_ARN', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db'], ['SECRET_NAME', 'orchard-db-2024-primary-1'], ['KMS_KEY_ID', 'a1b2c3d4e5f6a7b8c9d0'],
    ['eos_token', 'reserved_special_17_end'], ['feature_dim', '784'], ['learning_rate', '0.0003'], ['sagemaker_submit_directory', 's3://orchard-code/sourcedir.tar.gz'],
    ['API_KEY_SECRET_NAME', 'orchard-2024-api-key-7'], ['PASSWORD_POLICY', 'min8-upper1-digit1'],
  ])('%s=%s holds none', (name, value) => {
    expect(findSecretsIn({ [name]: value })).toEqual([])
  })
})

describe('time', () => {
  const megabyte = 1_000_000
  const repeat = (text: string): string => text.repeat(Math.ceil(megabyte / text.length)).slice(0, megabyte)
  it.each([
    ['marks in a row', 'sk-'], ['marks apart', 'sk- AKIA ghp_ '], ['names in a row', 'token'], ['names apart', 'token= secret: '], ['assignments', 'password="'],
    ['key headers', `-----BEGIN ${'PRIVATE'} KEY-----`], ['web tokens', 'eyJ.'], ['long web tokens', ` eyJ${'a'.repeat(900)}.`], ['addresses', 'a://b:c'],
    ['one word', 'a'], ['one line of base64', 'Ab0+'], ['newlines', '\n'], ['quotes', 'key"\''], ['backslashes', 'token=\\'], ['schemes', '://'],
    ['found over and over', `AKIA${'Q7WERTYUIOPASDFG'} token=a1b2c3d4e5f6g7 `],
  ])('is linear over %s', (_, piece) => {
    const time = (text: string): number => {
      const start = process.hrtime.bigint()
      findSecrets(text)
      return Number(process.hrtime.bigint() - start) / 1e6
    }
    const text = repeat(piece)
    const best = Math.min(time(text), time(text), time(text))
    // A tenth of a second is the aim; the bound leaves room for a busy machine, and none for a square.
    expect(best).toBeLessThan(1000)
    if (process.env['AISPM_TIMES'] !== undefined) console.log(piece.slice(0, 20).replaceAll('\n', '\\n'), `${best.toFixed(0)} ms`)
  })
})
