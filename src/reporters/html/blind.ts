// What could not be judged, and what to give for it: a page as prominent as the findings.
import { count, type ReportSource, type ScopeStatus } from '../../core/index.js'
import { failedReads, groupsOf, type Blindness } from '../kit/blindness.js'
import { scopeWords, type Names } from '../kit/names.js'
import { clip, printable } from '../kit/printable.js'
import { html, when, type Markup } from '../kit/markup.js'

const mostGroups = 200
const mostPlaces = 6
const mostNames = 400
const newLine = html`
`

export function unreached({ scopes }: ReportSource): ScopeStatus[] {
  return scopes.filter(({ state }) => state === 'unreachable')
}

export function blindPage(source: ReportSource, names: Names): Markup {
  const groups = groupsOf(failedReads(source))
  const skipped = groupsOf(source.gaps.filter(({ reason, blinds }) => reason === 'not-requested' && blinds.length > 0))
  const providers = [...new Set(groups.filter(({ missing }) => missing.length > 0).flatMap(({ gaps }) => gaps.map(({ scope }) => scope.provider)))].toSorted()
  const rules = new Set(groups.flatMap(({ blinds }) => [...blinds]))
  const { coverage, counts } = source
  return html`<section id="coverage" class="view" aria-labelledby="coverage-title"><h2 id="coverage-title">What could not be judged</h2>
${when(groups.length === 0 && unreached(source).length === 0 && source.complete, () => html`<p>Everything that was asked for could be read.</p>`)}
${when(source.interrupted !== undefined, () => html`<p class="notice">The run was cut short (${source.interrupted}): what is missing here may not have been read.</p>`)}
${when(!source.complete, () => html`<p class="notice">This report is not complete. A rule that could not be judged is neither passed nor failed.</p>`)}
${when(counts.unknowns > 0, () => html`<p><a href="#view=findings&amp;show=unknown">Every verdict that is unknown, asset by asset</a></p>`)}
${when(groups.length > 0, () => html`<h3>Reads that failed</h3><p>${rules.size === 0 ? 'No rule is blind for want of them.' : `They leave ${count(rules.size, 'rule')} without a verdict, in part or in whole.`}</p>
${when(providers.length > 0, () => html`<p>Print the policy that gives what is missing:</p><pre><code>${providers.map((provider, i) => html`${i > 0 ? newLine : ''}aispm permissions ${provider}`)}</code></pre>`)}
${table(groups.slice(0, mostGroups), names, 'Reads that failed')}
${when(groups.length > mostGroups, () => html`<p>${count(groups.length - mostGroups, 'more unread call')}: <code>-o json</code> lists them all.</p>`)}`)}
${places('Not reached', 'Nothing of these was read.', source.scopes, 'unreachable')}
${when(skipped.length > 0, () => html`<h3>Not asked for</h3><p>Optional reads: rules wait for them.</p>${table(skipped.slice(0, mostGroups), names, 'Optional reads that were not asked for')}`)}
${waiting(coverage.notConfigured)}
${places('Not requested', 'They exist, and the run was told to leave them out.', source.scopes, 'not-requested')}
${services(source.scopes)}${vanished(source.scopes)}
${when(coverage.nothingToJudge.length > 0, () => html`<h3>Nothing to judge</h3><p>${count(coverage.nothingToJudge.length, 'rule')} found no asset of their kind, and nothing hid one.</p><details><summary>Which rules</summary>${ids(coverage.nothingToJudge)}</details>`)}
</section>
`
}

