// What the pickles of one file are and do: the properties that every format holding pickles has, filled member by member.
import { listOf, number, oneOf, string, type Infer, type RecordShape } from '../../core/shape.js'
import type { Bytes } from '../bytes.js'
import type { Budget } from '../limits.js'
import { Signs, signs, type Sign } from '../sign.js'
import { orUnread, type Unread } from '../unread.js'
import { Walk } from './walk.js'

export { isTorchLegacy, looksLikePickle, mayBePickle, passesForPickle } from './probe.js'

export const pickleFields = {
  /** The worst of what follows, in a word. */
  verdict: oneOf('dangerous', 'suspicious', 'incomplete', 'safe'),
  streams: number,
  protocols: listOf(number),
  opcodes: number,
  /** `module.name`, each once, the first 200, sorted. */
  imports: listOf(string),
  /** Names that run code, commands or native libraries, or reach files or the network. */
  dangerousImports: signs,
  /** Calls of such names, with what they are called with. */
  dangerousCalls: signs,
  /** Names on no list. */
  unknownImports: signs,
  /** Names made while loading, and calls of what another call returns. */
  dynamicImports: signs,
  /** Names that go through a module or class to something else: `torch.serialization` and then `os.system`. */
  traversals: signs,
  /** Attributes or items set on an imported module, class or function. */
  overwrites: signs,
  /** Items set on, or appended to, what is no container. */
  wrongTargets: signs,
  /** Names by number of the `copyreg` registry, which stands in no file. */
  extensionCodes: signs,
  /** Pickles, archives or programs in a constant. */
  nestedPayloads: signs,
  /** Calls of other deserialisers. */
  nestedLoaders: signs,
  /** Functions and code objects that are built while loading. */
  codeObjects: signs,
  /** Streams that end early or break. */
  brokenStreams: signs,
  /** What follows the end of a stream and belongs to no known layout. */
  trailing: signs,
  /** Protocol marks that contradict each other. */
  anomalies: signs,
  /** Small on disk, endless in memory. */
  bombs: signs,
  /** Persistent ids that are no storages of PyTorch. */
  persistentIds: signs,
  /** Names of PyTorch's remote calls. */
  remoteModules: signs,
  /** What stands behind an inline array, where readers that do not know joblib have stopped. */
  arrayGaps: signs,
  /** Classes of scikit-learn and its like that are rebuilt. */
  estimators: listOf(string),
  /** Functions that an estimator carries and that are no known ones. */
  estimatorCode: signs,
  /** Text-protocol pickles under the name of something that holds no code. */
  disguised: signs,
}
export type PickleProps = Infer<RecordShape<typeof pickleFields>>
type Found = { [K in keyof PickleProps as PickleProps[K] extends Sign[] ? K : never]: Signs }

const dangerous: readonly (keyof Found)[] = [
  'dangerousCalls', 'nestedLoaders', 'traversals', 'dynamicImports', 'overwrites', 'remoteModules', 'nestedPayloads', 'dangerousImports',
]
const suspicious: readonly (keyof Found)[] = [
  'unknownImports', 'extensionCodes', 'wrongTargets', 'codeObjects', 'brokenStreams', 'trailing', 'bombs', 'persistentIds', 'estimatorCode', 'arrayGaps', 'disguised',
]
const lists: readonly (keyof Found)[] = [...dangerous, ...suspicious, 'anomalies']
const mostImports = 200

/** How the streams of a content are laid out. */
export type Layout = 'plain' | 'joblib' | 'torch-legacy' | 'torch-zip' | 'numpy'

export interface How {
  /** Path within the file, as signs show it; empty for the file itself. */
  member: string
  budget: Budget
  unread: Unread[]
  /** Where the first stream starts. */
  from?: number
  kind?: Layout
  /** Torch zip: the storages there are, by key, and their bytes. */
  storages?: ReadonlyMap<string, number> | undefined
  /** Exact names (`module.name`) that the user trusts. */
  extraKnown?: ReadonlySet<string>
  /** Name of the file, for text-protocol pickles under a passive one. */
  name?: string
  /** Takes archives found in constants, usually the `contains` of the opened file. */
  contains?: (member: string, content: Bytes) => Promise<void>
}

