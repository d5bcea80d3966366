// Keys that open more than the roles of whoever may list them.
import { type Asset, type Ruling, readProp } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { askAt, unlisted } from './ask.js'
import type { Who } from './identity.js'
import { accountOf, placeOf } from './place.js'
import { all, any, no, ruling, saw, unknown } from '../decided.js'
import { scopeOf } from './scope.js'

interface Keyed {
  type: string
  /** Any of them shows keys. */
  list: readonly string[]
  /** The property that says whether keys work. */
  setting: string
  /** What a key lets one do. */
  data: readonly string[]
}

const blobs = 'data:Microsoft.Storage/storageAccounts/blobServices/containers/blobs'

const keyed: readonly Keyed[] = [
  {
    type: 'azure.ai.account', list: ['Microsoft.CognitiveServices/accounts/listKeys/action'], setting: 'localAuth',
    data: ['data:Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action', 'data:Microsoft.CognitiveServices/accounts/OpenAI/files/read'],
  },
  {
    type: 'azure.search.service', list: ['Microsoft.Search/searchServices/listAdminKeys/action', 'Microsoft.Search/searchServices/listQueryKeys/action'], setting: 'localAuth',
    data: ['data:Microsoft.Search/searchServices/indexes/documents/read'],
  },
  { type: 'azure.storage.account', list: ['Microsoft.Storage/storageAccounts/listKeys/action'], setting: 'allowSharedKeyAccess', data: [`${blobs}/read`, `${blobs}/write`, `${blobs}/delete`] },
]

/** Listing the keys of an account whose data one's roles do not open. */
export function listKeys(taker: Who, world: AccessWorld): Ruling {
  const open: Ruling[] = []
  for (const kind of keyed) {
    const somewhere = ruling(askAt(taker, kind.list, null, world))
    if (somewhere.value === false) continue
    for (const asset of world.assets(kind.type)) {
      const found = ofAccount(asset, kind, taker, world)
      if (found.value === true && found.confidence === 'high') return found
      open.push(found)
    }
    open.push(...unlisted(kind.type, somewhere, world))
  }
  return any(...open)
}

function ofAccount(asset: Asset, { list, setting, data }: Keyed, taker: Who, world: AccessWorld): Ruling {
  const place = placeOf(scopeOf(asset.id), accountOf(asset), world)
  const shows = ruling(askAt(taker, list, place, world), `no ${list.join(', ')} for whom no role opens the data`)
  if (shows.value === false) return shows
  const work = keysWork(asset, setting)
  if (work.value === false) return work
  const lacks = any(...data.map((action) => {
    const own = ruling(askAt(taker, [action], place, world))
    // What was not read and could take it away again is a doubt where one has it, and a gap where one is to lack it.
    if (own.value !== false && own.gaps.length + own.doubts.length > 0) return unknown([...new Set([...own.gaps, ...own.doubts])])
    const lacking: Ruling = { ...own, value: own.value === 'unknown' ? 'unknown' : !own.value, because: [] }
    return lacking
  }))
  return lacks.value === false ? no() : all(shows, work, lacks)
}

/** Null is a provider's silence, and keys work until somebody switches them off. */
function keysWork(asset: Asset, setting: string): Ruling {
  const read = readProp(asset, setting)
  if ('gap' in read) return unknown([read.gap])
  const because = [saw(asset.id, setting, read.value, 'false')]
  return read.value === false ? no(because) : { ...no(because), value: true }
}
