// How the page of an assessment looks, on a screen and on an auditor's paper.
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff; --bad: #b3261e; --warn: #7d4e00; --good: #1a6b36; --blind: #7a2fb5 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; --line: #3d444d; --paper: #0d1117; --bad: #ff8a80; --warn: #e3b341; --good: #7ee2a0; --blind: #d2a8ff } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 70rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 } h2 { margin: 2.5rem 0 .75rem; font-size: 1.25rem } h3 { margin: 0; font-size: 1.05rem }
p { margin: .5rem 0 } .soft, caption { color: var(--soft) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 1rem 0 } dt { color: var(--soft) } dd { margin: 0 }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 } caption { text-align: left; padding-bottom: .35rem }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line) } td.n, th.n { text-align: right }
th, td.id, td.status, td.short { overflow-wrap: normal } td.id, td.status, td.short { white-space: nowrap }
code { font: .9em ui-monospace, monospace } a { color: inherit }
section.one { border-top: 1px solid var(--line); padding: 1rem 0 .5rem } ul { padding-left: 1.25rem; margin: .5rem 0 } li { margin: .3rem 0 }
.status { font-weight: 600 } .fails { color: var(--bad) } .unknown { color: var(--blind) } .accepted { color: var(--warn) } .passes, .supported { color: var(--good) }
.notice { border-left: 4px solid var(--blind); padding: 0 0 0 .9rem; margin: 1rem 0 }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #999; --paper: #fff; --bad: #900; --warn: #640; --good: #063; --blind: #507 }
  body { max-width: none; padding: 0; font-size: 10pt } section.one, tr { break-inside: avoid } h2, h3 { break-after: avoid } thead { display: table-header-group } @page { margin: 16mm }
}
@media (max-width: 40rem) { dl { grid-template-columns: 1fr } td.id, td.status, td.short { white-space: normal } .wide { display: none } }
`
