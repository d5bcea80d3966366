// Reads a notebook: what its cells do, what its outputs hold, what is kept out of sight.
import type { Budget } from '../limits.js'
import { Signs } from '../sign.js'
import { Stopped, orUnread, type Unread } from '../unread.js'
import { activeHtml, activeScript, type Active } from './active-html.js'
import { fieldOf, fieldsOf, itemsOf, linesOf, stringOf } from './json.js'
import { codeOfCell, type CellCode } from './notebook-cells.js'
import { personalValues, type PiiClass } from './pii.js'
import { actionOf } from './python-actions.js'
import { readPythonParts, type PythonFacts, type PythonPart } from './python.js'
import { findSecrets } from './secrets.js'
import { hostileCommand, isUnusualCommand, looseInstalls } from './shell.js'

export interface Cell {
  /** As shown, such as `cells[3]`. */
  name: string
  type: string
  source: string
  metadata: unknown
  attachments: unknown
  outputs: unknown[]
}

/** Different values over all outputs, and how many stand where. */
type People = Map<PiiClass, { values: Set<string>; places: { member: string; count: number }[] }>

export class NotebookFacts {
  readonly secrets = new Signs()
  readonly activeOutputs = new Signs()
  readonly downloadsRun = new Signs()
  readonly looseInstalls = new Signs()
  readonly hiddenCells = new Signs()
  readonly personalData = new Signs()
  python: PythonFacts | null = null

  constructor(private readonly budget: Budget, private readonly unread: Unread[]) {}

  async read(cells: readonly Cell[], language: string | null, metadata: unknown): Promise<void> {
    const people: People = new Map()
    const code: { cell: Cell; parts: CellCode }[] = []
    this.secretsIn('metadata', JSON.stringify(metadata ?? null))
    this.widgets(metadata)
    for (const cell of cells) {
      this.budget.tick()
      this.secretsIn(`${cell.name}.source`, cell.source)
      this.secretsIn(`${cell.name}.metadata`, JSON.stringify(cell.metadata ?? null))
      for (const [name, data] of fieldsOf(cell.attachments)) this.bundle(`${cell.name}.attachments.${name}`, data, people)
      for (const [i, output] of cell.outputs.entries()) this.output(`${cell.name}.outputs[${i}]`, output, people)
      if (cell.type === 'code') code.push({ cell, parts: codeOfCell(cell.source) })
    }
    for (const [name, { values, places }] of people) this.people(name, values.size, places)
    const isPython = language === null || /^(?:i?python|pyspark|sage)/i.test(language)
    if (!isPython && code.length > 0) this.unread.push(new Stopped('unsupported', `code in ${language}`).at('cells'))
    for (const { cell, parts } of code) this.commands(cell, parts)
    if (isPython) await this.code(code)
  }

  private async code(code: readonly { cell: Cell; parts: CellCode }[]): Promise<void> {
    const other = code.find(({ parts }) => parts.other !== null && parts.other !== 'text')
    if (other !== undefined) this.unread.push(new Stopped('unsupported', `code in ${other.parts.other ?? ''}`).at(other.cell.name))
    const parts = code.flatMap(({ cell, parts: { python } }) => (python.trim() === '' ? [] : [{ source: python, member: cell.name, hasOffsets: false }]))
    if (parts.length > 0) await orUnread(this.unread, 'cells', () => { this.python = readPythonParts(parts, this.budget) })
    const broken = this.python?.brokenAt ?? null
    const brokenPart = parts.find(({ member }) => member === broken?.member)
    // A cell that does not compile does not run either; it is told where the grammar, not the cell, may be at fault.
    if (broken !== null && brokenPart !== undefined && isTelling(brokenPart.source)) this.unread.push(new Stopped('malformed', `line ${broken.line} is no Python that can be parsed`).at(broken.member))
    for (const sign of this.python?.fetchAndRun.list ?? []) this.downloadsRun.add(sign.what, sign)
    for (const sign of this.python?.obfuscated.list ?? []) if (/^(?:code far|bidi|Unicode)/.test(sign.what)) this.hiddenCells.add(sign.what, sign)
    for (const { cell, parts: cellParts } of code) {
      const why = hiddenBy(cell)
      const does = why === null ? null : await this.runs(cell, cellParts)
      if (why !== null && does !== null) this.hiddenCells.add(why, { member: cell.name, detail: does })
    }
  }

  /** What a cell does that somebody might want to hide; null for what every notebook does. */
  private async runs(cell: Cell, { python, commands }: CellCode): Promise<string | null> {
    const unusual = commands.find(({ command }) => hostileCommand(command) !== null || isUnusualCommand(command))
    if (unusual !== undefined) return unusual.command
    if (python.trim() === '' || this.python === null) return null
    const part: PythonPart = { source: python, member: cell.name, hasOffsets: false }
    // What this could not read is told already.
    const facts = await orUnread([], cell.name, () => readPythonParts([part], this.budget))
    const sign = facts?.importTime.list.find(({ what }) => actionOf(what) !== 'network') ?? facts?.fetchAndRun.list[0]
    return sign === undefined ? null : `${sign.what}, ${sign.detail}`
  }

  private commands(cell: Cell, { commands }: CellCode): void {
    for (const { line, command } of commands) {
      const why = hostileCommand(command)
      const shown = findSecrets(command).length > 0 ? '(a credential stands here)' : command.replaceAll(/\s+/g, ' ')
      if (why !== null) this.downloadsRun.add(why, { member: cell.name, detail: `line ${line}: ${shown}` })
      for (const { what, detail } of looseInstalls(command)) this.looseInstalls.add(what, { member: cell.name, detail: `line ${line}: ${detail}` })
    }
  }

