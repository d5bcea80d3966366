// Renders Markdown as GitHub does, and tells what came out: by micromark, a reader of CommonMark with GitHub's extensions.

/** What a page holds once it is rendered. */
export interface Rendered {
  html: string
  /** Names of the elements in their order. */
  elements: string[]
  /** Addresses of links and pictures. */
  addresses: string[]
  /** The text outside of code: what GitHub and GitLab look through for mentions, references and addresses. */
  prose: string
  /** All text, code too. */
  text: string
}

type Render = (markdown: string) => string

/** Undefined where the package is not installed. */
export async function renderer(): Promise<Render | undefined> {
  try {
    const { micromark } = await import('micromark')
    const { gfm, gfmHtml } = await import('micromark-extension-gfm')
    return (markdown) => micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] })
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error
    return undefined
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

export function look(html: string): Rendered {
  const addresses = [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map((found) => unescaped(found[1] ?? ''))
  const elements = [...html.matchAll(/<([a-zA-Z!?][\w-]*)/g)].map((found) => (found[1] ?? '').toLowerCase())
  const prose = unescaped(html.replaceAll(/<pre>[^]*?<\/pre>|<code>[^]*?<\/code>/g, ' ').replaceAll(/<[^>]*>/g, ' '))
  return { html, elements, addresses, prose, text: unescaped(html.replaceAll(/<[^>]*>/g, '')) }
}

function unescaped(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => entities[name] ?? whole)
}
