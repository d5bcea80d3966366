// What people call things: short names for asset ids, scopes and types.
import type { Asset, GapId, ReportSource, Scope } from '../../core/index.js'

export interface Names {
  /** An asset by id or alias. */
  asset(id: string): Asset | undefined
  /** Its name, or the telling end of an id that no asset has. */
  label(id: string): string
  /** Names of the assets that a gap hides something of, a few at most. */
  hiddenBy(gap: GapId): readonly string[]
}

/** How many names are kept for a gap. */
const enough = 4

/** Indexes are built when first asked for: most reports never look a name up. */
export function namesOf(source: ReportSource): Names {
  let byId: Map<string, Asset> | undefined
  let byGap: Map<GapId, string[]> | undefined
  const asset = (id: string): Asset | undefined => (byId ??= indexIds(source)).get(id)
  return {
    asset,
    label: (id) => asset(id)?.name ?? tail(id),
    hiddenBy: (gap) => (byGap ??= indexGaps(source)).get(gap) ?? [],
  }
}

function indexIds(source: ReportSource): Map<string, Asset> {
  const index = new Map<string, Asset>()
  for (const asset of source.inventoryOf().assets) for (const alias of asset.aliases ?? []) index.set(alias, asset)
  for (const asset of source.inventoryOf().assets) index.set(asset.id, asset)
  return index
}

function indexGaps(source: ReportSource): Map<GapId, string[]> {
  const index = new Map<GapId, string[]>()
  for (const asset of source.inventoryOf().assets) {
    for (const gap of new Set(Object.values(asset.gaps))) {
      const names = index.get(gap) ?? []
      if (names.length < enough) index.set(gap, [...names, asset.name])
    }
  }
  return index
}

/** The last part of an ARN, a resource path or an address. */
export function tail(id: string): string {
  const parts = id.split(/[/:]+/).filter((part) => part !== '')
  return parts.at(-1) ?? id
}

/** `aws 111122223333 us-east-1` */
export function scopeWords(scope: Scope): string {
  return [scope.provider, scope.account, scope.region].filter((part) => part !== undefined && part !== '').join(' ')
}

/** `aws.sagemaker.notebook_instance` as `sagemaker notebook instance`. */
export function typeWords(type: string): string {
  const [, service = type, ...noun] = type.split('.')
  const words = noun.join(' ').replaceAll('_', ' ')
  return words === '' || words === service ? service.replaceAll('_', ' ') : `${service} ${words}`
}