  private output(member: string, output: unknown, people: People): void {
    // nbformat 3 has the formats beside the type, under short names; 4 has them under `data`.
    const text = linesOf(fieldOf(output, 'text')) + linesOf(fieldOf(output, 'traceback'))
    this.plain(`${member}.text`, text, people)
    this.bundle(`${member}.data`, fieldOf(output, 'data') ?? oldBundle(output), people)
    this.secretsIn(`${member}.metadata`, JSON.stringify(fieldOf(output, 'metadata') ?? null))
  }

  private bundle(member: string, data: unknown, people: People): void {
    for (const [type, value] of fieldsOf(data)) {
      this.budget.tick()
      if (/^image\/(?!svg)|^(?:audio|video)\/|^application\/(?:pdf|octet-stream|zip)/.test(type)) continue
      const text = typeof value === 'string' || Array.isArray(value) ? linesOf(value) : JSON.stringify(value)
      const at = `${member}.${type}`
      if (type === 'text/html' || type === 'image/svg+xml') {
        this.active(at, activeHtml(text))
        if (type === 'image/svg+xml' && /<script\b|\son\w{3,20}\s{0,5}=/i.test(text)) this.activeOutputs.add('picture with a script', { member: at, detail: 'SVG' })
        this.plain(at, text.replaceAll(/<[^<>]{0,2000}>/g, '  '), people)
        this.secretsIn(at, text)
        continue
      }
      if (/javascript|ecmascript/.test(type)) this.active(at, activeScript(text))
      this.plain(at, text, people)
    }
  }

  private plain(member: string, text: string, people: People): void {
    if (text === '') return
    this.secretsIn(member, text)
    for (const [name, values] of personalValues(text)) {
      const one = people.get(name) ?? { values: new Set<string>(), places: [] }
      for (const value of values) one.values.add(value)
      one.places.push({ member, count: values.size })
      people.set(name, one)
    }
  }

  /** One address is an author's; a card number or an account number is never there by chance. */
  private people(name: PiiClass, different: number, places: readonly { member: string; count: number }[]): void {
    if (different < (name === 'email' || name === 'phone' ? 3 : 1)) return
    for (const { member, count } of places) this.personalData.add(name, { member, detail: `${count} different` })
  }

  /** Widgets whose code is in the notebook, or is fetched by the name of a package that is none of the known ones. */
  private widgets(metadata: unknown): void {
    const states = fieldOf(fieldOf(fieldOf(metadata, 'widgets'), 'application/vnd.jupyter.widget-state+json'), 'state')
    for (const [id, one] of fieldsOf(states)) {
      const member = `metadata.widgets.${id}`
      const state = fieldOf(one, 'state')
      const module = stringOf(fieldOf(one, 'model_module')) ?? ''
      if (/^(?:https?:)?\/\//.test(module)) this.activeOutputs.add('widget from another host', { member, detail: module })
      this.active(member, activeScript(linesOf(fieldOf(state, '_esm'))))
      const value = linesOf(fieldOf(state, 'value'))
      if (value !== '' && /HTML/i.test(stringOf(fieldOf(one, 'model_name')) ?? '')) this.active(member, activeHtml(value))
    }
  }

  private active(member: string, found: readonly Active[]): void {
    for (const { what, detail } of found) this.activeOutputs.add(what, { member, detail: findSecrets(detail).length > 0 ? '' : detail })
  }

  private secretsIn(member: string, text: string): void {
    for (const { type, at, length } of findSecrets(text)) this.secrets.add(type, { member, detail: `${at}, ${length} characters` })
  }
}

function oldBundle(output: unknown): Record<string, unknown> {
  return { 'text/html': fieldOf(output, 'html') ?? '', 'image/svg+xml': fieldOf(output, 'svg') ?? '', 'application/javascript': fieldOf(output, 'javascript') ?? '' }
}

const hidingTags = new Set(['hide-input', 'hide_input', 'remove-input', 'remove_input', 'hide-cell', 'hide_cell', 'remove-cell', 'remove_cell', 'hide', 'hidden'])

/** Why people do not see the code of a cell, or do not start it themselves; null if they do. */
function hiddenBy(cell: Cell): string | null {
  const { metadata } = cell
  if (fieldOf(fieldOf(metadata, 'jupyter'), 'source_hidden') === true) return 'hidden by jupyter.source_hidden'
  if (fieldOf(metadata, 'hide_input') === true) return 'hidden by hide_input'
  if (fieldOf(metadata, 'init_cell') === true) return 'started with the notebook by init_cell'
  if (fieldOf(metadata, 'cellView') === 'form') return 'hidden behind a form'
  const tag = itemsOf(fieldOf(metadata, 'tags')).find((one) => typeof one === 'string' && hidingTags.has(one))
  if (typeof tag === 'string') return `hidden by the tag ${tag}`
  return /\S[ \t]*(?:\n[ \t]*){60,}\S/.test(cell.source) ? 'below many empty lines' : null
}

/** Whether a source that cannot be parsed has a word in it that a rule looks for. */
export function isTelling(source: string): boolean {
  return /\b(?:exec|eval|compile|system|popen|Popen|subprocess|socket|requests|urlopen|marshal|ctypes|pickle|joblib|dill|cloudpickle|loads?|from_pretrained|trust_remote_code|__import__|import_module|getattr|b64decode)\b/.test(source)
}
