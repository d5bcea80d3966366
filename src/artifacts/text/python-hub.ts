// Models and datasets that Python source fetches from a hub, and whether they are pinned to a commit.
import type { Signs } from '../sign.js'
import { aiLibraries, hubCalls } from './python-actions.js'
import type { PythonConstant, PythonNames } from './python-names.js'
import { sourceOf, type PythonNode } from './python-tree.js'
import type { PythonFacts } from './python.js'

const commit = /^[0-9a-f]{40}$/
/** Loaders that the `datasets` library has built in: what they are given is data, not a repository. */
const builders = new Set(['csv', 'json', 'parquet', 'arrow', 'text', 'xml', 'pandas', 'imagefolder', 'audiofolder', 'videofolder', 'webdataset', 'sql', 'generator', 'spark'])
/** First parts of paths that people name folders, and no account of a hub. */
const folders = new Set([
  'model', 'models', 'checkpoint', 'checkpoints', 'ckpt', 'ckpts', 'output', 'outputs', 'out', 'data', 'dataset', 'datasets', 'weights', 'results', 'result', 'saved',
  'saved_model', 'saved_models', 'runs', 'run', 'artifacts', 'tmp', 'temp', 'cache', 'pretrained', 'src', 'assets', 'resources', 'save', 'logs', 'exp', 'experiments', 'path', 'content', 'kaggle', 'mnt', 'home', 'opt', 'work', 'workspace',
])
/** Names without an account that the hub has from its first days. */
const legacy = /^(?:(?:distil|al|ro|de|electra|longformer|bart|big)?bert[\w.-]*|gpt2(?:-\w+)?|openai-gpt|distilgpt2|t5-\w+|xlm-[\w-]+|xlnet-[\w-]+|(?:distil)?roberta-[\w-]+|camembert-base|albert-[\w-]+|bigbird[\w-]*|ctrl|squad(?:_v2)?|imdb|glue|super_glue|wikitext|mnist|cifar10|cifar100|conll2003|ag_news|common_voice|librispeech_asr|xnli|wmt\d\d|cnn_dailymail|xsum|rotten_tomatoes|yelp_review_full|emotion|all-MiniLM-L6-v2|all-mpnet-base-v2|multi-qa-[\w-]+|paraphrase-[\w-]+|all-[\w-]+-v\d)$/i

/** `owner/name` as the hub writes it, or a name from its first days; a path of this machine is neither. */
export function isHubId(id: string): boolean {
  if (legacy.test(id)) return true
  const match = /^([A-Za-z0-9][\w.-]{0,95})\/([A-Za-z0-9][\w.-]{0,95})$/.exec(id)
  return match !== null && !folders.has((match[1] ?? '').toLowerCase()) && !/\.(?:pt|pth|bin|ckpt|safetensors|json|ya?ml|h5|onnx|gguf|py|txt|csv|pkl|zip)$/i.test(id)
}

export function judgeHub(node: PythonNode, bare: string, given: readonly PythonNode[], names: PythonNames, facts: PythonFacts, sign: (signs: Signs, what: string) => void): void {
  if (/^torch\.hub\.load$/.test(bare)) {
    torchHub(node, given, names, facts, sign)
    return
  }
  const call = hubCalls.find(({ path }) => path.test(bare))
  if (call === undefined) return
  const ids = call.id.map((place) => (typeof place === 'number' ? given[place] : names.keyword(node, place))).find((one) => one !== undefined && one !== null)
  if (ids === undefined || ids === null) return
  for (const id of new Set(names.valuesOf(ids))) {
    if (typeof id !== 'string' || !isHubId(id) || (call.library === 'datasets' && builders.has(id))) continue
    const setting = names.keyword(node, 'revision')
    const revision = setting === null ? undefined : names.constantOf(setting)
    const known = typeof revision === 'string' ? revision : null
    facts.loads.push({ library: libraryOf(bare) ?? call.library, id, revision: known, line: node.line })
    // A revision that is worked out elsewhere may be a commit.
    if (setting !== null && revision === undefined) continue
    if (!isPinned(revision)) sign(facts.unpinned, known === null ? id : `${id} at ${known}`)
  }
}

function libraryOf(path: string): string | null {
  const top = path.split('.')[0] ?? ''
  return aiLibraries.has(top) ? top : null
}

function isPinned(revision: PythonConstant | undefined): boolean {
  return typeof revision === 'string' && commit.test(revision)
}

/** `torch.hub.load('owner/name:ref', …)` runs `hubconf.py` of that repository. */
function torchHub(node: PythonNode, given: readonly PythonNode[], names: PythonNames, facts: PythonFacts, sign: (signs: Signs, what: string) => void): void {
  const source = names.keyword(node, 'source')
  if (source !== null && names.constantOf(source) === 'local') return
  const trust = names.keyword(node, 'trust_repo')
  if (trust !== null && names.valuesOf(trust).includes(true)) sign(facts.remoteCode, 'trust_repo=True')
  const place = given[0] ?? names.keyword(node, 'repo_or_dir')
  const whole = place === null ? undefined : names.constantOf(place)
  if (typeof whole !== 'string') return
  const [id = '', revision] = whole.split(':', 2)
  if (!isHubId(id) || sourceOf(node).length > 100_000) return
  facts.loads.push({ library: 'torch.hub', id, revision: revision ?? null, line: node.line })
  if (!isPinned(revision)) sign(facts.unpinned, whole)
}
