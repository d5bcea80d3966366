// Pointers of Git LFS: the file that a repository names, not the file itself.
import { lfsPointer } from '../file-facts/lfs.js'
import { format } from '../format.js'
import { number, shape, string } from '../../core/shape.js'
import { Stopped } from '../unread.js'

export default format({
  type: 'artifact.lfs_pointer',
  kind: 'artifact',
  props: shape({
    /** SHA-256 of the file that is meant. */
    oid: string,
    /** Its bytes. */
    bytes: number,
  }),
  recognise: (head) => (lfsPointer(head.bytes, head.size) === null ? 0 : 3),
  read(file) {
    const pointer = lfsPointer(file.bytes, file.size)
    if (pointer === null) throw new Stopped('malformed', 'is no Git LFS pointer')
    return Promise.resolve({ props: { oid: pointer.oid, bytes: pointer.size } })
  },
})
