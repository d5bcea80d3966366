// Where reports go: files that are written whole or not at all, standard output last.
import { rmSync, type Stats } from 'node:fs'
import { lstat, open, realpath, rename, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Output } from '../config/index.js'
import { ScanError, UsageError } from '../core/index.js'
import { toReader } from './print.js'

/** One place a report goes to. */
export interface Sink {
  format: string
  /** Undefined: standard output. */
  file?: string
  /** Runs `render` against the sink; for a file, puts the result in place at the end. */
  write(render: (out: Writable) => Promise<void>): Promise<void>
}

/**
 * Opens every file before anything is read: a wrong folder costs no scan. Files come first, so that a reader who
 * leaves costs no file either.
 */
export async function openSinks(outputs: readonly Output[]): Promise<Sink[]> {
  const files: Sink[] = []
  for (const { format, file } of outputs) if (file !== undefined) files.push({ format, file, write: await openFile(file) })
  const streams = outputs.filter((output) => output.file === undefined)
  return [...files, ...streams.map(({ format }): Sink => ({ format, write: (render) => toReader(() => render(process.stdout)) }))]
}

/** Writes each; a sink that fails does not cost the others. */
export async function writeAll(sinks: readonly Sink[], render: (sink: Sink, out: Writable) => Promise<void>): Promise<void> {
  const errors: unknown[] = []
  for (const sink of sinks) await sink.write((out) => render(sink, out)).catch((error: unknown) => errors.push(error))
  if (errors.length > 0) throw errors[0]
}

/** Temporary neighbours that are not in place yet: removed however the program ends. */
const unfinished = new Set<string>()
process.on('exit', () => {
  for (const file of unfinished) rmSync(file, { force: true })
})

async function openFile(file: string): Promise<Sink['write']> {
  const { target, special } = await whereTo(file)
  if (special) return (render) => fill(file, () => open(target, 'w'), render)
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  const handle = await open(temporary, 'wx', 0o600).catch((error: unknown) => { throw unwritable(file, error) })
  unfinished.add(temporary)
  return async (render) => {
    await fill(file, () => Promise.resolve(handle), render)
    await rename(temporary, target).catch((error: unknown) => { throw lost(file, error) })
    unfinished.delete(temporary)
  }
}

/** Links are followed: the file behind is replaced, not the link. Pipes and devices are written to as they are. */
async function whereTo(file: string): Promise<{ target: string; special: boolean }> {
  const target = await realpath(resolve(file)).catch(() => resolve(file))
  const found: Stats | undefined = await lstat(target).catch(() => undefined)
  if (found?.isDirectory() === true) throw new UsageError(`${file} is a folder, and a report is a file; nothing was scanned`, `${file.replace(/\/$/, '')}/report`)
  return { target, special: found !== undefined && !found.isFile() }
}

async function fill(file: string, opened: () => Promise<FileHandle>, render: (out: Writable) => Promise<void>): Promise<void> {
  const handle = await opened().catch((error: unknown) => { throw unwritable(file, error) })
  try {
    // Not the handle's own stream: it keeps the handle open for ever, or closes it before it was flushed to disk.
    const out = new Writable({ write: (chunk: Buffer, _encoding, done) => void handle.appendFile(chunk).then(() => done(), done) })
    await render(out)
    out.end()
    await finished(out)
    await handle.sync().catch(() => undefined)
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw lost(file, error)
    throw error
  } finally {
    await handle.close().catch(() => undefined)
  }
}

function unwritable(file: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const folder = dirname(file)
  const why = code === 'ENOENT' ? `there is no folder ${folder}` : code === 'ENOTDIR' ? `${folder} is no folder` : code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? `${folder} does not let us write` : error instanceof Error ? error.message : String(error)
  return new UsageError(`${file} cannot be written: ${why}; nothing was scanned`, code === 'ENOENT' ? `mkdir -p ${folder}` : undefined)
}

function lost(file: string, error: unknown): ScanError {
  return new ScanError(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}; what stood there before is untouched`)
}
