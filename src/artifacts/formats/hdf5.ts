// HDF5 of any kind, weights of Keras among them: a file system in a file, whose links may lead out of it.
import { nullable, number, shape } from '../../core/shape.js'
import { format } from '../format.js'
import { mayBeHdf5 } from '../hdf5/looks.js'
import { findSignature, openHdf5, tellMissing } from '../hdf5/superblock.js'
import { walkHdf5 } from '../hdf5/walk.js'
import { signs } from '../sign.js'
import { orUnread } from '../unread.js'

export default format({
  type: 'artifact.hdf5',
  kind: 'artifact',
  props: shape({
    superblock: nullable(number),
    /** Bytes before the file proper, which HDF5 does not read. */
    userblock: number,
    groups: number,
    datasets: number,
    /** Links and data that are in other files. */
    externalLinks: signs,
  }),

  // Less sure than Keras: a model of Keras is told by an attribute, and is asked about first.
  recognise: (head) => (mayBeHdf5(head) === 'no' ? 0 : 2),
  confirm: async ({ content }) => await findSignature(content) !== null,

  async read({ content, budget, unread }) {
    const file = await orUnread(unread, '', () => openHdf5(content, budget))
    if (file !== undefined) tellMissing(file, unread)
    const walked = file === undefined ? undefined : await orUnread(unread, '', () => walkHdf5(file, budget, unread))
    return {
      props: {
        superblock: file?.version ?? null,
        userblock: file?.userblock ?? 0,
        groups: walked?.groups ?? 0,
        datasets: walked?.datasets ?? 0,
        externalLinks: walked?.external.list ?? [],
      },
    }
  },
})
