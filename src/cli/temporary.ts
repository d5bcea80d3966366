// Files that are being written: beside the one they are to replace, under a name of their own, and gone however a run ends.
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'

/** Milliseconds after which a file of another machine is nobody's: no scan takes as long. */
const forgottenAfter = 86_400_000
/** `.aispm-<machine>-<process>-<random>.tmp`: short, whatever the report is called. */
const shape = /^\.aispm-(.+)-(\d+)-[0-9a-f]{12}\.tmp$/
const machine = hostname().replaceAll(/[^\w.-]/g, '_').slice(0, 64)

/** Not in place yet. */
const unfinished = new Set<string>()
process.on('exit', () => {
  for (const file of unfinished) rmSync(file, { force: true })
})

/** A new file in the folder of `target`, for its owner only. What runs that were killed left there is removed first. */
export async function openBeside(target: string): Promise<{ temporary: string; handle: FileHandle }> {
  const folder = dirname(target)
  // Not by the process alone: in a container each run has the same number, and one that was killed would stop all later ones.
  const temporary = join(folder, `.aispm-${machine}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
  const handle = await open(temporary, 'wx', 0o600)
  unfinished.add(temporary)
  await sweep(folder).catch(() => undefined)
  return { temporary, handle }
}

export async function putInPlace(temporary: string, target: string): Promise<void> {
  await rename(temporary, target)
  unfinished.delete(temporary)
}

export async function discard(temporary: string): Promise<void> {
  await rm(temporary, { force: true })
  unfinished.delete(temporary)
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, on, number] = shape.exec(name) ?? []
    const file = join(folder, name)
    if (number === undefined || unfinished.has(file)) continue
    const isDead = on === machine && !isAlive(Number(number))
    if (isDead || Date.now() - (await stat(file)).mtimeMs > forgottenAfter) await rm(file, { force: true })
  }
}

/** Another process of our own number was an earlier life. */
function isAlive(number: number): boolean {
  if (number === process.pid) return false
  try {
    return process.kill(number, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
