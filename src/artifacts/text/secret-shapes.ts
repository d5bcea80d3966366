// What issued credentials look like: the prefix their issuer gives them, the characters and the length that follow.
import { crc32 } from 'node:zlib'

/** Which ASCII characters belong to a credential's body. */
export type Charset = (code: number) => boolean

export interface SecretShape {
  type: string
  /** Literal text that is in every credential of this type. */
  mark: string
  /** Characters before the mark that belong to it too; 0 unless given. */
  before?: number
  /** Characters after the mark: fewest and most. */
  after: readonly [number, number]
  chars: Charset
  /** Last word on the characters after the mark. Without it they must look random. */
  check?: (body: string) => boolean
}

const isDigit: Charset = (c) => c >= 48 && c <= 57
const isUpper: Charset = (c) => c >= 65 && c <= 90
const isLower: Charset = (c) => c >= 97 && c <= 122
const alphanumeric: Charset = (c) => isDigit(c) || isUpper(c) || isLower(c)
const upperDigits: Charset = (c) => isDigit(c) || isUpper(c)
const hex: Charset = (c) => isDigit(c) || (c >= 97 && c <= 102)
const word: Charset = (c) => alphanumeric(c) || c === 95
const urlSafe: Charset = (c) => word(c) || c === 45
const dotted: Charset = (c) => urlSafe(c) || c === 46
const base64: Charset = (c) => alphanumeric(c) || c === 43 || c === 47 || c === 61
const percent: Charset = (c) => alphanumeric(c) || c === 37 || c === 43 || c === 47 || c === 61
const slashed: Charset = (c) => alphanumeric(c) || c === 47
const tilde: Charset = (c) => dotted(c) || c === 126

type More = Pick<SecretShape, 'before' | 'check'>

function shapes(type: string, marks: readonly string[], chars: Charset, after: number | readonly [number, number], more: More = {}): SecretShape[] {
  return marks.map((mark) => ({ type, mark, chars, after: typeof after === 'number' ? [after, after] : after, ...more }))
}

