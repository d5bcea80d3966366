// Readers of text: templates, code, documents, rules, inventories, policies; and what writes names into reports.
import { parsePolicy } from '../../src/access/aws/index.js'
import { parseCondition as parseAzure } from '../../src/access/azure/condition.js'
import { parseCondition as parseGoogle } from '../../src/access/gcp/condition.js'
import { parseMember } from '../../src/access/gcp/member.js'
import { levelIn } from '../../src/access/gcp/policy.js'
import { bytesOf } from '../../src/artifacts/bytes.js'
import type { Folder, FolderFile } from '../../src/artifacts/folder.js'
import datasetFolder from '../../src/artifacts/folders/dataset.js'
import repoFolder from '../../src/artifacts/folders/repo.js'
import type { Found } from '../../src/artifacts/inspect.js'
import { parseModelfile } from '../../src/artifacts/ollama/modelfile.js'
import { readCard } from '../../src/artifacts/repo/card.js'
import { readBom } from '../../src/artifacts/signature/bom.js'
import { Digests } from '../../src/artifacts/signature/digests.js'
import { readProvenance } from '../../src/artifacts/signature/provenance.js'
import { listedSums } from '../../src/artifacts/signature/checksums.js'
import { keyIn } from '../../src/artifacts/signature/trust.js'
import { verifyModel } from '../../src/artifacts/signature/verify.js'
import { activeHtml } from '../../src/artifacts/text/active-html.js'
import { hiddenInstructions } from '../../src/artifacts/text/instructions.js'
import { pii } from '../../src/artifacts/text/pii.js'
import { readPython } from '../../src/artifacts/text/python.js'
import { findSecrets } from '../../src/artifacts/text/secrets.js'
import { hostileCommand } from '../../src/artifacts/text/shell.js'
import { readTemplate } from '../../src/artifacts/text/template.js'
import { readLiteral } from '../../src/artifacts/torch/python-literal.js'
import { pinsIn } from '../../src/artifacts/torch/requirements.js'
import { newest } from '../../src/artifacts/torch/versions.js'
import { readJson, readYaml } from '../../src/artifacts/torch/yaml-document.js'
import { operatorsIn } from '../../src/artifacts/torch/script-operators.js'
import type { Unread } from '../../src/artifacts/unread.js'
import { readInventory } from '../../src/core/inventory-file.js'
import { readReport } from '../../src/drift/read-report.js'
import { UsageError, type Json, type Reporter } from '../../src/core/index.js'
import { misfit } from '../../src/core/shape.js'
import { readRule } from '../../src/engine/index.js'
import csv from '../../src/reporters/csv.js'
import cyclonedx from '../../src/reporters/cyclonedx.js'
import gitlab from '../../src/reporters/gitlab.js'
import html from '../../src/reporters/html.js'
import json from '../../src/reporters/json.js'
import junit from '../../src/reporters/junit.js'
import markdown from '../../src/reporters/markdown.js'
import ocsf from '../../src/reporters/ocsf.js'
import sarif from '../../src/reporters/sarif.js'
import text from '../../src/reporters/text.js'
import { filesOf, keyBundle, makeKeys, modelFiles } from '../artifacts/signature-maker.js'
import { parseCsv } from '../reporters/hostile/csv-rows.js'
import { hostileReport } from '../reporters/hostile/report.js'
import { written } from '../reporters/written.js'
import { budgetOf, stopped, type Fuzzed } from './targets.js'

const decoder = new TextDecoder()

/** A target of text; what it gives is brought down to JSON. */
function ofText(name: string, takes: RegExp, read: (text: string) => unknown, allows: (error: unknown) => boolean = stopped): Fuzzed {
  return { name, takes, allows, run: async (data) => plain(await read(decoder.decode(data))) }
}

/** As it would be saved. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_, inner: unknown) => (inner instanceof Map ? [...inner] : inner instanceof Set ? [...inner] : typeof inner === 'bigint' ? String(inner) : inner))
  return text === undefined ? null : JSON.parse(text) as unknown
}

function document(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

const keys = makeKeys()
export const signedBundle: string = keyBundle(modelFiles, keys)
const trust = { publicKeys: [{ name: 'key.pem', pem: keys.pem }] }

/** A folder with the spoilt text under every name that is read of one. */
async function folderAnswer(format: typeof repoFolder | typeof datasetFolder, data: Uint8Array, name: string): Promise<unknown> {
  const files: FolderFile[] = [name, 'model.safetensors', 'train.csv'].map((one, i) => ({ name: one, path: one, bytes: bytesOf(i === 0 ? data : new Uint8Array(4)), linked: false, hardLinks: 1 }))
  const weights: Found = { type: 'artifact.safetensors', kind: 'artifact', path: 'model.safetensors', size: 4, props: { licence: 'mit' }, edges: [], unread: [] }
  const unread: Unread[] = []
  const folder: Folder = {
    path: '.', files, links: [], folders: [], unreadable: [], escapes: [], unread, trust, now: new Date(0), digests: new Digests(),
    found: (one) => (one === 'model.safetensors' ? [weights] : []), file: (one) => files.find((file) => file.name === one),
  }
  const reading = await format.read(folder)
  if (reading === null) return { unread }
  const { props, edges } = reading
  const wrong = misfit(format.props, props)
  if (wrong !== null) throw new Error(wrong)
  return { props, edges: edges ?? [], unread }
}

