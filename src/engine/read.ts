// Names, fields and indexes: the places where an expression reads the inventory.
import type { ASTNode } from '@marcbachmann/cel-js'
import type { Asset } from '../core/index.js'
import { nearest } from '../core/index.js'
import { any, assetAmong, bare, int, scopeType, string, words } from './cel-type.js'
import type { AssetCelType, CelType } from './cel-type.js'
import { below, node } from './node.js'
import type { Node } from './node.js'
import { canonical } from './scope.js'
import type { Scope } from './scope.js'
import { BROKEN, Partial, UNKNOWN, isList, isRecord } from './values.js'
import type { Frame, Run, Value } from './values.js'

type Op<K extends ASTNode['op']> = Extract<ASTNode, { op: K }>
type Compile = (ast: ASTNode, scope: Scope) => Node

/** A collector's bug: a declared property that is neither read nor gapped. */
export class MissingProperty extends Error {}

export function compileName(ast: Op<'id'>, scope: Scope): Node {
  const found = scope.bound.get(ast.args)
  if (found !== undefined) return narrowed(found, ast, scope)
  const meant = nearest(ast.args, scope.bound.keys())
  scope.complain(ast, `unknown name "${ast.args}"${meant === undefined ? `: there are ${[...scope.bound.keys()].join(', ')}` : `, did you mean "${meant}"?`}`)
  return failed(ast)
}

/** What stands for an expression that does not compile, so that the rest of it can be looked at. */
export function failed(ast: ASTNode): Node {
  return node({ type: any, run: () => BROKEN, label: ast.input.slice(ast.start, ast.end) })
}

/** Without null where the scope knows better than the declaration. */
function narrowed(of: Node, ast: ASTNode, scope: Scope): Node {
  if (of.type.is !== 'nullable') return of
  const place = canonical(ast)
  return place !== null && scope.facts.has(place) ? { ...of, type: of.type.of } : of
}

/** The node's type without null; complains where null is possible and nobody asked. */
export function notNull(of: Node, ast: ASTNode, scope: Scope): CelType {
  if (of.type.is !== 'nullable') return of.type
  const text = ast.input.slice(ast.start, ast.end)
  scope.complain(ast, `${text} may be null here: say what null means first, as in \`${text} != null && …\` or \`${text} == null || …\``)
  return bare(of.type)
}

export function compileField(ast: Op<'.'>, scope: Scope, compile: Compile): Node {
  const [leftAst, name] = ast.args
  if (leftAst.op === '.' && leftAst.args[1] === 'props') {
    const owner = compile(leftAst.args[0], scope)
    if (owner.type.is === 'asset') return narrowed(propertyOf(owner, owner.type, name, ast, leftAst, scope), ast, scope)
  }
  const left = compile(leftAst, scope)
  const type = notNull(left, leftAst, scope)
  switch (type.is) {
    case 'asset': return assetField(left, name, ast, scope)
    case 'record': {
      const field = type.fields.get(name)
      if (field === undefined) return unknownField(ast, name, type, scope)
      return narrowed(fieldOf(left, name, field), ast, scope)
    }
    case 'map': return narrowed(entryOf(left, name, type.of, ast, scope), ast, scope)
    case 'any': return entryOf(left, name, any, ast, scope)
    default: {
      const hint = type.is === 'list' ? '; ask each member with exists, all or filter' : ''
      scope.complain(ast, `${leftAst.input.slice(leftAst.start, leftAst.end)} is ${words(type)} and has no field "${name}"${hint}`)
      return failed(ast)
    }
  }
}

function unknownField(ast: ASTNode, name: string, type: Extract<CelType, { is: 'record' }>, scope: Scope): Node {
  const meant = nearest(name, type.fields.keys())
  const known = [...type.fields.keys()].sort().join(', ')
  scope.complain(ast, `${type.what} has no property "${name}"${meant === undefined ? (known === '' ? '' : `: it has ${known}`) : `, did you mean "${meant}"?`}`)
  return failed(ast)
}

