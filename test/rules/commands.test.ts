// Every command of a fix names an operation and options that the AWS command line has: it is made from the same models as the SDK.
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadClient } from '../../src/connectors/aws/services.js'
import { isOperation, membersOf, resolve } from '../../src/connectors/aws/sdk-schema.js'
import { loadRules, type LoadedRule } from '../../src/engine/index.js'
import { rulesDir } from './discover.js'

/** Where the command line's word for a service is not the SDK's. */
const words: Record<string, string> = {
  apigateway: 'api-gateway', 'application-autoscaling': 'application-auto-scaling', configservice: 'config-service', 'lexv2-models': 'lex-models-v2', logs: 'cloudwatch-logs',
  s3api: 's3', s3control: 's3-control', secretsmanager: 'secrets-manager',
}
/** Options of every command. */
const common = new Set(['region', 'profile', 'query', 'output', 'cli-input-json', 'cli-input-yaml', 'no-paginate', 'no-cli-pager', 'page-size', 'max-items', 'generate-cli-skeleton'])
/** Commands that the command line makes itself, and services whose SDK client a scan does not need. */
const elsewhere = new Set(['s3', 'dynamodb', 'events', 'signer', 'wafv2'])
/** Options that the command line has of its own. */
const added: Record<string, string[]> = { 'configservice put-configuration-recorder': ['recording-group'] }

const kebab = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1-$2').toLowerCase()
const require = createRequire(import.meta.url)
const isInstalled = (word: string): boolean => {
  try {
    require.resolve(`@aws-sdk/client-${word}`)
    return true
  } catch {
    return false
  }
}

/** What is wrong with one command; null when nothing is. */
async function fault(command: string): Promise<string | null> {
  if (/<[^>]*>/.test(command)) return 'has a placeholder that a shell takes for a redirection'
  const [, service = '', operation = '', rest = ''] = /^aws ([a-z0-9-]+) ([a-z0-9-]+)\s*([\s\S]*)$/.exec(command.trim()) ?? []
  if (service === '') return `is no aws command: ${command}`
  if (elsewhere.has(service)) return null
  const word = words[service] ?? service
  if (!isInstalled(word)) return `names no known service: ${service}`
  const schema = Object.values(await loadClient(word, '')).filter(isOperation).find((one) => kebab(one[2]) === operation)
  if (schema === undefined) return `${service} has no ${operation}`
  const members = membersOf(resolve(schema[4]))
  const options = new Set([...added[`${service} ${operation}`] ?? [], ...members.flatMap(({ name }) => [kebab(name), `no-${kebab(name)}`])])
  // Options and their values; text in quotes is a value.
  const given = [...rest.replaceAll(/'[^']*'|"[^"]*"/g, '…').matchAll(/(?:^|\s)--([a-z0-9-]+)/g)].map(([, name = '']) => name)
  const unknown = given.filter((name) => !options.has(name) && !common.has(name))
  if (unknown.length > 0) return `${service} ${operation} has no --${unknown.join(', --')}`
  const missing = members.filter(({ name, required }) => required && !given.includes(kebab(name)) && !given.includes(`no-${kebab(name)}`))
  if (missing.length === 0 || given.some((name) => name.startsWith('cli-input'))) return null
  return `${service} ${operation} wants --${missing.map(({ name }) => kebab(name)).join(', --')}`
}

describe('the command of a fix', () => {
  let rules: LoadedRule[] = []
  beforeAll(async () => {
    rules = (await loadRules([rulesDir])).rules.filter(({ doc }) => doc.id.startsWith('aws-') && doc.fix.command !== undefined)
  })

  it('is one that the AWS command line takes', async () => {
    expect(rules.length).toBeGreaterThan(100)
    const wrong = await Promise.all(rules.map(async ({ doc }) => {
      const found = await fault(doc.fix.command ?? '')
      return found === null ? [] : [`${doc.id}: ${found}`]
    }))
    expect(wrong.flat()).toEqual([])
  })
})
