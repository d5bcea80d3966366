// The guides of docs/, rendered; links between them lead to the rendered pages.
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { Markup } from '../reporters/kit/markup.js'
import type { Page } from './shell.js'

/** `texts`: Markdown by file name. */
export function guidePages(texts: ReadonlyMap<string, string>, repository: string): Page[] {
  return [...texts].map(([file, text]) => {
    // HTML of their own is not allowed: what is left is made of our text, and can be taken apart by pattern.
    const rendered = micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
      .replaceAll(/href="([^"]*)"/g, (_, href: string) => `href="${target(href, texts, repository)}"`)
      .replaceAll(/<h([1-6])>(.*?)<\/h\1>/g, (_, level: string, inner: string) => `<h${level} id="${slug(inner)}">${inner}</h${level}>`)
    return { path: `guides/${file.replace(/\.md$/, '.html')}`, title: /^# (.+)$/m.exec(text)?.[1] ?? file, body: new Markup(rendered) }
  })
}

/** As GitHub makes it, so that one link works in both places. */
function slug(heading: string): string {
  const text = heading.replace(/<[^>]*>|&[a-z#0-9]+;/g, '')
  return text.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(/\s/g, '-')
}

/** A guide beside this one is a page; anything else of the repository is there. */
function target(href: string, texts: ReadonlyMap<string, string>, repository: string): string {
  if (/^[a-z]+:|^#/.test(href)) return href
  const [file = '', part] = href.split('#')
  const suffix = part === undefined ? '' : `#${part}`
  return texts.has(file) ? `${file.replace(/\.md$/, '.html')}${suffix}` : `${repository}/blob/main/${file.startsWith('../') ? file.slice(3) : `docs/${file}`}${suffix}`
}
