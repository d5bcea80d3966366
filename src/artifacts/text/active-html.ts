// Finds in stored HTML what acts on its own when it is shown, beyond what plotting libraries have to put there.

/** Hosts from which plotting and table libraries load themselves, and whose frames notebooks show. */
const known = /^(?:cdn\.plot\.ly|cdn\.pydata\.org|cdn\.bokeh\.org|cdn\.holoviz\.org|cdn\.jsdelivr\.net|cdnjs\.cloudflare\.com|unpkg\.com|d3js\.org|code\.jquery\.com|maxcdn\.bootstrapcdn\.com|netdna\.bootstrapcdn\.com|stackpath\.bootstrapcdn\.com|cdn\.datatables\.net|esm\.sh|esm\.run|www\.gstatic\.com|ssl\.gstatic\.com|fonts\.googleapis\.com|ajax\.googleapis\.com|polyfill-fastly\.io|vega\.github\.io|mathjax\.rstudio\.com|cdn\.mathjax\.org|www\.youtube\.com|www\.youtube-nocookie\.com|player\.vimeo\.com|wandb\.ai|api\.wandb\.ai|colab\.research\.google\.com|kaggle\.com|www\.kaggle\.com|[\w-]+\.gradio\.(?:live|app)|[\w-]+\.hf\.space|nbviewer\.org|mybinder\.org|localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?$/i
const library = /\b(?:plotly|bokeh|vega|d3\.js|d3js|three\.js|require\.config|requirejs|jquery|holoviews|panel|altair|leaflet|folium|datatables|mathjax|itables|shap|lime|ipyvolume|pyvis|vis-network|sigma|cytoscape|highcharts|echarts|mermaid|webpack)\b/i
/** Talks to the kernel, to the server behind the page or to somebody else. */
const acting: readonly (readonly [RegExp, string])[] = [
  [/(?:Jupyter|IPython)\.notebook\.(?:kernel|execute|insert_cell)|kernel\.execute\s{0,5}\(|requestExecute\s{0,5}\(|\/api\/(?:kernels|terminals|contents|sessions)\b/, 'script that drives the kernel or the server'],
  [/document\.cookie|localStorage\s{0,3}[.[]|sessionStorage\s{0,3}[.[]|_xsrf\b/, 'script that reads what the browser keeps'],
  [/\b(?:fetch|importScripts)\s{0,5}\(|XMLHttpRequest|sendBeacon\s{0,5}\(|new\s{1,5}(?:WebSocket|EventSource)\s{0,5}\(|new\s{1,5}Image\s{0,5}\(\s{0,5}\)\s{0,5}\.src|\.src\s{0,5}=\s{0,5}["'`]https?:/, 'script that connects'],
  [/\beval\s{0,5}\(|\batob\s{0,5}\(|new\s{1,5}Function\s{0,5}\(|String\.fromCharCode\s{0,5}\(/, 'script that runs text'],
  [/(?:window|document|top|parent|self)\.location\s{0,5}(?:=[^=]|\.(?:href|assign|replace)\b)|window\.open\s{0,5}\(/, 'script that leads away'],
]
/** Longer scripts are libraries whole, in which all of that stands; of one that is none, the length is the sign. */
const longest = 50_000

export interface Active {
  what: string
  detail: string
}

export function activeHtml(html: string): Active[] {
  const found: Active[] = []
  for (const { attributes, body } of scripts(html)) {
    const source = /\bsrc\s{0,5}=\s{0,5}["']?([^\s"'>]{1,2000})/i.exec(attributes)?.[1]
    if (source !== undefined) found.push(...remote('script from another host', source))
    if (/type\s{0,5}=\s{0,5}["']?(?:application|text)\/(?:[\w.+-]*json|x-mathjax-config|x-template)/i.test(attributes)) continue
    found.push(...activeScript(body))
  }
  for (const [frame] of html.matchAll(/<(?:iframe|frame|embed|object)\b[^>]{0,4000}/gi)) {
    const source = /\b(?:src|data)\s{0,5}=\s{0,5}["']?([^\s"'>]{1,2000})/i.exec(frame)?.[1]
    if (source !== undefined) found.push(...remote('frame of another host', source))
  }
  for (const [tag] of html.matchAll(/<meta\b[^>]{0,1000}http-equiv\s{0,5}=\s{0,5}["']?refresh[^>]{0,1000}/gi)) if (/url\s{0,3}=/i.test(tag)) found.push({ what: 'page that leads away', detail: tag })
  for (const [, handler = '', code = ''] of html.matchAll(/<[a-z][^<>]{0,2000}?\s(on[a-z]{3,20})\s{0,5}=\s{0,5}("[^"]{1,4000}"|'[^']{1,4000}')/gi)) {
    for (const { what } of activeScript(code)) found.push({ what: what.replace('script', `${handler.toLowerCase()} handler`), detail: code })
  }
  for (const [link] of html.matchAll(/(?:href|src|action|formaction|xlink:href)\s{0,5}=\s{0,5}["']?\s{0,5}j\s{0,2}a\s{0,2}v\s{0,2}a\s{0,2}script\s{0,2}:[^"'>]{0,300}/gi)) {
    if (!/javascript\s*:\s*(?:void\s*\(?\s*0\s*\)?)?\s*;?\s*(?:return false;?)?$/i.test(link)) found.push({ what: 'javascript: address', detail: link })
  }
  return found
}

/** A script by itself, as `application/javascript` output or the body of an element. */
export function activeScript(body: string): Active[] {
  const found: Active[] = []
  for (const [i, [pattern, what]] of acting.entries()) {
    // The first is no library's business, however long the script.
    if (i > 0 && body.length > longest) break
    const match = pattern.exec(body)
    if (match === null || (match[0].startsWith('fetch') && isColab(body))) continue
    found.push({ what, detail: around(body, match.index) })
  }
  if (body.length > longest && !library.test(body.slice(0, 20_000))) found.push({ what: 'long script of no known library', detail: `${body.length} characters` })
  for (const [, address = ''] of body.slice(0, longest).matchAll(/\bimport\s{0,5}(?:\(\s{0,5})?(?:[\w{},*\s]{0,200}\bfrom\s{0,5})?["'](https?:\/\/[^"']{1,500})/g)) found.push(...remote('script from another host', address))
  return found
}

/** The button that Colab puts beside each table. */
function isColab(body: string): boolean {
  return body.includes('google.colab.kernel')
}

function remote(what: string, address: string): Active[] {
  const host = /^(?:https?:)?\/\/([^/?#"'\s]{1,300})/i.exec(address)?.[1]
  return host === undefined || known.test(host.replace(/^[^@]*@/, '')) ? [] : [{ what, detail: address }]
}

/** Elements of which the end may be missing; cut by hand, since a pattern would go over the rest for each opening. */
function* scripts(html: string): Iterable<{ attributes: string; body: string }> {
  const open = /<script\b([^>]{0,4000})>/gi
  for (let match = open.exec(html); match !== null; match = open.exec(html)) {
    const close = /<\/script/gi
    close.lastIndex = open.lastIndex
    const end = close.exec(html)?.index ?? html.length
    yield { attributes: match[1] ?? '', body: html.slice(open.lastIndex, end) }
    open.lastIndex = Math.max(end, open.lastIndex)
  }
}

function around(text: string, at: number): string {
  return text.slice(Math.max(0, at - 30), at + 90).replaceAll(/\s+/g, ' ')
}
