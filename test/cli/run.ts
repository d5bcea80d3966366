// Runs the real binary as a user's shell would: an environment of its own, nothing coloured, no credentials around.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
export const binary = process.env['AISPM_BIN'] ?? join(root, 'bin/aispm.js')
if (!existsSync(join(root, 'dist/cli/main.js'))) throw new Error('dist/ is not built: node src/build.mjs')

export interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  ended: Promise<Ended>
}

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
}

/** What every run has, and nothing of the machine's own credentials and colours. */
export function environment(cwd: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '', HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true', ...more }
}

export function start(args: readonly string[], { cwd = emptyFolder, env = {} }: RunOptions = {}): Running {
  const child = spawn(process.execPath, [binary, ...args], { cwd, env: environment(cwd, env) })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return { child, ended: new Promise((done) => child.on('close', (status) => done({ status, stdout, stderr }))) }
}

export function aispm(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return start(args, options).ended
}

/** Through a shell, with `aispm` as a command. */
export function shell(line: string, { cwd = emptyFolder, env = {} }: RunOptions = {}): Promise<Ended> {
  const child = spawn('bash', ['-c', `aispm() { "${process.execPath}" "${binary}" "$@"; }; ${line}`], { cwd, env: environment(cwd, env) })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((done) => child.on('close', (status) => done({ status, stdout, stderr })))
}

/** A folder of its own, gone when the tests end. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'aispm-cli-'))
  process.on('exit', () => rmSync(made, { recursive: true, force: true }))
  return made
}
const emptyFolder = folder()
