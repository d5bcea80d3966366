// One finding in full: what was seen, its path, why it matters, the fix, and everything to know about it.
import type { Detail, HopWire } from '../wire.js'
import { copyButton } from './copy.js'
import { button, element } from './element.js'
import { graph } from './graph.js'
import { idOf, placeOf, typeWords, type Catalogue, type Item } from './items.js'
import { changed, fragmentOf } from './state.js'

type Told = (Node | string)[]

export function detailPanel(item: Item, detail: Detail, catalogue: Catalogue): HTMLElement {
  return element('div', { class: 'detail' },
    element('div', { class: 'tale' },
      part('Not judged', (detail.gaps ?? []).length === 0 ? undefined : unread(item, detail.gaps ?? [])),
      part('Suppressed', suppressed(detail)),
      part('What was seen', seen(detail)),
      part('Path', detail.hops === undefined ? undefined : hops(detail.hops)),
      part('Why it matters', item.rule.why === '' ? undefined : [element('p', {}, item.rule.why)]),
      part('Fix', fix(item, detail)),
      part('Surroundings', surroundings(item, detail)),
    ),
    element('div', { class: 'about-it' }, facts(item, detail, catalogue)),
  )
}

function part(title: string, told: Told | undefined): HTMLElement | undefined {
  return told === undefined || told.length === 0 ? undefined : element('section', {}, element('h4', {}, title), told)
}

function unread(item: Item, gaps: readonly string[]): Told {
  return [
    element('p', {}, 'Neither passed nor failed: a read that decides it had no answer.'),
    element('ul', { class: 'evidence' }, gaps.map((gap) => element('li', {}, gap))),
    ...(item.provider === 'local' ? [] : [command(`aispm permissions ${item.provider}`)]),
  ]
}

function suppressed({ suppressed: by }: Detail): Told | undefined {
  if (by === undefined) return undefined
  return [element('p', {}, `${by.reason} (${by.by}${by.until === undefined ? '' : `, until ${by.until}`})`)]
}

function seen({ evidence = [], more }: Detail): Told {
  if (evidence.length === 0) return []
  return [element('ul', { class: 'evidence' }, evidence.map((text) => element('li', {}, text)), more === undefined ? undefined : element('li', {}, `and ${more} more values`))]
}

export function hops(path: readonly HopWire[]): Told {
  const [first] = path
  if (first === undefined) return []
  return [element('ol', { class: 'hops' },
    element('li', { class: 'start' }, first[0]),
    path.map(([, , relation, to, kind, inferred, because]) => element('li', { class: inferred === 1 ? 'inferred' : undefined },
      element('span', { class: 'arrow', 'aria-hidden': 'true' }),
      element('span', { class: 'node' }, element('span', { class: 'faint' }, `${relation} `), kind === '' ? '' : `${kind} `, element('b', {}, to)), ' ',
      element('span', { class: 'because' }, because + (inferred === 1 ? ' (inferred)' : '')))))]
}

function fix(item: Item, detail: Detail): Told {
  const text = detail.fix ?? item.rule.fix
  return [
    ...(text === '' ? [] : [element('p', {}, text)]),
    ...(detail.command === undefined ? [] : [command(detail.command)]),
    ...(detail.terraform === undefined ? [] : [element('h5', {}, 'Terraform'), command(detail.terraform)]),
  ]
}

function command(text: string): HTMLElement {
  return element('div', { class: 'command' }, element('pre', { tabindex: 0 }, element('code', {}, text)), copyButton(text))
}

function surroundings(item: Item, detail: Detail): Told | undefined {
  if (detail.nearLeft === 1) return [element('p', { class: 'faint' }, 'Not drawn: the surroundings of more severe findings took the room that this file has for them.')]
  return detail.near === undefined ? undefined : [graph(detail.near, item.name)]
}

