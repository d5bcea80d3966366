// related, usedBy and assetsIn: how rules reach from one asset to others.
import type { Asset, GapId, RelationType } from '../core/index.js'
import { nearest, relationTypes } from '../core/index.js'
import type { AssetList, Graph } from '../graph/index.js'
import type { Call } from './calls.js'
import { assetOf, untypedAsset, words } from './cel-type.js'
import type { CelType } from './cel-type.js'
import { node } from './node.js'
import type { Node } from './node.js'
import { asAsset } from './read.js'
import type { Scope } from './scope.js'
import { Partial, isList } from './values.js'
import type { Frame, Value } from './values.js'

export const graphFunctions: readonly string[] = ['related', 'usedBy', 'assetsIn']

/** `as` is the asset type that a `let` names; without it the assets found have no known properties. */
export function askGraph(call: Call, scope: Scope, as?: string): Node | null {
  return call.name === 'assetsIn' ? assetsIn(call, scope) : neighbours(call, scope, as)
}

function assetsIn(call: Call, scope: Scope): Node | null {
  const [of] = call.args
  if (of === undefined || call.args.length !== 1 || of.node.type.is !== 'asset') {
    scope.complain(call.ast, 'assetsIn is called as assetsIn(asset)')
    return null
  }
  return node({
    type: { is: 'list', of: untypedAsset }, kids: [of.node], label: 'AI assets of the account',
    place: (f) => ({ asset: f.asset.id, path: 'AI assets of the account' }),
    run: (f) => {
      const asset = of.node.run(f)
      return typeof asset === 'symbol' ? asset : listed(f.graph.assetsIn(asAsset(asset).scope))
    },
  })
}

function neighbours(call: Call, scope: Scope, as: string | undefined): Node | null {
  const outgoing = call.name === 'related'
  const [of, relationArg] = call.args
  const usage = `${call.name}(asset, '<relation>')`
  if (of === undefined || relationArg === undefined || call.args.length !== 2 || relationArg.ast.op !== 'value' || typeof relationArg.ast.args !== 'string') {
    scope.complain(call.ast, `${call.name} is called as ${usage}`)
    return null
  }
  const subjects = assetTypesOf(of.node.type)
  if (subjects === null) {
    scope.complain(of.ast, `${usage} asks an asset or a list of assets, not ${words(of.node.type)}`)
    return null
  }
  const word = relationArg.ast.args
  const relation = relationTypes.find((type) => type === word)
  if (relation === undefined) {
    const meant = nearest(word, relationTypes)
    scope.complain(relationArg.ast, `unknown relation "${word}"${meant === undefined ? `: there are ${relationTypes.join(', ')}` : `, did you mean "${meant}"?`}`)
    return null
  }
  const holds = declares(scope, subjects, relation, outgoing, as)
  if (!holds && scope.names.types.size > 0) {
    scope.complain(relationArg.ast, outgoing
      ? `${subjects.join(', ')} declares no relation ${relation}${as === undefined ? '' : ` to ${as}`}`
      : `${as ?? 'no asset type'} declares no relation ${relation} to ${subjects.join(', ')}`)
  }
  const ask = outgoing
    ? (graph: Graph, asset: Asset): AssetList => graph.related(asset, relation, as)
    : (graph: Graph, asset: Asset): AssetList => graph.usedBy(asset, relation, as)
  const path = `${outgoing ? '->' : '<-'}${relation}`
  const found = as === undefined ? undefined : scope.names.types.get(as)
  return node({
    type: { is: 'list', of: found === undefined ? untypedAsset : assetOf([found]) },
    kids: [of.node], label: path,
    place: (f) => ({ asset: of.node.place(f)?.asset ?? f.asset.id, path }),
    run: (f) => fromAll(f, of.node.run(f), ask),
  })
}

/** Asset types that an expression's assets may have; null when it is about no assets. Empty: any type. */
function assetTypesOf(type: CelType): readonly string[] | null {
  const of = type.is === 'list' ? type.of : type
  return of.is === 'asset' ? of.types : null
}

/** Whether some collector draws such a relation at all: one that nobody draws would never be found, which is no pass. */
function declares(scope: Scope, subjects: readonly string[], relation: RelationType, outgoing: boolean, as: string | undefined): boolean {
  const { types } = scope.names
  if (subjects.length === 0) return true
  if (outgoing) return subjects.some((subject) => types.get(subject)?.relates[relation]?.some((target) => as === undefined || target === as) === true)
  const holders = as === undefined ? [...types.values()] : [types.get(as)]
  return holders.some((holder) => holder?.relates[relation]?.some((target) => subjects.includes(target)) === true)
}

/** The neighbours of one asset, or of all of a list, each told once. */
function fromAll(frame: Frame, of: Value, ask: (graph: Graph, asset: Asset) => AssetList): Value {
  if (typeof of === 'symbol') return of
  if (!isList(of) && !(of instanceof Partial)) return listed(ask(frame.graph, asAsset(of)))
  const items = of instanceof Partial ? of.items : of
  const found = new Set<Asset>()
  const gaps = new Set<GapId>(of instanceof Partial ? of.gaps : [])
  for (const item of items) {
    const list = ask(frame.graph, asAsset(item))
    for (const asset of list.assets) found.add(asset)
    for (const gap of list.gaps) gaps.add(gap)
  }
  return listed({ assets: [...found], gaps: [...gaps].sort() })
}

function listed(list: AssetList): Value {
  return list.gaps.length === 0 ? list.assets : new Partial(list.assets, list.gaps)
}