const folderTargets = (['config.json', 'README.md', 'model.sig', 'modules.json', 'SHA256SUMS', 'LICENSE', 'bom.json', 'model.intoto.jsonl', 'dataset_infos.json', 'tokenizer_config.json'] as const).map((name): Fuzzed => ({
  name: `a folder with ${name}`, takes: /^(?:repo|text)\//, allows: stopped,
  run: async (data) => [await folderAnswer(repoFolder, data, name), await folderAnswer(datasetFolder, data, name)],
}))

/** Names that come from outside stand in reports as data: the document around them stays what it is. */
const reporters: Fuzzed[] = [json, sarif, text, csv, markdown, html, junit, gitlab, ocsf, cyclonedx].map((reporter) => ({
  name: `report as ${reporter.id}`, takes: /^text\//,
  run: (data) => written(reporter, hostileReport(decoder.decode(data))),
  check: (answer) => wrongIn(reporter, String(answer)),
}))

const columns = 35

/** What the text around the names should not have become. */
function wrongIn({ extension }: Reporter, file: string): string | null {
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(file.replaceAll(/[\r\n]/g, ''))) return 'control characters in the file'
  try {
    if (/json$|sarif/.test(extension)) JSON.parse(file)
    if (extension === 'jsonl') for (const line of file.trimEnd().split('\n')) JSON.parse(line)
  } catch (error) {
    return `is no JSON: ${String(error)}`
  }
  if (extension === 'csv' && parseCsv(file).some((row) => Object.keys(row).length !== columns)) return 'rows of unlike length'
  if (extension === 'html' && (file.match(/<(?:script|style)\b/g) ?? []).some((tag, i) => i > 20 && tag !== '')) return 'more scripts than the page has'
  return null
}

export const textTargets: readonly Fuzzed[] = [
  ofText('template', /jinja$|tokenizer_config|^text\//, (source) => readTemplate(source, budgetOf())),
  ofText('python', /py$|ipynb$|^text\//, (source) => readPython(source, budgetOf())),
  ofText('torchscript operators', /py$/, (source) => [...operatorsIn(source)].slice(0, 1000)),
  ofText('python literal', /npy$|py$|^text\//, readLiteral),
  ofText('yaml document', /ya?ml$|MLmodel$|md$/, (source) => readYaml(source)),
  ofText('json document', /json$/, (source) => readJson(source)),
  ofText('requirements', /requirements|^text\//, (source) => (['requirements', 'toml', 'conda', 'docker'] as const).map((dialect) => pinsIn(source, dialect, new Set(['torch', 'keras'])).map((pin) => [pin, newest(pin.specifier)]))),
  ofText('Modelfile', /Modelfile$|^text\//, parseModelfile),
  { name: 'card', takes: /md$|^text\//, allows: stopped, run: (data) => readCard(bytesOf(data)) },
  ofText('bill of materials', /bom|^text\//, readBom),
  ofText('provenance', /intoto|sig$/, readProvenance),
  ofText('checksums', /SUMS|^text\//, (source) => listedSums('SHA256SUMS', source)),
  ofText('keys', /pem$/, (source) => keyIn('key.pem', source).map(({ name }) => name)),
  ofText('OMS bundle', /sig$/, (source) => verifyModel(filesOf(modelFiles), { path: 'model.sig', text: source }, trust, { now: new Date(0) })),
  ofText('secrets', /./, findSecrets), ofText('personal data', /./, pii), ofText('instructions', /./, (source) => hiddenInstructions(source).list),
  ofText('active HTML', /ipynb$|xml$|^text\//, activeHtml), ofText('shell', /^text\/|py$/, (source) => hostileCommand(source)),
  ofText('policy of AWS', /policies\/aws/, (source) => parsePolicy(document(source))),
  ofText('policy of Google', /policies\/gcp/, (source) => [levelIn(document(source), 'a'), parseMember(source)]),
  ofText('condition of Google', /policies\/cel/, (source) => parseGoogle(source, null).ast === null),
  ofText('condition of Azure', /policies\/azure/, (source) => parseAzure(source)),
  { name: 'rule', takes: /rules\//, async run(data) {
    const { rule, problems } = await readRule(decoder.decode(data), 'some-rule.yaml')
    return rule === null && problems.length === 0 ? undefined : problems.map(({ message, line, column }) => [message, line, column])
  } },
  ofText('inventory', /inventory$/, (source) => readInventory(source), (error) => error instanceof UsageError),
  { name: 'earlier report', takes: /^earlier\//, allows: (error) => error instanceof UsageError, run: async (data) => plain(await readReport((async function* () { yield data })(), 'last.json', 'nothing was scanned')) },
  ...folderTargets, ...reporters,
]
