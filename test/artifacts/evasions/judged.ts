// Looks into files with every format there is, and judges what was found with the rules of files.
import type { AnyFolderFormat, FolderFile } from '../../../src/artifacts/folder.js'
import { Inspector, type Found } from '../../../src/artifacts/inspect.js'
import { bytesOf } from '../../../src/artifacts/bytes.js'
import { defaultLimits } from '../../../src/artifacts/limits.js'
import { Digests } from '../../../src/artifacts/signature/digests.js'
import type { Unread } from '../../../src/artifacts/unread.js'
import { fileTypes } from '../../../src/connectors/kit/artifact-collectors.js'
import { propsOf } from '../../../src/connectors/kit/artifact-assets.js'
import { assetTypesOf } from '../../../src/connectors/kit/asset-types.js'
import { GapMark } from '../../../src/connectors/kit/collector.js'
import { discoverFolderFormats, discoverFormats } from '../../../src/connectors/kit/discover.js'
import { localCollectors } from '../../../src/connectors/local/collectors.js'
import type { Asset, AssetTypes, Gap, Inventory } from '../../../src/core/index.js'
import { evaluate, loadRules, prepareRules, type CompiledRule } from '../../../src/engine/index.js'
import { indexInventory } from '../../../src/graph/index.js'
import { rulesDir } from '../../rules/discover.js'
import { opened } from '../open.js'

export interface Told {
  found: Found[]
  /** Recommended rules that fail, on the file or what is in it. */
  failed: Set<string>
}

export interface FileGiven {
  path: string
  data: Uint8Array
  siblings?: Record<string, Uint8Array>
  /** The folder is looked at as a whole, too. */
  folder?: true
}

const scope = { provider: 'local', account: 'floor' }

export class Judged {
  private constructor(private readonly inspector: Inspector, private readonly folders: readonly AnyFolderFormat[], private readonly fields: ReadonlyMap<string, Parameters<typeof propsOf>[1]>, private readonly types: AssetTypes, private readonly rules: readonly CompiledRule[]) {}

  static async open(): Promise<Judged> {
    const [formats, folders, collectors] = [await discoverFormats(), await discoverFolderFormats(), await localCollectors()]
    const types = assetTypesOf(collectors)
    const { rules } = await loadRules(['artifact', 'dataset', 'notebook', 'code'].map((folder) => `${rulesDir}/${folder}`))
    const compiled = prepareRules({ rules: rules.filter(({ doc }) => doc.level === 'recommended' && [doc.on].flat().every((on) => types.has(on) || !on.includes('.'))), problems: [] }, types, [])
    const fields = new Map(fileTypes(formats, folders).map((one) => [one.type, one.fields]))
    return new Judged(new Inspector(formats, defaultLimits, () => performance.now()), folders, fields, types, compiled)
  }

  async inspect(file: FileGiven): Promise<Found[]> {
    const near = await opened(file.path, new Uint8Array(0), { siblings: file.siblings ?? {} })
    const found = await this.inspector.inspect({ path: file.path, content: bytesOf(file.data), beside: (other) => near.beside(other) })
    return file.folder === true ? [...found, ...await this.inspectFolder(file, found)] : found
  }

  private async inspectFolder({ path, data, siblings = {} }: FileGiven, found: readonly Found[]): Promise<Found[]> {
    const root = path.slice(0, path.lastIndexOf('/'))
    const files = Object.entries({ ...siblings, [path]: data }).filter(([one]) => one.startsWith(`${root}/`))
      .map(([one, bytes]): FolderFile => ({ path: one, name: one.slice(root.length + 1), bytes: bytesOf(bytes), linked: false, hardLinks: 1 }))
    const names = new Set(files.map(({ name }) => name))
    const read: Found[] = []
    for (const format of this.folders) {
      if (format.isSummary === true || !format.recognise({ path: root, name: root, names, types: new Set(found.map(({ type }) => type)) })) continue
      const unread: Unread[] = []
      const reading = await format.read({
        path: root, files, unread, links: [], unreadable: [], escapes: [], folders: [], trust: {}, now: new Date('2026-06-01T00:00:00Z'), digests: new Digests(),
        found: (name) => found.filter((one) => one.path === `${root}/${name}`), file: (name) => files.find((one) => one.name === name),
      })
      if (reading === null) continue
      read.push({ type: format.type, kind: format.kind, path: root, size: 0, props: reading.props as Found['props'], edges: [], unread })
    }
    return read
  }

  /** In the order of the files given. */
  judge(all: readonly (readonly Found[])[]): Told[] {
    const gaps: Gap[] = []
    const assets: Asset[] = []
    for (const [i, found] of all.entries()) {
      for (const [k, one] of found.entries()) {
        const fields = this.fields.get(one.type)
        if (fields === undefined) throw new Error(`no such type: ${one.type}`)
        const asset: Asset = { id: `${i}/${k}`, type: one.type, kind: one.kind, name: one.path, scope, props: {}, gaps: {} }
        const props = propsOf(one, fields, (reason, message) => {
          const id = `read:${reason}:${i}/${k}`
          gaps.push({ id, scope, call: 'files:Read', types: [one.type], list: false, reason, message, count: 1 })
          return new GapMark(id)
        })
        for (const [name, value] of Object.entries(props)) {
          if (value instanceof GapMark) asset.gaps[name] = value.id
          else asset.props[name] = value
        }
        assets.push(asset)
      }
    }
    const inventory: Inventory = {
      schema: 1, takenAt: '2026-06-01T00:00:00Z', collected: [...this.types.keys()], finished: true, relations: [], gaps, assets,
      scopes: [{ scope, state: 'read', services: {}, calls: 1, answered: 1, vanished: 0 }],
    }
    const told = all.map((found): Told => ({ found: [...found], failed: new Set() }))
    for (const { verdict, rule, asset } of evaluate(this.rules, indexInventory(inventory, this.types), [])) {
      if (verdict === 'fail' && asset !== null) told[Number(asset.split('/', 1)[0])]?.failed.add(rule)
    }
    return told
  }
}
