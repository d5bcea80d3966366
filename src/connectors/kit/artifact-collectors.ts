// One collector for every format of files: whoever keeps the files says how they are found, the format says what comes out.
import type { AnyFolderFormat } from '../../artifacts/folder.js'
import type { AnyFormat } from '../../artifacts/format.js'
import { fieldsOf, foundFields, type Found } from '../../artifacts/inspect.js'
import type { ShapeNode } from '../../core/shape.js'
import { propsOf } from './artifact-assets.js'
import type { AnyCollector, Call, Calls, Ctx, GapMark, SharedRead } from './collector.js'

/** What the files of an account come to. */
export interface FilesRead {
  found: readonly Found[]
  /** Set when not all of them were reached. */
  cut?: GapMark
  /** What could not be opened at all: anything may be in it. */
  unreadable: readonly { path: string; why: string }[]
  /** Files whose digest was not computed, and why. */
  unhashed?: ReadonlyMap<string, GapMark>
}

export interface FileKeeper {
  read: SharedRead<FilesRead>
  /** The call to which gaps in a file's contents are put down. */
  call: Call
  idOf(path: string, ctx: { scope: { account: string } }): string
}

export interface FileType {
  type: string
  kind: AnyFormat['kind']
  fields: Record<string, ShapeNode>
  relates: AnyFormat['relates']
}

export function fileTypes(formats: readonly AnyFormat[], folders: readonly AnyFolderFormat[]): FileType[] {
  return [
    ...formats.map((one): FileType => ({ type: one.type, kind: one.kind, fields: fieldsOf(one), relates: one.relates })),
    ...folders.map((one): FileType => ({ type: one.type, kind: one.kind, fields: { path: foundFields.path, unread: foundFields.unread, ...one.props.fields }, relates: one.relates })),
  ]
}

export function fileCollector({ type, kind, fields, relates }: FileType, keeper: FileKeeper): AnyCollector {
  return {
    type, kind, service: 'files', per: 'account', props: { is: 'record', fields }, relates: relates ?? {}, calls: {}, reads: [keeper.read],
    async list(ctx: Ctx<unknown, Calls>) {
      const read = await ctx.read(keeper.read)
      if (!read.ok) return ctx.unlisted(read.gap)
      const { found, cut, unreadable, unhashed } = read.value
      for (const one of found) if (one.type === type) emit(one, fields, keeper, ctx, unhashed)
      if (cut !== undefined) ctx.unlisted(cut)
      for (const { path, why } of unreadable) ctx.unlisted(ctx.gap(keeper.call, why === 'permission denied' ? 'denied' : 'error', `${path}: ${why}`))
    },
  }
}

function emit(found: Found, fields: Record<string, ShapeNode>, keeper: FileKeeper, ctx: Ctx<unknown, Calls>, unhashed: FilesRead['unhashed']): void {
  const props = propsOf(found, fields, (reason, message) => ctx.gap(keeper.call, reason, message))
  const digest = unhashed?.get(found.path)
  if (digest !== undefined) props['sha256'] = digest
  ctx.emit({
    id: keeper.idOf(found.path, ctx), name: found.path, props: props as never, source: { file: found.file ?? found.path },
    edges: found.edges.map((edge) => ({ ...edge, basis: 'inferred' as const })),
  })
}