function table(groups: readonly Blindness[], names: Names, label: string): Markup {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table><thead><tr><th scope="col">Why</th><th scope="col">Call</th><th scope="col">What would help</th><th scope="col">Where</th><th scope="col">Blinds</th></tr></thead><tbody>
${groups.map((group) => html`<tr><td><span class="badge unknown">${group.reason.replaceAll('-', ' ')}</span></td><td><code>${group.call}</code></td><td>${help(group)}</td><td>${where(group, names)}</td><td>${blinded([...group.blinds])}</td></tr>
`)}</tbody></table></div>
`
}

function help({ missing, gaps }: Blindness): Markup {
  if (missing.length > 0) return html`add ${missing.map((permission, i) => html`${i > 0 ? ', ' : ''}<code>${permission}</code>`)}`
  return html`${clip(printable(gaps[0]?.message ?? ''), 300)}`
}

/** Names of the assets it hides something of, or the places whose lists it hides. */
function where({ gaps }: Blindness, names: Names): Markup {
  const told = gaps.slice(0, mostPlaces).map((gap) => {
    const hidden = gap.list ? [] : names.hiddenBy(gap.id)
    const more = gap.count - hidden.length
    const of = hidden.length === 0 ? (gap.count > 1 ? `: ${gap.count} items` : '') : `: ${hidden.map((name) => clip(printable(name), 80)).join(', ')}${more > 0 ? ` +${more}` : ''}`
    return html`<li>${scopeWords(gap.scope)}${of}</li>`
  })
  return html`<ul class="plain">${told}${when(gaps.length > mostPlaces, () => html`<li>and ${gaps.length - mostPlaces} more</li>`)}</ul>`
}

function blinded(rules: readonly string[]): Markup {
  if (rules.length === 0) return html`no rule`
  return html`<details><summary>${count(rules.length, 'rule')}</summary>${ids(rules)}</details>`
}

function ids(rules: readonly string[]): Markup {
  const told = rules.slice(0, mostNames)
  return html`<ul class="ids">${told.map((rule) => html`<li><code>${rule}</code></li>`)}${when(rules.length > told.length, () => html`<li>and ${rules.length - told.length} more</li>`)}</ul>`
}

/** An account a line, its regions behind it. */
export function accounts(scopes: readonly ScopeStatus[], state: ScopeStatus['state']): { name: string; why: string | undefined; regions: string[] }[] {
  const found = new Map<string, { name: string; why: string | undefined; regions: string[] }>()
  for (const { scope, state: has, why } of scopes) {
    if (has !== state) continue
    const key = [scope.provider, scope.account, why ?? ''].join('\n')
    const account = found.get(key) ?? { name: `${scope.provider} ${scope.account}`, why, regions: [] }
    if (scope.region !== undefined && !account.regions.includes(scope.region)) account.regions.push(scope.region)
    found.set(key, account)
  }
  return [...found.values()]
}

function places(title: string, words: string, scopes: readonly ScopeStatus[], state: ScopeStatus['state']): Markup {
  const all = accounts(scopes, state)
  if (all.length === 0) return html``
  return html`<h3>${title}</h3><p>${words}</p>${placeList(all)}`
}

export function placeList(all: readonly { name: string; why: string | undefined; regions: readonly string[] }[]): Markup {
  return html`<ul class="places">${all.slice(0, mostNames).map(({ name, why, regions }) => html`<li><b>${name}</b>${regions.length > 0 ? html` <span class="faint">${regions.join(', ')}</span>` : ''}${why === undefined ? '' : `: ${why}`}</li>`)}${when(all.length > mostNames, () => html`<li>and ${all.length - mostNames} more</li>`)}</ul>
`
}

function waiting(rows: ReportSource['coverage']['notConfigured']): Markup {
  const settings = new Map<string, string[]>()
  for (const { rule, wants } of rows) {
    const rules = settings.get(wants)
    if (rules === undefined) settings.set(wants, [rule])
    else rules.push(rule)
  }
  if (settings.size === 0) return html``
  return html`<h3>Not configured</h3><p>Rules that wait for a setting or an optional read.</p><ul class="plain">${[...settings].map(([wants, rules]) => html`<li><code>${wants}</code> ${blinded(rules)}</li>`)}</ul>
`
}

/** Facts about a scope: a service that is not there has nothing to judge. Those missing in the same places share a line. */
function services(scopes: readonly ScopeStatus[]): Markup {
  const missing = new Map<string, string[]>()
  for (const { scope, services: all } of scopes) {
    for (const [service, state] of Object.entries(all)) {
      if (state === 'enabled') continue
      const key = `${state.replaceAll('-', ' ')}\n${service}`
      const found = missing.get(key)
      if (found === undefined) missing.set(key, [scopeWords(scope)])
      else found.push(scopeWords(scope))
    }
  }
  if (missing.size === 0) return html``
  const lines = new Map<string, string[]>()
  for (const [key, where] of missing) {
    const [state = '', service = ''] = key.split('\n')
    const line = `${state} in ${where.slice(0, mostPlaces).join(', ')}${where.length > mostPlaces ? ` and ${where.length - mostPlaces} more` : ''}`
    lines.set(line, [...(lines.get(line) ?? []), service])
  }
  const told = [...lines].slice(0, mostNames)
  return html`<h3>No such service there</h3><ul class="plain">${told.map(([line, names]) => html`<li>${names.toSorted().join(', ')} <span class="faint">${line}</span></li>`)}${when(lines.size > told.length, () => html`<li>and ${lines.size - told.length} more</li>`)}</ul>
`
}

function vanished(scopes: readonly ScopeStatus[]): Markup {
  const gone = scopes.reduce((sum, scope) => sum + scope.vanished, 0)
  return when(gone > 0, () => html`<h3>Vanished</h3><p>${count(gone, 'item')} deleted while being read: left out.</p>`)
}
