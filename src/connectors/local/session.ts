// Reads folders: walks each root once, and gives what is in its files stretch by stretch.
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Inspector, type Found } from '../../artifacts/inspect.js'
import { defaultLimits } from '../../artifacts/limits.js'
import { Digests } from '../../artifacts/signature/digests.js'
import type { Trust } from '../../artifacts/signature/verification.js'
import { orUnread, Stopped } from '../../artifacts/unread.js'
import type { Scope } from '../../core/index.js'
import type { Call, Ref } from '../kit/collector.js'
import type { Session, Target } from '../kit/connector.js'
import type { Failure } from '../kit/failure.js'
import { besideOf } from './beside.js'
import type { Stretch } from './calls.js'
import { FileBytes } from '../kit/file-bytes.js'
import { readFolders } from './folders.js'
import type { Formats } from '../kit/formats.js'
import { readyForPython } from '../kit/grammar.js'
import { walk, type Tree, type TreeFile } from './tree.js'

/** A folder or file to scan. */
export interface Root {
  /** How it is called: unique among the roots. */
  name: string
  path: string
}

/** Milliseconds after which a stretch ends, so that signals and progress get their turn. */
const stretchTime = 200
/** Files up to this many bytes are hashed as they are read. */
export const hashedAnyway = 16 * 2 ** 20

interface Walk {
  tree: Tree
  inspector: Inspector
  /** The next file. */
  at: number
  found: Found[]
  /** Path of the root from the top of the repository it is in. */
  base: string
}

export class LocalSession implements Session {
  /** A single file may take a minute. */
  readonly requestTimeout = 10 * 60_000
  /** There is one disk. */
  readonly accountsAtOnce = 1
  private readonly walks = new Map<string, Walk>()

  constructor(private readonly roots: readonly Root[], private readonly formats: () => Promise<Formats>, private readonly trust: Trust) {}

  targets(): Promise<Target[]> {
    return Promise.resolve(this.roots.map(({ name }) => ({ account: name, partition: '', regions: [], skippedRegions: [] })))
  }

  async attempt(call: Call, input: unknown, scope: Scope, signal: AbortSignal): Promise<unknown> {
    // The declarations in calls.ts say what each takes.
    if (call.action === 'files:Read') return this.stretch(scope.account, signal)
    if (call.action === 'files:Digest') return this.digest(scope.account, (input as { path: string }).path, signal)
    throw new Error(`no such read: ${call.action}`)
  }

  private async stretch(account: string, signal: AbortSignal): Promise<Stretch> {
    await setImmediate()
    const begun = this.walks.get(account)
    const one = begun ?? await this.begin(account)
    const from = one.found.length
    const until = performance.now() + stretchTime
    for (let file = one.tree.files[one.at]; file !== undefined; file = one.tree.files[one.at]) {
      signal.throwIfAborted()
      one.at += 1
      one.found.push(...await this.look(one, file))
      if (performance.now() > until) break
    }
    const isLast = one.at >= one.tree.files.length
    const found = one.found.slice(from)
    if (isLast) {
      const { folders } = await this.formats()
      found.push(...await readFolders(one.tree, one.found, folders, { trust: this.trust, now: new Date(), turn: turnUntil(signal) }))
    }
    return { found: found.map((each) => this.placed(each, account, one)), unreadable: begun === undefined ? one.tree.unreadable : [], ...(!isLast && { next: String(one.at) }) }
  }

  /** Among several roots a path begins with its root's name; in a report of code it begins at the top of the repository. */
  private placed(found: Found, account: string, { base }: Walk): Found {
    const inside = found.path === '.' ? '' : found.path
    const file = joined(base, inside.split('!/', 1)[0] ?? '')
    return { ...found, path: joined(this.prefix(account), inside) || '.', file: file === '' ? '.' : file }
  }

  private prefix(account: string): string {
    return this.roots.length > 1 ? account : ''
  }

  private async begin(account: string): Promise<Walk> {
    const [{ formats }] = await Promise.all([this.formats(), readyForPython()])
    const tree = walk(this.rootOf(account).path)
    const one: Walk = { tree, inspector: new Inspector(formats, defaultLimits, () => performance.now()), at: 0, found: [], base: baseOf(tree.root) }
    this.walks.set(account, one)
    return one
  }

  private async look({ tree, inspector }: Walk, file: TreeFile): Promise<Found[]> {
    const opened: FileBytes[] = [new FileBytes(file.absolute, file.size)]
    const [content] = opened
    if (content === undefined) return []
    try {
      const found = await inspector.inspect({ path: file.path, content, beside: besideOf(tree.root, file.path, (bytes) => opened.push(bytes)) })
      const [first] = found
      if (first?.props != null && file.size <= hashedAnyway) {
        const { props, unread } = first
        await orUnread(unread, '', async () => {
          props['sha256'] = (await new Digests().read(file.path, content)).sha256
        })
      }
      return found
    } finally {
      for (const bytes of opened) bytes.close()
    }
  }

  private async digest(account: string, path: string, signal: AbortSignal): Promise<string> {
    const prefix = this.prefix(account)
    const file = this.walks.get(account)?.tree.files.find((one) => joined(prefix, one.path) === path)
    if (file === undefined) throw new Error(`no such file: ${path}`)
    const content = new FileBytes(file.absolute, file.size, turnUntil(signal))
    try {
      return (await new Digests().read(path, content)).sha256
    } finally {
      content.close()
    }
  }

  private rootOf(account: string): Root {
    const root = this.roots.find(({ name }) => name === account)
    if (root === undefined) throw new Error(`no such root: ${account}`)
    return root
  }

  classify(error: unknown): Failure {
    if (error instanceof Stopped) return { class: 'error', code: error.reason, message: error.what }
    throw error
  }

  /** What files refer to outside of them is told where it was met. */
  locate(_ref: Ref, from: Scope): Scope | null {
    return from
  }

  rate(): { perSecond: number; burst: number } {
    return { perSecond: 1e6, burst: 1e6 }
  }

  close(): void {
    this.walks.clear()
  }
}

/** Gives way to signals and timers, and ends a reading whose scan is over. */
function turnUntil(signal: AbortSignal): () => Promise<void> {
  return async () => {
    await setImmediate()
    if (signal.aborted) throw new Stopped('limit', 'was cut off with the scan')
  }
}

function joined(folder: string, path: string): string {
  return folder === '' || path === '' ? folder + path : `${folder}/${path}`
}

/** From the top of the repository that a folder is in; empty where it is in none, or is the top itself. */
function baseOf(root: string): string {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return relative(folder, root).replaceAll('\\', '/')
    if (dirname(folder) === folder) return ''
  }
}