export class PickleFacts {
  readonly found: Found = {
    dangerousImports: new Signs(), dangerousCalls: new Signs(), unknownImports: new Signs(), dynamicImports: new Signs(),
    traversals: new Signs(), overwrites: new Signs(), wrongTargets: new Signs(), extensionCodes: new Signs(),
    nestedPayloads: new Signs(), nestedLoaders: new Signs(), codeObjects: new Signs(), brokenStreams: new Signs(),
    trailing: new Signs(), anomalies: new Signs(), bombs: new Signs(), persistentIds: new Signs(), remoteModules: new Signs(),
    arrayGaps: new Signs(), estimatorCode: new Signs(), disguised: new Signs(),
  }
  streams = 0
  opcodes = 0
  readonly protocols = new Set<number>()
  readonly imports = new Set<string>()
  readonly estimators = new Set<string>()
  /** Tensors that PyTorch's rebuild calls make, and their elements in all. */
  tensors = 0
  elements = 0
  /** Something was left unread. */
  incomplete = false

  /** Walks all streams of a content. May be called for several members of a file. */
  async read(content: Bytes, how: How): Promise<void> {
    await this.within(content, how, 0)
  }

  /** The same for what stands in a constant, so many pickles deep. */
  async within(content: Bytes, how: How, level: number): Promise<void> {
    const before = how.unread.length
    await orUnread(how.unread, how.member, () => new Walk(content, { ...how }, this, level).run())
    if (how.unread.length > before) this.incomplete = true
  }

  /** For a pickle within this one, which is told apart. */
  blank(): PickleFacts {
    return new PickleFacts()
  }

  /** Takes over what a pickle within this one was found to do. */
  merge(inner: PickleFacts): void {
    for (const name of lists) for (const sign of inner.found[name].list) this.found[name].add(sign.what, sign)
    for (const one of inner.imports) if (this.imports.size < mostImports) this.imports.add(one)
    for (const one of inner.estimators) this.estimators.add(one)
    this.tensors += inner.tensors
    this.elements += inner.elements
  }

  /** The worst sign in one line; null when there is none. */
  worst(): string | null {
    for (const name of [...dangerous, ...suspicious]) {
      const [sign] = this.found[name].list
      if (sign !== undefined) return sign.what
    }
    return null
  }

  get verdict(): 'dangerous' | 'suspicious' | 'incomplete' | 'safe' {
    if (dangerous.some((name) => this.found[name].list.length > 0)) return 'dangerous'
    if (suspicious.some((name) => this.found[name].list.length > 0)) return 'suspicious'
    return this.incomplete ? 'incomplete' : 'safe'
  }

  props(): PickleProps {
    const { found } = this
    return {
      verdict: this.verdict, streams: this.streams, protocols: [...this.protocols].sort((a, b) => a - b), opcodes: this.opcodes,
      imports: [...this.imports].sort(), estimators: [...this.estimators].sort(),
      dangerousImports: found.dangerousImports.list, dangerousCalls: found.dangerousCalls.list, unknownImports: found.unknownImports.list,
      dynamicImports: found.dynamicImports.list, traversals: found.traversals.list, overwrites: found.overwrites.list,
      wrongTargets: found.wrongTargets.list, extensionCodes: found.extensionCodes.list, nestedPayloads: found.nestedPayloads.list,
      nestedLoaders: found.nestedLoaders.list, codeObjects: found.codeObjects.list, brokenStreams: found.brokenStreams.list,
      trailing: found.trailing.list, anomalies: found.anomalies.list, bombs: found.bombs.list, persistentIds: found.persistentIds.list,
      remoteModules: found.remoteModules.list, arrayGaps: found.arrayGaps.list, estimatorCode: found.estimatorCode.list,
      disguised: found.disguised.list,
    }
  }
}
