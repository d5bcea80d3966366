// Columns of addresses: what a dataset names instead of holding it changes under whoever trains on it.
import { bool, listOf, number, shape, string, type Infer } from '../../core/shape.js'
import { shown } from '../sign.js'

export const urlColumns = listOf(shape({
  column: string,
  /** Sampled values that are addresses. */
  count: number,
  /** Of them, by plain http. */
  insecure: number,
  /** Another column holds digests. */
  hashed: bool,
}))

/** Endings of what is fetched to be learned from; a page that a text was taken from is provenance. */
const content = /\.(?:jpe?g|png|gif|webp|bmp|tiff?|svg|wav|mp3|flac|ogg|m4a|mp4|webm|avi|mov|mkv|pdf|zip|tar|t?gz|zst|7z|npy|npz|parquet|arrow|jsonl?|csv|tsv|txt|pt|pth|bin|safetensors|h5)(?:$|[?#])/i
const fetched = /image|img|photo|picture|audio|video|media|file|download|asset|thumb|attachment/i
const digests = /sha-?\d|md5|hash|digest|checksum|etag/i
const digest = /^(?:sha\d{1,3}[:-])?(?:[0-9a-f]{32,128}|[A-Za-z0-9+/_-]{22,88}={0,2})$/i

interface Seen {
  values: number
  addresses: number
  insecure: number
  contents: number
  digests: number
}

export class UrlColumns {
  private readonly columns = new Map<string, Seen>()

  add(name: string, value: string): void {
    let seen = this.columns.get(name)
    if (seen === undefined) this.columns.set(name, seen = { values: 0, addresses: 0, insecure: 0, contents: 0, digests: 0 })
    seen.values += 1
    if (value.length > 4096) return
    if (/^(?:https?|ftp):\/\/[^\s]+$/i.test(value)) {
      seen.addresses += 1
      if (!/^https:/i.test(value)) seen.insecure += 1
      if (content.test(value)) seen.contents += 1
    } else if (digest.test(value)) seen.digests += 1
  }

  facts(): Infer<typeof urlColumns> {
    const hashed = [...this.columns].some(([name, seen]) => digests.test(name) && seen.digests * 10 >= seen.values * 9)
    return [...this.columns].flatMap(([column, { values, addresses, insecure, contents }]) => {
      // A few addresses in a column of something else are text like any other.
      if (addresses < 3 || addresses * 10 < values * 8) return []
      return contents * 2 >= addresses || fetched.test(column) ? [{ column: shown(column), count: addresses, insecure, hashed }] : []
    })
  }
}