function facts(item: Item, detail: Detail, catalogue: Catalogue): HTMLElement {
  const rows: [string, Told][] = [
    ['Asset', item.name === '' ? ['a whole list that is unread'] : [item.name]],
    ['Id', idOf(item) === '' || idOf(item) === item.name ? [] : [element('code', {}, idOf(item))]],
    ['Type', item.type === '' ? [] : [typeWords(item.type)]],
    ['Where', [placeOf(item)]],
    ['File', detail.source === undefined ? [] : [element('code', {}, detail.source)]],
    ['Console', detail.console === undefined ? [] : [link(detail.console, 'open in the console')]],
    ['Owner', item.owners.length === 0 ? [] : [item.owners.join(', ')]],
    ['Severity', detail.ruleSeverity === undefined ? [] : [`${item.severity} by your settings; the rule says ${detail.ruleSeverity}`]],
    ['Confidence', item.confidence === '' ? [] : [item.confidence]],
    ['Baseline', item.baseline === '' ? [] : [item.baseline]],
    ['Family', detail.family === undefined ? [] : [`${detail.family[0]} alike, ${detail.family[1]} to ${detail.family[2]}`]],
    ['Used by', usedBy(detail)],
    ['Rule', [element('code', {}, item.rule.id), element('br'), item.rule.title]],
    ['Phase', item.rule.phase === '' ? [] : [`${item.rule.phase}, ${item.rule.category}`]],
    ['Also violates', (detail.also ?? []).length === 0 ? [] : [element('ul', { class: 'plain' }, (detail.also ?? []).map((id) => element('li', {}, element('code', {}, id))))]],
    ['Frameworks', frameworks(detail.frameworks ?? item.rule.frameworks, catalogue)],
    ['Weaknesses', item.rule.weaknesses.length === 0 ? [] : [item.rule.weaknesses.join(', ')]],
    ['References', item.rule.references.length === 0 ? [] : [element('ul', { class: 'plain' }, item.rule.references.map(([address, isLink]) => element('li', {}, isLink === 1 ? link(address, address) : address)))]],
    ['Fingerprint', item.state === 'unknown' ? [] : [element('code', {}, item.fingerprint)]],
  ]
  return element('div', {},
    element('dl', {}, rows.flatMap(([name, told]) => (told.length === 0 ? [] : [element('dt', {}, name), element('dd', {}, told)]))),
    element('p', { class: 'acts' }, shareButton(item)))
}

function usedBy({ usedBy: by }: Detail): Told {
  if (by === undefined) return []
  return [by.some.join(', ') + (by.count > by.some.length ? `${by.some.length > 0 ? ' and ' : ''}${by.count - by.some.length} more` : '')]
}

function frameworks(pointed: Record<string, string[]>, catalogue: Catalogue): Told {
  const lists = Object.entries(pointed).map(([id, controls]) => {
    const framework = catalogue.frameworks.get(id)
    return element('li', {}, framework === undefined ? id : `${framework.name} ${framework.version}`, framework?.verified === false ? mark() : undefined,
      element('ul', {}, controls.map((control) => {
        const known = framework?.controls[control]
        return element('li', {}, element('b', {}, control), known === undefined ? '' : ` ${known.title}`, known?.mapping === 'supporting' ? ' (supporting)' : '', known?.verified === false ? mark() : undefined)
      })))
  })
  return lists.length === 0 ? [] : [element('ul', { class: 'plain frameworks' }, lists)]
}

function mark(): HTMLElement {
  return element('span', { class: 'unverified' }, ' unverified')
}

/** The reporter let only safe addresses through; still, nothing but https leads anywhere. */
function link(address: string, words: string): Node | string {
  if (!address.startsWith('https://')) return address
  return element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, words)
}

function shareButton(item: Item): HTMLButtonElement {
  const made = button('Copy link', () => {
    const address = location.href.split('#', 1)[0] ?? ''
    void navigator.clipboard?.writeText(address + fragmentOf(changed({}, { view: 'findings', show: item.state === 'findings' ? undefined : item.state, open: item.fingerprint }))).then(() => { made.textContent = 'Copied' }, () => { made.textContent = 'Not copied' })
  }, { class: 'quiet' })
  return made
}
