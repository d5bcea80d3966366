// Every command of a fix for Azure is one that the Azure CLI takes.
import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadRules, type LoadedRule } from '../../src/engine/index.js'
import { rulesDir } from './discover.js'

/** A Python that has the package azure-cli; empty where there is none. */
const python = process.env['AISPM_AZ_PYTHON'] ?? ''

/** The CLI's own table: flags by command. */
function table(): Record<string, string[]> {
  const read = `
import json, sys
from azure.cli.core import get_default_cli
from azure.cli.core.file_util import create_invoker_and_load_cmds_and_args
cli = get_default_cli()
create_invoker_and_load_cmds_and_args(cli)
named = lambda o: o if isinstance(o, str) else getattr(o, 'target', str(o))
json.dump({name: sorted({named(o) for a in c.arguments.values() for o in a.type.settings.get('options_list') or []}) for name, c in cli.invocation.commands_loader.command_table.items()}, sys.stdout)`
  return JSON.parse(spawnSync(python, ['-c', read], { encoding: 'utf8', maxBuffer: 2 ** 28 }).stdout) as Record<string, string[]>
}

/** Flags that every command takes. */
const everywhere: ReadonlySet<string> = new Set(['--output', '-o', '--query', '--only-show-errors', '--verbose', '--debug', '--help', '-h', '--subscription'])
/** Commands of extensions, as their documentation has them: https://learn.microsoft.com/cli/azure/ml */
const extensions = /^az (?:ml|databricks|redisenterprise|cosmosdb mongocluster) /

/** Words of a command without what stands in quotes, which is data. */
function words(command: string): string[] {
  return command.replaceAll(/\\\n/g, ' ').replaceAll(/'[^']*'|"[^"]*"/g, '…').trim().split(/\s+/)
}

function azFault(command: string, commands: Record<string, string[]>): string | null {
  if (extensions.test(command)) return null
  const given = words(command).slice(1)
  const first = given.findIndex((word) => word.startsWith('-'))
  const named = given.slice(0, first < 0 ? given.length : first)
  // Names to fill in may stand where flags are not needed: az group NAME is none.
  const found = commands[named.join(' ')]
  if (found === undefined) return `az has no ${named.join(' ')}`
  const wrong = given.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0] ?? '').find((flag) => !found.includes(flag) && !everywhere.has(flag))
  return wrong === undefined ? null : `az ${named.join(' ')} has no ${wrong}`
}

function restFault(command: string): string | null {
  if (!/--method\s+(?:get|put|post|patch|delete)\b/i.test(command)) return 'says no method'
  const [, url = ''] = /--(?:url|uri)\s+['"]?([^'"\s]+)/.exec(command) ?? []
  if (url.startsWith('https://graph.microsoft.com/v1.0/') || /\{props\.|\.search\.windows\.net|^https:\/\/api\.loganalytics\.io\/v1\/|\.services\.ai\.azure\.com/.test(url)) return null
  if (!/^(?:https:\/\/management\.azure\.com)?[{/]/.test(url)) return `asks no API of Azure: ${url}`
  return /\bapi-version=20\d\d-\d\d-\d\d(?:-preview)?/.test(command) ? null : `names no api-version: ${url}`
}

let rules: LoadedRule[]
let commands: Record<string, string[]> = {}
beforeAll(async () => {
  rules = (await loadRules([rulesDir])).rules.filter(({ doc }) => doc.id.startsWith('azure-'))
  if (python !== '') commands = table()
}, 180_000)

const lines = (): [string, string][] => rules.flatMap(({ doc }) => (doc.fix.command ?? '').split(/\n|&&|;\s/).map((line): [string, string] => [doc.id, line.trim()]).filter(([, line]) => line !== ''))

describe('commands of fixes for Azure', () => {
  it('are there, for every rule', () => {
    expect(rules.length).toBeGreaterThan(150)
    expect(rules.filter(({ doc }) => !/\baz /.test(doc.fix.command ?? '')).map(({ doc }) => doc.id)).toEqual([])
  })

  it('that are requests name their method, their address and a version', () => {
    expect(lines().filter(([, line]) => line.startsWith('az rest ')).flatMap(([id, line]) => { const fault = restFault(line); return fault === null ? [] : [`${id}: ${fault}`] })).toEqual([])
  })

  it.runIf(python !== '')('are known to the CLI with all their flags', () => {
    expect(lines().filter(([, line]) => line.startsWith('az ')).flatMap(([id, line]) => { const fault = azFault(line, commands); return fault === null ? [] : [`${id}: ${fault}`] })).toEqual([])
  })
})
