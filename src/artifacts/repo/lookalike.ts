// Names of publishers that are almost those of well-known ones: what typosquatters count on.

/** Publishers whose models are fetched most often. */
const wellKnown = [
  'meta-llama', 'mistralai', 'google', 'openai', 'openai-community', 'microsoft', 'facebook', 'huggingface', 'sentence-transformers', 'stabilityai',
  'black-forest-labs', 'deepseek-ai', 'bigscience', 'bigcode', 'tiiuae', 'nvidia', 'allenai', 'cohereforai', 'ibm-granite', 'apple', 'baai',
  'thebloke', 'unsloth', 'bartowski', 'lmstudio-community', 'intfloat', 'cross-encoder', 'distilbert', 'google-bert', 'facebookai', 'eleutherai',
  'databricks', 'anthropic', 'salesforce', 'moonshotai', 'zai-org', 'xai-org', 'runwayml', 'compvis', 'timm', 'pyannote', 'coqui', 'qwen',
]
const known = new Set(wellKnown)
/** Signs that pass for letters. */
const confusable = new Map([['0', 'o'], ['1', 'l'], ['3', 'e'], ['5', 's'], ['а', 'a'], ['е', 'e'], ['о', 'o'], ['р', 'p'], ['с', 'c'], ['і', 'i'], ['ӏ', 'l']])

/** The publisher that `owner` is mistaken for, or null. One that is well known itself is mistaken for nobody. */
export function lookalikeOf(owner: string): string | null {
  const name = owner.toLowerCase()
  if (known.has(name) || name.length < 5) return null
  const plain = name.replaceAll(/[0135аеорсіӏ]/g, (c) => confusable.get(c) ?? c)
  return wellKnown.find((other) => other.length >= 5 && (plain === other || squeezed(plain) === squeezed(other) || isOneEditAway(plain, other))) ?? null
}

function squeezed(name: string): string {
  return name.replaceAll(/[-_.]/g, '')
}

/** One letter more, less, other, or two swapped. */
function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  const [restA, restB] = [a.slice(start), b.slice(start)]
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
    || (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
}
