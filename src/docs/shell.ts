// The frame of every page of the documentation: one style, a way round, nothing from elsewhere.
import { html, type Markup, type Part } from '../reporters/kit/markup.js'

export interface Page {
  /** From the top of the site: `rules/aws-iam-….html`. */
  path: string
  title: string
  body: Markup
}

const places: readonly (readonly [path: string, name: string])[] = [
  ['index.html', 'Start'], ['guides/getting-started.html', 'Guides'], ['rules/index.html', 'Rules'], ['frameworks/index.html', 'Frameworks'],
  ['providers/index.html', 'Providers'], ['formats/index.html', 'Formats'], ['commands/index.html', 'Commands'], ['schemas/index.html', 'Schemas'],
]

/** The whole page as a file. */
export function framed(page: Page, version: string): string {
  const up = '../'.repeat(page.path.split('/').length - 1)
  const [section = ''] = page.path.split('/')
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'">
<title>${page.title} · aispm</title>
<link rel="stylesheet" href="${up}style.css">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><nav aria-label="Site"><strong>aispm</strong>${places.map(([path, name]) => html`<a href="${up}${path}"${marked(path.split('/')[0] === section)}>${name}</a>`)}</nav></header>
<main id="main">
${page.body}
</main>
<footer>aispm ${version}. Made from its rules, flags, declared calls and schemas.</footer>
</body>
</html>
`.text
}

function marked(here: boolean): Part {
  return here ? html` aria-current="true"` : undefined
}

/** A table; cells are text or markup. */
export function table(heads: readonly string[], rows: readonly (readonly Part[])[]): Markup {
  return html`<div class="wide"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`
}

export function code(text: string): Markup {
  return html`<pre><code>${text.trim().split('\n').flatMap((line, i) => (i === 0 ? [line] : [html`\n`, line]))}</code></pre>`
}

export const style = `:root{color-scheme:light dark;--ink:#1c2230;--soft:#586074;--line:#d8dce5;--ground:#fff;--raised:#f5f6f9;--accent:#2f5fb3}
@media (prefers-color-scheme:dark){:root{--ink:#e4e7ee;--soft:#a0a8ba;--line:#363c4a;--ground:#14171e;--raised:#1c2029;--accent:#8fb4f5}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.6 system-ui,sans-serif}
header{border-bottom:1px solid var(--line);background:var(--raised)}
nav,main,footer{max-width:64rem;margin:0 auto;padding:.75rem 1.25rem}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
main{padding-top:1.5rem;padding-bottom:3rem}
footer{color:var(--soft);border-top:1px solid var(--line);font-size:.875rem}
a{color:var(--accent)}nav a{text-decoration:none}nav a[aria-current]{font-weight:600;color:var(--ink)}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem}
h1{font-size:1.75rem;line-height:1.25;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1.5rem 0 .25rem}
.facts{color:var(--soft);margin:0 0 1rem}
pre{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;overflow-x:auto;font-size:.875rem;line-height:1.5}
code{font-family:ui-monospace,monospace;font-size:.92em}pre code{font-size:inherit}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.925rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}th{color:var(--soft);font-weight:600}
.critical{color:#b3261e}.high{color:#a84300}.medium{color:#7a5b00}.low{color:var(--soft)}
@media (prefers-color-scheme:dark){.critical{color:#ff9d94}.high{color:#ffb27d}.medium{color:#e6c35c}}
`
