// Packs parts of the data for the page: JSON, deflated, in base64, in a script element that no browser runs.
import { deflateSync } from 'node:zlib'

export type PartName = 'rows' | 'details' | 'rules' | 'assets'

/** Base64 holds no character that could end the element. */
export function packed(name: PartName, value: object): string {
  return `<script type="application/octet-stream" data-part="${name}">${deflateSync(JSON.stringify(value)).toString('base64')}</script>\n`
}

/** Gives each different thing a number, in the order of first use. */
export class Table<T> {
  readonly list: T[] = []
  private readonly index = new Map<string, number>()

  at(key: string, made: () => T): number {
    const known = this.index.get(key)
    if (known !== undefined) return known
    this.index.set(key, this.list.length)
    return this.list.push(made()) - 1
  }
}
