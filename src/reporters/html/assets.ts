// The page's own script and style, as the build left them: the same place seen from the sources and from the build.
import { readFileSync } from 'node:fs'

export interface PageAssets {
  script: string
  style: string
}

let read: PageAssets | undefined

/** Read when the first page is written: no other format pays for it. */
export function pageAssets(): PageAssets {
  return (read ??= { script: file('page.js'), style: file('page.css') })
}

function file(name: string): string {
  return readFileSync(new URL(`../../../dist/reporters/html/${name}`, import.meta.url), 'utf8')
}
