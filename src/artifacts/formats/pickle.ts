// Pickles, of any protocol and under any name: what they import, call and build when somebody loads them.
import { shape } from '../../core/shape.js'
import { format } from '../format.js'
import { isTorchLegacy, looksLikePickle, mayBePickle, PickleFacts, pickleFields } from '../pickle/facts.js'

export default format({
  type: 'artifact.pickle',
  kind: 'artifact',
  props: shape(pickleFields),

  recognise({ bytes, size }) {
    if (looksLikePickle(bytes)) return isTorchLegacy(bytes) ? 0 : 3
    return mayBePickle(bytes, size) ? 2 : 0
  },

  /** Streams that begin with a long constant and have no mark: they are pickles if they import something, or end well. */
  async confirm(file) {
    if (looksLikePickle(file.bytes)) return true
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
