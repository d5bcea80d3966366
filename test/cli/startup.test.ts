// What a command loads before it answers: the less, the sooner.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { binary, environment, folder } from './run.js'

const cwd = folder()

/** Packages and files of ours that a command imports, told by a loader hook. */
function imports(args: string[]): { packages: Set<string>; ours: string[] } {
  const { stderr } = spawnSync(process.execPath, ['--import', pathToFileURL(join(import.meta.dirname, 'imports.mjs')).href, binary, ...args], { cwd, env: environment(cwd), encoding: 'utf8' })
  const urls = [...new Set(stderr.split('\n').flatMap((line) => (line.startsWith('import file:') ? [line.slice('import '.length)] : [])))]
  const packages = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  return { packages: new Set(packages), ours: urls.filter((url) => !url.includes('/node_modules/')) }
}

describe('loads no more than it needs', () => {
  it.each([['--version'], ['--help'], ['scan --help']])('%s', (line) => {
    const { packages, ours } = imports(line.split(' '))
    expect([...packages]).toEqual(['commander'])
    expect(ours.length).toBeGreaterThan(5)
    expect(ours.length).toBeLessThan(30)
    expect(ours.filter((url) => !/\/(bin|dist\/cli|dist\/core)\/|\/dist\/reporters\/kit\/printable\.js/.test(url))).toEqual([])
  })

  it.each([['rules'], ['explain aws-s3-ai-bucket-public-read']])('%s', (line) => {
    const { packages, ours } = imports(line.split(' '))
    expect([...packages].filter((name) => /^@aws-sdk|^@azure|^@smithy|iam-data|zod/.test(name))).toEqual([])
    expect(ours.filter((url) => /\/connectors\/(?:aws|azure|gcp)\//.test(url))).toEqual([])
  })

  it.each([['permissions aws'], ['permissions azure'], ['schema inventory']])('%s', (line) => {
    expect([...imports(line.split(' ')).packages].filter((name) => /^@aws-sdk|^@azure|iam-data/.test(name))).toEqual([])
  })

  it('sees what a scan loads', () => {
    const { packages } = imports(['scan', '--demo', '--region', 'us-east-1'])
    expect(packages).toContain('@aws-sdk/client-sagemaker')
    // Nothing is asked over the network, so nothing that does so is loaded.
    expect([...packages].filter((name) => /^@azure|^google-auth/.test(name))).toEqual([])
  })
})
