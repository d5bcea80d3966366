// Pickles, of any protocol and under any name: what they import, call and build when somebody loads them.
import { shape } from '../../core/shape.js'
import { format } from '../format.js'
import { isTorchLegacy, looksLikePickle, mayBePickle, passesForPickle, PickleFacts, pickleFields } from '../pickle/facts.js'

/** Names that pickles have. */
const named: ReadonlySet<string> = new Set(['.pkl', '.pickle', '.p', '.joblib', '.dill', '.sav', '.pt', '.pth', '.ckpt'])

export default format({
  type: 'artifact.pickle',
  kind: 'artifact',
  props: shape(pickleFields),

  recognise({ bytes, size, extension }) {
    if (looksLikePickle(bytes)) return isTorchLegacy(bytes) ? 0 : 3
    if (named.has(extension) && passesForPickle(bytes)) return 2
    return mayBePickle(bytes, size) ? 2 : 0
  },

  /** Streams that begin with a long constant and have no mark: they are pickles if they import something, or end well. */
  async confirm(file) {
    if (looksLikePickle(file.bytes) || (named.has(file.extension) && passesForPickle(file.bytes))) return true
    const facts = new PickleFacts()
    await facts.read(file.content, { member: '', budget: file.budget, unread: [] })
    return facts.imports.size > 0 || facts.found.brokenStreams.list.length === 0
  },

  async read(file) {
    const facts = new PickleFacts()
    await facts.read(file.content, {
      member: '', budget: file.budget, unread: file.unread, name: file.name, contains: (member, content) => file.contains(member, content),
    })
    return { props: facts.props() }
  },
})