function assetField(left: Node, name: string, ast: ASTNode, scope: Scope): Node {
  const read = (type: CelType, of: (asset: Asset) => Value): Node => node({
    type, kids: [left], label: (f) => labelOf(left, f, name), place: (f) => below(left.place(f), name),
    run: (f) => {
      const asset = left.run(f)
      return typeof asset === 'symbol' ? asset : of(asAsset(asset))
    },
  })
  switch (name) {
    case 'id': case 'type': case 'kind': case 'name': return read(string, (asset) => asset[name])
    case 'scope': return read(scopeType, ({ scope: { provider, account, region } }) => ({ provider, account, region: region ?? null }))
    case 'props': {
      scope.complain(ast, `${ast.input.slice(ast.start, ast.end)} is read by name, as in ${ast.input.slice(ast.start, ast.end)}.status`)
      return failed(ast)
    }
    default: {
      const meant = nearest(name, ['id', 'type', 'kind', 'name', 'scope', 'props']) ?? `props.${name}`
      scope.complain(ast, `an asset has no field "${name}", did you mean "${meant}"?`)
      return failed(ast)
    }
  }
}

/** Type-checked: only values of asset type reach here. */
export function asAsset(value: Value): Asset {
  return value as Asset
}

function labelOf(left: Node, frame: Frame, name: string): string {
  return below(left.place(frame), name)?.path ?? `${left.label(frame)}.${name}`
}

/** Reads a declared property of an asset: its value, or the gap that hides it. */
function propertyOf(owner: Node, declared: AssetCelType, name: string, ast: ASTNode, propsAst: ASTNode, scope: Scope): Node {
  const place = canonical(propsAst)?.replace(/\.props$/, '') ?? null
  const type = (place === null ? declared : assetAmong(declared, (one) => scope.mayBe(place, one))).props
  if (type?.is !== 'record') {
    scope.complain(propsAst, `the asset type of ${textOf(propsAst)} is not known: bind it in \`let\` with \`as <asset type>\``)
    return failed(ast)
  }
  const field = type.fields.get(name)
  if (field === undefined) {
    const some = [...declared.variants].filter(([, variant]) => variant.is === 'record' && variant.fields.has(name)).map(([one]) => one)
    if (declared.variants.size < 2 || some.length === 0) return unknownField(ast, name, type, scope)
    scope.complain(ast, `only ${some.join(' and ')} has the property "${name}" in this shape: ask first, as in \`asset.type == "${some[0] ?? ''}" && …\``)
    return failed(ast)
  }
  // Names that every object inherits are asked for with care; for all others a plain read is safe and fast.
  const inherited = name in Object.prototype
  const read = (f: Frame, asset: Asset): Value => {
    const value = asset.props[name]
    return value !== undefined && (!inherited || Object.hasOwn(asset.props, name)) ? value : hidden(f, asset, name)
  }
  const root = owner.label === rootLabel
  return node({
    type: field, kids: [owner], read: { owner, path: name },
    label: (f) => below(owner.place(f), name)?.path ?? name,
    place: (f) => below(owner.place(f), name),
    run: root
      ? inherited ? (f) => read(f, f.asset) : (f) => {
          const value = f.asset.props[name]
          return value !== undefined ? value : hidden(f, f.asset, name)
        }
      : (f) => {
          const asset = owner.run(f)
          return typeof asset === 'symbol' ? asset : read(f, asAsset(asset))
        },
  })
}

function hidden(frame: Frame, asset: Asset, path: string): Value {
  const gap: unknown = asset.gaps[path]
  // What objects inherit under such a name is no string.
  if (typeof gap === 'string') return frame.hide(gap)
  throw new MissingProperty(`${asset.type}: property "${path}" of ${asset.id} is neither read nor gapped`)
}

/** The label of the judged asset itself: how `asset` is told from any other asset while compiling. */
export const rootLabel = (): string => 'asset'

/** A field of a declared record. */
function fieldOf(left: Node, name: string, type: CelType): Node {
  const inherited = name in Object.prototype || name in Array.prototype || name === 'items' || name === 'gaps'
  const path = left.read === undefined ? null : { owner: left.read.owner, path: `${left.read.path}.${name}` }
  const { slot } = left
  const careful = (f: Frame, record: Value): Value => {
    if (typeof record === 'symbol') return record
    if (!isRecord(record)) return f.break(`${left.label(f)} is ${kindOf(record)} and has no field "${name}"`)
    const value = record[name]
    if (value !== undefined && (!inherited || Object.hasOwn(record, name))) return value
    const owner = path?.owner.run(f)
    if (path !== null && owner !== undefined && typeof owner !== 'symbol') return hidden(f, asAsset(owner), path.path)
    throw new MissingProperty(`${labelOf(left, f, name)} is declared, but neither read nor gapped`)
  }
  // One closure less for loop variables, which is where most fields are read.
  const holder: Run = slot === undefined ? left.run : (f) => f.slots[slot] ?? null
  return node({
    type, kids: [left], ...(path === null ? {} : { read: path }), label: (f) => labelOf(left, f, name), place: (f) => below(left.place(f), name),
    run: inherited ? (f) => careful(f, holder(f)) : slot === undefined
      ? (f) => {
          const record = left.run(f)
          const value = field(record, name)
          return value !== undefined ? value : careful(f, record)
        }
      : (f) => {
          const record = f.slots[slot] ?? null
          const value = field(record, name)
          return value !== undefined ? value : careful(f, record)
        },
  })
}