/** Shapes with the same mark are tried in this order. */
export const secretShapes: readonly SecretShape[] = [
  ...shapes('aws-access-key-id', ['AKIA', 'ASIA'], upperDigits, 16),
  ...shapes('aws-session-token', ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz'], base64, [100, 4000]),
  ...shapes('aws-bedrock-api-key', ['ABSKQmVkcm9ja0FQSUtleS', 'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t'], base64, [80, 4000]),
  ...shapes('github-token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], alphanumeric, 36, { check: hasGithubChecksum }),
  ...shapes('github-token', ['github_pat_'], word, 82),
  ...shapes('gitlab-token', ['glpat-', 'glptt-', 'gldt-', 'glrt-', 'glcbt-', 'glsoat-', 'glft-', 'glffct-', 'glimt-'], urlSafe, [20, 300]),
  ...shapes('slack-token', ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xapp-'], urlSafe, [24, 250]),
  ...shapes('slack-webhook', ['hooks.slack.com/services/T'], slashed, [30, 80]),
  ...shapes('anthropic-api-key', ['sk-ant-'], urlSafe, [80, 140]),
  ...shapes('openrouter-api-key', ['sk-or-v1-'], hex, 64),
  ...shapes('langfuse-secret-key', ['sk-lf-'], urlSafe, 36),
  ...shapes('openai-api-key', ['sk-proj-', 'sk-svcacct-', 'sk-admin-'], urlSafe, [40, 250]),
  // Without a word of its own the prefix says little: the issuer's mark in the middle does, or a bare hexadecimal body.
  ...shapes('openai-api-key', ['sk-'], urlSafe, [40, 60], { check: (body) => body.includes('T3BlbkFJ') }),
  ...shapes('deepseek-api-key', ['sk-'], hex, 32),
  ...shapes('hugging-face-token', ['hf_', 'api_org_'], alphanumeric, [34, 37]),
  ...shapes('google-api-key', ['AIza'], urlSafe, 35),
  ...shapes('google-oauth-secret', ['GOCSPX-'], urlSafe, 28),
  ...shapes('google-access-token', ['ya29.'], urlSafe, [60, 1200]),
  ...shapes('azure-storage-key', ['AccountKey='], base64, 88),
  ...shapes('azure-shared-access-key', ['SharedAccessKey='], base64, [43, 44]),
  ...shapes('azure-sas-token', ['&sig=', '?sig='], percent, [43, 64], { check: (body) => /(?:=|%3d)$/i.test(body) }),
  ...shapes('azure-ai-key', ['JQQJ99'], alphanumeric, 26, { before: 52 }),
  ...shapes('entra-client-secret', ['Q~'], tilde, [31, 34], { before: 4 }),
  ...shapes('databricks-token', ['dapi'], hex, 32),
  ...shapes('wandb-api-key', ['wandb_v1_'], word, [40, 120]),
  ...shapes('pinecone-api-key', ['pcsk_'], word, [50, 90]),
  ...shapes('groq-api-key', ['gsk_'], alphanumeric, 52),
  ...shapes('xai-api-key', ['xai-'], alphanumeric, 80),
  ...shapes('replicate-token', ['r8_'], alphanumeric, 37),
  ...shapes('perplexity-api-key', ['pplx-'], alphanumeric, [48, 56]),
  ...shapes('nvidia-api-key', ['nvapi-'], urlSafe, [60, 70]),
  ...shapes('together-api-key', ['tgp_v1_'], urlSafe, 43),
  ...shapes('cerebras-api-key', ['csk-'], alphanumeric, 48),
  ...shapes('jina-api-key', ['jina_'], alphanumeric, 60),
  ...shapes('tavily-api-key', ['tvly-'], urlSafe, [32, 64]),
  ...shapes('langsmith-api-key', ['lsv2_pt_', 'lsv2_sk_'], word, 43),
  ...shapes('npm-token', ['npm_'], alphanumeric, 36),
  ...shapes('pypi-token', ['pypi-AgEIcHlwaS5vcmc'], urlSafe, [50, 1000]),
  ...shapes('docker-token', ['dckr_pat_', 'dckr_oat_'], urlSafe, [27, 40]),
  ...shapes('stripe-key', ['sk_live_', 'rk_live_'], alphanumeric, [24, 120]),
  ...shapes('sendgrid-key', ['SG.'], dotted, 66),
  ...shapes('vault-token', ['hvs.'], urlSafe, [80, 200]),
  ...shapes('grafana-token', ['glsa_'], word, 41),
  ...shapes('digitalocean-token', ['dop_v1_'], hex, 64),
]

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The last six characters are the CRC-32 of the others in base 62. */
function hasGithubChecksum(body: string): boolean {
  let rest = crc32(body.slice(0, -6))
  let checksum = ''
  while (rest > 0) {
    checksum = `${base62[rest % 62]}${checksum}`
    rest = Math.floor(rest / 62)
  }
  return body.endsWith(checksum.padStart(6, '0'))
}

const counts = new Uint32Array(128)

/** Bits a character, after Shannon; characters beyond ASCII count as one. */
export function entropy(text: string): number {
  counts.fill(0)
  for (let i = 0; i < text.length; i++) {
    const at = Math.min(text.charCodeAt(i), 127)
    counts[at] = (counts[at] ?? 0) + 1
  }
  let bits = 0
  for (const n of counts) if (n > 0) bits -= (n / text.length) * Math.log2(n / text.length)
  return bits
}

/** No stand-in, and no more order in it than chance gives. */
export function looksRandom(body: string): boolean {
  if (isPlaceholder(body)) return false
  return entropy(body) >= Math.min(3, Math.log2(body.length) - 1)
}

const standIn = new RegExp([
  'change[-_]?me', 'placeholder', 'example', 'redacted', 'x{4}', '\\*{4}', '\\.{4}', 'your[-_]', 'your(?:token|key)', 'dummy',
  'replace(?:me|[-_])', 'insert[-_]', 'secretsmanager', '0123456789', '1234567890', '\\$\\{', '\\{\\{', '\\$\\(', '<[a-z _-]+>',
  '^(?:\\$|%[a-z_]+%$|<|@|arn:|aws:|ssm:|vault:|sm:|file:|env:|ref\\+|op:\\/\\/|!|projects\\/[^/]+\\/(?:locations\\/[^/]+\\/)?secrets\\/)',
].join('|'))
const nothings = new Set([
  'none', 'null', 'nil', 'undefined', 'true', 'false', 'todo', 'tbd', 'n/a', 'secret', 'password', 'token', 'default',
  'unset', 'empty', 'string',
])

/** A value that stands for a secret, or points at where one is kept. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim().toLowerCase()
  return text === '' || nothings.has(text) || standIn.test(text) || isOneOrTwo(text)
}

/** Made of no more than two characters. */
function isOneOrTwo(text: string): boolean {
  let other: string | undefined
  for (const c of text) {
    if (c === text[0] || c === other) continue
    if (other !== undefined) return false
    other = c
  }
  return true
}
