// Jupyter notebooks, nbformat 3 and 4: JSON with cells of code, their outputs, and metadata.
import { listOf, nullable, number, shape, string } from '../../core/shape.js'
import { textOf } from '../bytes.js'
import { format } from '../format.js'
import { signs } from '../sign.js'
import { Stopped, orUnread } from '../unread.js'
import { fieldOf, itemsOf, linesOf, numberOf, parseJson, stringOf } from '../text/json.js'
import { NotebookFacts, type Cell } from '../text/notebook.js'

const props = shape({
  /** Major version of nbformat. */
  nbformat: nullable(number),
  language: nullable(string),
  kernel: nullable(string),
  cells: number,
  codeCells: number,
  outputs: number,
  imports: listOf(string),
  /** What it fetches from a hub, with the revision that is asked for. */
  loads: listOf(shape({ library: string, id: string, revision: nullable(string) })),
  secrets: signs,
  activeOutputs: signs,
  /** Commands and calls that run what comes from the network or out of an encoding. */
  downloadsRun: signs,
  looseInstalls: signs,
  unsafeLoads: signs,
  remoteCode: signs,
  unpinned: signs,
  /** Classes of personal data in outputs, with counts. */
  personalData: signs,
  hiddenCells: signs,
})

export default format({
  type: 'notebook.ipynb',
  kind: 'notebook',
  props,
  recognise({ bytes, extension }) {
    const start = new TextDecoder().decode(bytes.subarray(0, 4096))
    if (!/^\ufeff?\s*\{/.test(start)) return 0
    if (/^\ufeff?\s*\{\s*"(?:cells|metadata|nbformat|nbformat_minor|worksheets)"\s*:/.test(start) && /"(?:cell_type|nbformat|nbformat_minor)"\s*:/.test(start)) return 3
    return extension === '.ipynb' || /^\ufeff?\s*\{\s*"(?:cells|metadata|worksheets)"\s*:/.test(start) ? 2 : 0
  },
  async confirm(file) {
    if (file.extension === '.ipynb') return true
    // Written last, as keys are sorted.
    const tail = await file.content.read(Math.max(0, file.size - 4096), 4096)
    return /"nbformat(?:_minor)?"\s*:\s*\d/.test(new TextDecoder().decode(tail) + new TextDecoder().decode(file.bytes))
  },
  async read(file) {
    const facts = new NotebookFacts(file.budget, file.unread)
    let notebook: unknown
    let cells: Cell[] = []
    await orUnread(file.unread, '', async () => {
      if (file.size > file.budget.limits.document) throw new Stopped('limit', `notebook of more than ${file.budget.limits.document / 2 ** 20} MB`)
      notebook = parseJson(await textOf(file.content, file.budget.limits.document))
      if (numberOf(fieldOf(notebook, 'nbformat')) === null) throw new Stopped('malformed', 'no notebook: nbformat is missing')
      cells = cellsOf(notebook)
    })
    const metadata = fieldOf(notebook, 'metadata')
    const kernel = fieldOf(metadata, 'kernelspec')
    const language = stringOf(fieldOf(fieldOf(metadata, 'language_info'), 'name')) ?? stringOf(fieldOf(kernel, 'language'))
    await orUnread(file.unread, '', () => facts.read(cells, language, metadata))
    const { python } = facts
    return {
      props: {
        nbformat: numberOf(fieldOf(notebook, 'nbformat')),
        language,
        kernel: stringOf(fieldOf(kernel, 'name')),
        cells: cells.length,
        codeCells: cells.filter(({ type }) => type === 'code').length,
        outputs: cells.reduce((sum, { outputs }) => sum + outputs.length, 0),
        imports: (python?.imports ?? []).slice(0, 200),
        loads: (python?.loads ?? []).slice(0, 200).map(({ library, id, revision }) => ({ library, id, revision })),
        secrets: facts.secrets.list,
        activeOutputs: facts.activeOutputs.list,
        downloadsRun: facts.downloadsRun.list,
        looseInstalls: facts.looseInstalls.list,
        unsafeLoads: python?.unsafeLoads.list ?? [],
        remoteCode: python?.remoteCode.list ?? [],
        unpinned: python?.unpinned.list ?? [],
        personalData: facts.personalData.list,
        hiddenCells: facts.hiddenCells.list,
      },
    }
  },
})

/** nbformat 4 has cells at the top, 3 in worksheets; the code of a cell is its `source`, in 3 its `input`. */
function cellsOf(notebook: unknown): Cell[] {
  const sheets = itemsOf(fieldOf(notebook, 'worksheets'))
  const lists = [{ prefix: 'cells', cells: itemsOf(fieldOf(notebook, 'cells')) }, ...sheets.map((sheet, i) => ({ prefix: `worksheets[${i}].cells`, cells: itemsOf(fieldOf(sheet, 'cells')) }))]
  return lists.flatMap(({ prefix, cells }) => cells.map((cell, i) => ({
    name: `${prefix}[${i}]`,
    type: stringOf(fieldOf(cell, 'cell_type')) ?? '',
    source: linesOf(fieldOf(cell, 'source') ?? fieldOf(cell, 'input')),
    metadata: fieldOf(cell, 'metadata'),
    attachments: fieldOf(cell, 'attachments'),
    outputs: itemsOf(fieldOf(cell, 'outputs')),
  })))
}