/** What a declared record holds under a name that no list and no object inherits. */
function field(record: Value, name: string): Value | undefined {
  return typeof record === 'object' && record !== null ? (record as { readonly [key: string]: Value })[name] : undefined
}

/** An entry of a map, or of a document whose shape is not declared. */
function entryOf(left: Node, key: string, type: CelType, ast: ASTNode, scope: Scope): Node {
  if (bare(left.type).is === 'map') {
    const place = canonical(ast)
    if (place === null || !scope.facts.has(place)) {
      const text = ast.input.slice(ast.start, ast.end)
      scope.complain(ast, `${text} may not be there: ask first, as in \`${JSON.stringify(key)} in ${left.label === rootLabel ? 'asset' : textOf(ast)} && …\``)
    }
  }
  return node({
    type, kids: [left], label: (f) => labelOf(left, f, key), place: (f) => below(left.place(f), key),
    run: (f) => pick(f, left, left.run(f), key),
  })
}

function textOf(ast: ASTNode): string {
  const left = ast.op === '.' || ast.op === '[]' ? ast.args[0] : ast
  return left.input.slice(left.start, left.end)
}

function pick(frame: Frame, left: Node, holder: Value, key: string): Value {
  if (typeof holder === 'symbol') return holder
  if (!isRecord(holder)) return frame.break(`${left.label(frame)} is ${kindOf(holder)} and has no entry "${key}"`)
  const value = Object.hasOwn(holder, key) ? holder[key] : undefined
  return value ?? (value === null ? null : frame.break(`${left.label(frame)} has no entry "${key}"`))
}

export function kindOf(value: Value): string {
  if (value === null) return 'null'
  if (value instanceof Partial || Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

export function compileIndex(ast: Op<'[]'>, scope: Scope, compile: Compile): Node {
  const [leftAst, keyAst] = ast.args
  const left = compile(leftAst, scope)
  const key = compile(keyAst, scope)
  const type = notNull(left, leftAst, scope)
  if (type.is === 'list' || type.is === 'any' || type.is === 'map') {
    const keyType = notNull(key, keyAst, scope)
    const wants = type.is === 'list' ? int : type.is === 'map' ? string : any
    if (wants.is !== 'any' && keyType.is !== 'any' && keyType.is !== wants.is) {
      scope.complain(keyAst, `${words(type)} is indexed by ${words(wants)}, not ${words(keyType)}`)
    }
    if (type.is === 'map' && keyAst.op === 'value' && typeof keyAst.args === 'string') return narrowed(entryOf(left, keyAst.args, type.of, ast, scope), ast, scope)
    const of = type.is === 'any' ? any : type.of
    const step = (f: Frame): string => {
      const value = key.run(f)
      return typeof value === 'string' ? value : `[${JSON.stringify(value)}]`
    }
    return narrowed(node({
      type: of, kids: [left, key], label: (f) => `${left.label(f)}[${key.label(f)}]`, place: (f) => (typeof left.run(f) === 'symbol' ? null : below(left.place(f), step(f))),
      run: (f) => at(f, left, left.run(f), key.run(f)),
    }), ast, scope)
  }
  scope.complain(ast, `${leftAst.input.slice(leftAst.start, leftAst.end)} is ${words(type)} and cannot be indexed`)
  return failed(ast)
}

function at(frame: Frame, left: Node, holder: Value, key: Value): Value {
  if (holder === UNKNOWN || key === UNKNOWN) return UNKNOWN
  if (holder === BROKEN || key === BROKEN) return BROKEN
  // Which member comes first says nothing while others may be unseen.
  if (holder instanceof Partial) return frame.hideAll(holder.gaps)
  if (typeof key === 'string') return pick(frame, left, holder, key)
  if (!isList(holder) || typeof key !== 'number') return frame.break(`${left.label(frame)} is ${kindOf(holder)} and cannot be indexed by ${kindOf(key)}`)
  return holder[key] ?? (holder[key] === null ? null : frame.break(`${left.label(frame)} has ${holder.length} members, none at ${key}`))
}
