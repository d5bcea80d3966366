// What the tests of places share: the repository's files, a package manager that hands out this build, and a shell like a runner's.
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { binary, type Ended } from '../cli/run.js'

export const root = resolve(import.meta.dirname, '../..')
export const orchard = join(root, 'fixtures/local/orchard')
export const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
/** `npm pack`'s file, where CI made one: then the real package manager installs it. */
export const tarball = process.env['AISPM_TARBALL']

/** The documents of a YAML file of the repository, as the schema says. */
export function documents<T>(file: string, schema: z.ZodType<T>): T[] {
  return parseAllDocuments(readFileSync(join(root, file), 'utf8')).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0]?.message ?? ''}`)
    return schema.parse(document.toJS())
  })
}

export function document<T>(file: string, schema: z.ZodType<T>): T {
  const [only, ...more] = documents(file, schema)
  if (only === undefined || more.length > 0) throw new Error(`${file} holds ${more.length + 1} documents`)
  return only
}

const made: string[] = []
process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A folder of its own, gone when the tests end. */
export function ground(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aispm-places-'))
  made.push(folder)
  return folder
}

/** Where `npm install aispm@...` finds this build; it keeps what it was asked in `asked`. */
export function packageManager(at: string): { path: string; asked: () => string } {
  const folder = join(at, 'bin')
  mkdirSync(folder, { recursive: true })
  const asked = join(at, 'npm.txt')
  writeFileSync(asked, '')
  if (tarball === undefined) {
    // It looks for --prefix, as the real one does, and puts a link there.
    write(join(folder, 'npm'), `#!/bin/sh
echo "$*" >>'${asked}'
while [ $# -gt 0 ]; do if [ "$1" = --prefix ]; then to=$2; fi; shift; done
mkdir -p "$to/node_modules" && ln -sfn '${dirname(dirname(resolve(binary)))}' "$to/node_modules/aispm"
`)
  }
  return { path: [folder, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter), asked: () => readFileSync(asked, 'utf8') }
}

export function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  if (text.startsWith('#!')) chmodSync(file, 0o755)
}

/** A program to its end, with this environment and nothing of ours. */
export function run(command: readonly string[], { cwd, env = {}, stdin = '' }: { cwd: string; env?: NodeJS.ProcessEnv; stdin?: string }): Promise<Ended> {
  const [program = '', ...args] = command
  const child = spawn(program, args, { cwd, env: { PATH: process.env['PATH'] ?? '', HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true', ...env } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.on('error', () => undefined).end(stdin)
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (status) => done({ status, stdout, stderr }))
  })
}
