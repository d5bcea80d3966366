// The text of a first aispm.yaml: what fits here set, all else as comments, each with what it means.
import { stringify } from 'yaml'
import { fileSchema } from '../../config/schema.js'
import { count } from '../../core/index.js'
import { printable } from '../../reporters/kit/printable.js'
import type { Sight } from './look.js'

type Key = keyof typeof fileSchema.shape

/** What stands commented out: the usual value, or an example that holds as it stands. */
const examples: Readonly<Record<Key, unknown>> = {
  scope: ['aws:111122223333', './models'],
  regions: ['us-east-1', 'eu-west-1'],
  rules: ['recommended'],
  ruleDirs: ['rules'],
  failOn: 'high',
  minCoverage: 0.9,
  history: '90d',
  with: ['artifacts', 'last-accessed'],
  params: { 'aws-iam-ai-access-stale': { maxIdleDays: 30 } },
  trust: { accounts: ['444455556666'], registries: ['registry.example.com'], hosts: ['data.example.com'], regions: ['us-east-1'], models: ['anthropic.claude-sonnet-4-20250514-v1:0'], signers: ['release@example.com https://accounts.example.com'] },
  ignores: [{ rule: 'aws-s3-ai-bucket-public-read', asset: 'open-data-*', reason: 'Published on purpose.', until: '2027-06-30', by: 'ml-platform@example.com' }],
  severity: { 'aws-s3-ai-bucket-public-read': 'high' },
  owners: { paths: { 'models/**': ['@example/ml-platform'] }, tags: ['owner'], scopes: { 'aws:111122223333': ['@example/cloud'] } },
  directories: ['teams/*'],
}

/** `editor`: the line by which editors find the schema, or nothing. */
export function settingsText(sight: Sight, editor: string): string {
  const scope = [...sight.clouds.map(({ provider }) => provider), ...sight.folders]
  const parts = Object.entries(examples).map(([key, example]) => {
    const isSet = key === 'scope' && scope.length > 0
    const found = key === 'scope' ? sightLines(sight).map((line) => `# Found here: ${printable(line)}.\n`) : []
    return `${wrap(describe(key))}${found.join('')}${isSet ? yamlOf({ scope }) : commentedOut(yamlOf({ [key]: example }))}`
  })
  return [`${editor}${wrap('Settings of aispm. Flags and AISPM_ variables come before what stands here. A line that begins with # and no space after it is an example: take the # away to set it.')}`, ...parts].join('\n')
}

/** What was found, in words. */
export function sightLines({ clouds, found, folders, cut }: Sight): string[] {
  const sorts = Object.entries(found).flatMap(([sort, n]) => (n === 0 ? [] : [count(n, sort === 'model' ? 'model file' : sort)]))
  return [
    ...clouds.map(({ provider, by }) => `credentials for ${provider} (${by})`),
    ...(sorts.length === 0 ? [] : [`${sorts.join(', ')} in ${folders.join(', ')}${cut ? ', and more: not every file was looked at' : ''}`]),
  ]
}

function describe(key: string): string {
  return Object.entries(fileSchema.shape).find(([name]) => name === key)?.[1].description ?? ''
}

function yamlOf(value: object): string {
  return stringify(value, { lineWidth: 0, flowCollectionPadding: true, collectionStyle: 'any' })
}

function commentedOut(yaml: string): string {
  return yaml.trimEnd().split('\n').map((line) => `#${line}\n`).join('')
}

const width = 100

/** Prose as comment lines. */
function wrap(text: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 > width) lines.push(`# ${word}`)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.map((line) => `${line}\n`).join('')
}
