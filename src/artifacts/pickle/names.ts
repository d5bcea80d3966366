// The names a content imports, each judged once: what is known of it, and why.
import { Stopped } from '../unread.js'
import { buildsCode, dangerOf, isDangerousModule, isLoader, isRemote, reasons } from './dangerous.js'
import { frameworkOf, isFixed, isKnown, isKnownClass, isKnownReference } from './known.js'
import { renamed } from './opcodes.js'
import { standardLibrary } from './standard-library.js'
import { mostNames } from './values.js'

/**
 * `known`: harmless, called or not. `class`: harmless to rebuild; `reference`: harmless to mention. `judged`: its arguments
 * tell. The others are what their lists say.
 */
export type Verdict = 'known' | 'class' | 'reference' | 'judged' | 'dangerous' | 'loader' | 'code' | 'remote' | 'traversal' | 'framework' | 'unknown'

export interface Name {
  id: number
  /** As they stand in the file. */
  module: string
  name: string
  /** `module.name` as Python 3 knows it. */
  full: string
  /** The same as it stands in the file. */
  written: string
  verdict: Verdict
  why: string
  /** What it makes takes no items. */
  fixed: boolean
  /** Calls of it are kept with their arguments, which say something about what comes. */
  kept: boolean
}

/** Calls that are judged by what they are given; see calls.ts. */
export const judgedNames: ReadonlySet<string> = new Set([
  '_codecs.encode', 'copyreg._reconstructor', 'copyreg.__newobj__', 'copyreg.__newobj_ex__', 'functools.partial', 'builtins.getattr', 'builtins.setattr', 'builtins.type',
  'torch._tensor._rebuild_from_type_v2', 'torch._tensor._rebuild_from_type', 'torch.storage._load_from_bytes', 'jax._src.array._reconstruct_array', 'dill._dill._load_type',
])
/** Rebuilders of tensors: told for their shapes. */
const tensorNames = /^torch\._utils\._rebuild_(?:tensor|tensor_v2|tensor_v3|qtensor|meta_tensor_no_storage)$/
const arrayNames = /^(?:joblib\.numpy_pickle|sklearn\.externals\.joblib\.numpy_pickle)\.NumpyArrayWrapper$|^numpy\.dtype$/

const plainName = /^[^\W\d]\w*$/u

export class Names {
  readonly list: Name[] = []
  /** Of the first names, which are those that come again and again, by number: 1, a call of it needs no judging; 2, a rebuilding; 4, the state of what it made. */
  readonly quick = new Uint8Array(1024)
  private readonly numbers = new Map<string, number>()

  constructor(private readonly extraKnown: ReadonlySet<string>) {}

  /** The name, and whether it is met for the first time. */
  take(module: string, name: string): { name: Name; fresh: boolean } {
    const key = `${module}\n${name}`
    const known = this.list[this.numbers.get(key) ?? -1]
    if (known !== undefined) return { name: known, fresh: false }
    if (this.list.length >= mostNames) throw new Stopped('limit', `imports more than ${mostNames} names`)
    const written = `${module}.${name}`
    const full = `${renamed.get(module) ?? module}.${name}`
    const { verdict, why } = this.judge(renamed.get(module) ?? module, name, full, written)
    const made: Name = {
      id: this.list.length, module, name, full, written, verdict, why, fixed: isFixed(full),
      kept: verdict === 'judged' || tensorNames.test(full) || arrayNames.test(full),
    }
    this.list.push(made)
    this.numbers.set(key, made.id)
    if (!made.kept) this.quick[made.id] = verdict === 'known' ? 7 : verdict === 'class' && !full.startsWith('sklearn.') ? 6 : 0
    return { name: made, fresh: true }
  }

  private judge(module: string, name: string, full: string, written: string): { verdict: Verdict; why: string } {
    if (judgedNames.has(full)) return { verdict: 'judged', why: '' }
    if (isKnown(full) || isKnown(written)) return { verdict: 'known', why: '' }
    if (isRemote(module, name)) return { verdict: 'remote', why: 'remote calls of PyTorch' }
    if (isLoader(full) || isLoader(written)) return { verdict: 'loader', why: 'another deserialiser' }
    if (buildsCode(module, full)) return { verdict: 'code', why: 'builds functions and classes' }
    const through = traversalOf(module, name)
    const danger = dangerOf(module, name) ?? dangerOf(written.slice(0, -name.length - 1), name)
    if (danger !== undefined && through === null) return { verdict: 'dangerous', why: reasons[danger] }
    if (through !== null) return { verdict: 'traversal', why: through }
    if (this.extraKnown.has(full) || this.extraKnown.has(written)) return { verdict: 'known', why: '' }
    if (isKnownClass(full)) return { verdict: 'class', why: '' }
    if (isKnownReference(full)) return { verdict: 'reference', why: '' }
    const framework = frameworkOf(module)
    if (framework !== undefined) return { verdict: 'framework', why: `a name of ${framework} that is on no list` }
    if (module === '__main__') return { verdict: 'unknown', why: 'defined by whatever program loads the file' }
    const top = module.split('.', 1)[0] ?? ''
    return { verdict: 'unknown', why: standardLibrary.has(top) ? "a name of Python's own that is on no list" : 'on no list' }
  }
}

/** How a name leaves the module it claims to come from; null when it does not. */
function traversalOf(module: string, name: string): string | null {
  const parts = name.split('.')
  const hidden = [...parts, ...module.split('.').slice(1)].find((part) => part.length > 4 && part.startsWith('__') && part.endsWith('__'))
  if (hidden !== undefined && !(parts.length === 1 && judgedDunder.has(`${module}.${name}`))) return `goes through ${hidden}`
  const [first = ''] = parts
  if (parts.length === 1) {
    // A module handed out by another under its name; `array.array` and the like are classes.
    return isDangerousModule(first) && module !== first && !module.endsWith(`.${first}`) && !standardLibrary.has(module.split('.', 1)[0] ?? '')
      ? `is the module ${first}, handed out by ${module}` : null
  }
  const foreign = parts.slice(0, -1).find((part) => standardLibrary.has(part))
  if (foreign !== undefined) return `reaches the module ${foreign} through ${module}`
  if (!parts.every((part) => plainName.test(part))) return 'is no name that Python writes'
  // Nested classes begin with a capital; what does not is a module.
  return /^_*\p{Lu}/u.test(first) ? null : `goes through ${first} of ${module}`
}
const judgedDunder: ReadonlySet<string> = new Set(['builtins.__import__', '__builtin__.__import__', '__main__.__main__'])
