// Where reports go: files that are written whole or not at all, standard output last.
import { constants, type Stats } from 'node:fs'
import { access, lstat, open, realpath, type FileHandle } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { Output } from '../config/index.js'
import { OutputError, UsageError } from '../core/index.js'
import { tell } from './inert.js'
import { toReader } from './print.js'
import { discard, openBeside, putInPlace } from './temporary.js'

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

/** Writes each; a sink that fails does not cost the others, and each that fails is told. */
export async function writeAll(sinks: readonly Sink[], render: (sink: Sink, out: Writable) => Promise<void>): Promise<void> {
  const errors: unknown[] = []
  for (const sink of sinks) await sink.write((out) => render(sink, out)).catch((error: unknown) => errors.push(error))
  const bug = errors.find((error) => !(error instanceof OutputError))
  const [first, ...others] = errors.filter((error) => error instanceof OutputError)
  if (bug !== undefined) {
    for (const error of errors) if (error instanceof OutputError) tell(`aispm: ${error.message}`)
    throw bug
  }
  if (first !== undefined) throw others.length === 0 ? first : new OutputError([first, ...others].map(({ message }) => message).join('\naispm: '))
}

async function openFile(file: string): Promise<Sink['write']> {
  const { target, special } = await whereTo(file)
  if (special) {
    await access(target, constants.W_OK).catch((error: unknown) => { throw unwritable(file, error) })
    return (render) => fill(file, () => open(target, 'w'), render, special)
  }
  const { temporary, handle } = await openBeside(target).catch((error: unknown) => { throw unwritable(file, error) })
  return async (render) => {
    try {
      await fill(file, () => Promise.resolve(handle), render, special)
      await putInPlace(temporary, target).catch((error: unknown) => { throw lost(file, error, special) })
    } catch (error) {
      // At once: it may be what fills the disk, and others are still to be written.
      await discard(temporary)
      throw error
    }
  }
}

/** Links are followed: the file behind is replaced, not the link. Pipes and devices are written to as they are. */
async function whereTo(file: string): Promise<{ target: string; special: boolean }> {
  const target = await realpath(resolve(file)).catch(() => resolve(file))
  const found: Stats | undefined = await lstat(target).catch(() => undefined)
  if (found?.isDirectory() === true) throw new UsageError(`${file} is a folder, and a report is a file; nothing was scanned`, `${file.replace(/\/$/, '')}/report`)
  return { target, special: found !== undefined && !found.isFile() }
}

async function fill(file: string, opened: () => Promise<FileHandle>, render: (out: Writable) => Promise<void>, special: boolean): Promise<void> {
  const handle = await opened().catch((error: unknown) => { throw lost(file, error, special) })
  try {
    // Not the handle's own stream: it keeps the handle open for ever, or closes it before it was flushed to disk.
    const out = new Writable({ write: (chunk: Buffer, _encoding, done) => void handle.appendFile(chunk).then(() => done(), done) })
    await render(out)
    out.end()
    await finished(out)
    // Pipes and devices cannot; of a file it is where some file systems first say that the disk is full.
    if (!special) await handle.sync()
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw lost(file, error, special)
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

function lost(file: string, error: unknown, special: boolean): OutputError {
  const before = special ? '' : '; what stood there before is untouched'
  return new OutputError(`${file} could not be written: ${error instanceof Error ? error.message : String(error)}${before}`)
}
