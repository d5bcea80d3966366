// Every command of a fix for Google Cloud is one that gcloud takes, or a request that Google's API descriptions know.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadRules, type LoadedRule } from '../../src/engine/index.js'
import { methodsOf, others } from '../google/described.js'
import { rulesDir } from './discover.js'

/** gcloud's own list of its commands and flags, for completion in a shell. */
const completions = '/usr/lib/google-cloud-sdk/data/cli/gcloud_completions.py'

interface Tree {
  commands?: Record<string, Tree>
  flags?: Record<string, unknown>
}

function tree(): Tree {
  const read = `import ast,json,sys\ns=open(${JSON.stringify(completions)}).read()\nprint(json.dumps(ast.literal_eval(s[s.index('=',s.index('STATIC_COMPLETION_CLI_TREE'))+1:].strip())))`
  return JSON.parse(spawnSync('python3', ['-c', read], { encoding: 'utf8', maxBuffer: 2 ** 28 }).stdout) as Tree
}

/** Words of a command without what stands in quotes, which is data. */
function words(command: string): string[] {
  return command.replaceAll(/\\\n/g, ' ').replaceAll(/'[^']*'|"[^"]*"/g, '…').trim().split(/\s+/)
}

function gcloudFault(command: string, root: Tree): string | null {
  const given = words(command).slice(1)
  let at = root
  const flags = new Set(Object.keys(root.flags ?? {}))
  let named = 'gcloud'
  for (const word of given) {
    const next = at.commands?.[word]
    if (next !== undefined) {
      at = next
      named += ` ${word}`
      for (const flag of Object.keys(next.flags ?? {})) flags.add(flag)
      continue
    }
    if (at.commands !== undefined && Object.keys(at.commands).length > 0 && !word.startsWith('-')) return `${named} has no ${word}`
    if (!word.startsWith('--')) continue
    const flag = word.split('=')[0] ?? ''
    if (!flags.has(flag) && !flags.has(flag.replace('--no-', '--'))) return `${named} has no ${flag}`
  }
  return at.commands !== undefined && Object.keys(at.commands).length > 0 ? `${named} is no command by itself` : null
}

/** Whether a request's path is one of the method, with placeholders and words to fill in where names stand. */
function isAt(path: string, template: string): boolean {
  return new RegExp(`^${template.replaceAll(/[.*?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\+\w+\}/g, '[^:]+').replaceAll(/\{\w+\}/g, '[^/:]+')}$`).test(path)
}

function curlFault(command: string, service: string): string | null {
  const verb = /-X\s+([A-Z]+)/.exec(command)?.[1] ?? 'GET'
  const [, host = '', path = ''] = /https:\/\/([^/'"\s]+)\/([^?'"\s]+)/.exec(command) ?? []
  // The endpoint of a location is a property of the asset, whose type names the service.
  const api = host === '{props.endpoint}' ? service : /^(?:.*-)?([a-z]+)(?:\.(?:[^.{}]+|\{[^}]+\})\.rep)?\.googleapis\.com$/.exec(host)?.[1]
  if (api === undefined) return `asks no Google API: ${host}`
  // What the package does not describe is known here only as far as it is read.
  if (api in others) return null
  return methodsOf(api).some((method) => method.verb === verb && isAt(path, method.path)) ? null : `${api} has no ${verb} ${path}`
}

describe('the command of a fix for Google Cloud', () => {
  let rules: LoadedRule[] = []
  beforeAll(async () => {
    rules = (await loadRules([rulesDir])).rules.filter(({ doc }) => doc.id.startsWith('gcp-') && doc.fix.command !== undefined)
  })

  it('has nothing in it that a shell takes for a redirection', () => {
    expect(rules.filter(({ doc }) => /<[A-Za-z][^>]*>/.test(doc.fix.command ?? '')).map(({ doc }) => doc.id)).toEqual([])
  })

  it('is gcloud, bq, or a request to a Google API', () => {
    expect(rules.map(({ doc }) => doc.fix.command?.trim().split(/\s/)[0]).filter((word) => !['gcloud', 'bq', 'curl'].includes(word ?? ''))).toEqual([])
  })

  it.runIf(existsSync(completions))('is one that gcloud has, with flags that it takes', () => {
    const root = tree()
    const wrong = rules.flatMap(({ doc }) => (doc.fix.command ?? '').split(/\s(?:&&|\|)\s|\n(?=gcloud )/).filter((one) => one.trim().startsWith('gcloud ')).flatMap((one) => {
      const fault = gcloudFault(one, root)
      return fault === null ? [] : [`${doc.id}: ${fault}`]
    }))
    expect(wrong).toEqual([])
  })

  it('asks for what the API has', () => {
    const wrong = rules.flatMap(({ doc }) => {
      const fault = doc.fix.command?.trim().startsWith('curl') === true ? curlFault(doc.fix.command, doc.on[0]?.split('.')[1] ?? '') : null
      return fault === null ? [] : [`${doc.id}: ${fault}`]
    })
    expect(wrong).toEqual([])
  })
})
