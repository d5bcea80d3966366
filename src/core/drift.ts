// What changed between two scans: verdicts that moved, assets that came, went and changed, reads that fail or work again.
import type { Asset, Gap, Json, Path, Scope } from './asset.js'
import type { PastFinding, Since, ToolInfo } from './report.js'
import type { Severity } from './vocabulary.js'

export interface DriftSide {
  /** As the user named it. */
  file: string
  from: 'inventory' | 'report'
  takenAt?: string
  /** No gap, every scope reached, collection finished. */
  complete: boolean
}

/** What was said before of what is found or unread now. */
export type Formerly = 'passing' | 'failing' | 'unknown' | 'absent' | 'not-judged'

export interface Moved extends PastFinding {
  /** Absent where the earlier file does not say. */
  was?: Formerly
}

export type AssetNote = Pick<Asset, 'id' | 'type' | 'kind' | 'name' | 'scope'> & {
  /** It may have been there, or may still be there, unseen. */
  why?: string
}

export interface AssetChange extends AssetNote {
  props: { path: Path; before: Json; after: Json }[]
  /** Properties that could be read on one side alone. */
  unread: { path: Path; since: 'before' | 'after' }[]
  relations: { change: 'added' | 'removed'; type: string; to: string; name: string }[]
}

export type GapNote = Pick<Gap, 'id' | 'call' | 'reason' | 'scope' | 'list' | 'message'>

/** Without fingerprint and message: nothing was found. */
export interface MovedUnknown {
  rule: string
  title: string
  severity: Severity
  asset: string
  assetName: string
  assetType: string
  scope: Scope
  was: Formerly
  why: string
}

export interface Drift {
  schema: 1
  tool: ToolInfo
  before: DriftSide
  after: DriftSide
  verdicts: {
    /** Found now, and not before. */
    new: Moved[]
    fixed: Since['fixed']
    /** Found before, not found now, and not known to be gone. */
    open: Since['open']
    /** Judged before, and no longer to be judged. */
    unknown: MovedUnknown[]
    /** Not to be judged before, and passing now. */
    passing: Omit<MovedUnknown, 'why' | 'was'>[]
    /** Found before and now. */
    known: number
  }
  /** Null unless both files are inventories: a report has no assets. */
  assets: { appeared: AssetNote[]; vanished: AssetNote[]; unreadable: AssetNote[]; changed: AssetChange[] } | null
  gaps: { came: GapNote[]; went: GapNote[] }
  /** Accounts and regions that were read on one side alone. */
  places: { came: Scope[]; went: Scope[] }
}
