// Unpacks the parts of the data that the page was written with, each when it is first needed.
import type { AssetPart, Detail, RowPart, RulePart } from '../wire.js'

/** As many as the reporter puts into one part. */
const detailsInPart = 200
const partsKept = 40

export interface Data {
  rowParts: number
  rows(part: number): Promise<RowPart>
  rules(): Promise<RulePart>
  assets(): Promise<AssetPart>
  /** The rest of the row that is the `nth` of all. */
  detail(nth: number): Promise<Detail>
}

export function dataOf(page: Document): Data {
  const blocks = (name: string): HTMLScriptElement[] => [...page.querySelectorAll<HTMLScriptElement>(`script[data-part="${name}"]`)]
  const [rows, details, rules, assets] = [blocks('rows'), blocks('details'), blocks('rules'), blocks('assets')]
  const kept = new Map<number, Promise<Detail[]>>()
  const detailPart = (at: number): Promise<Detail[]> => {
    const known = kept.get(at) ?? unpacked<Detail[]>(details[at])
    kept.delete(at)
    kept.set(at, known)
    for (const oldest of kept.keys()) if (kept.size > partsKept) kept.delete(oldest)
    return known
  }
  return {
    rowParts: rows.length,
    async rows(part) {
      const read = await unpacked<RowPart>(rows[part])
      // Read once: no need to keep it twice.
      rows[part]?.remove()
      return read
    },
    rules: () => unpacked(rules[0]),
    assets: () => unpacked(assets[0]),
    detail: async (nth) => (await detailPart(Math.floor(nth / detailsInPart)))[nth % detailsInPart] ?? {},
  }
}

async function unpacked<T>(block: HTMLScriptElement | undefined): Promise<T> {
  if (block === undefined) throw new Error('this file is not whole: a part of its data is missing')
  const binary = atob(block.textContent)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
  const value: T = JSON.parse(await new Response(stream).text())
  return value
}
