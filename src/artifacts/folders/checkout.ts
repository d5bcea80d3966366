// The scanned folder as a whole: what is true of nearly every model in it is told once, and not once a model.
import { number, shape } from '../../core/shape.js'
import { folderFormat } from '../folder.js'
import { Signs, signs } from '../sign.js'
import { Stopped } from '../unread.js'

export default folderFormat({
  type: 'artifact.checkout',
  kind: 'registry',
  props: shape({
    /** Folders that hold a model. */
    models: number,
    /** Those of them that carry a signature, whoever made it. */
    signed: number,
    unsigned: signs,
  }),
  isSummary: true,
  recognise: ({ types }) => types.has('artifact.repo'),
  read(folder) {
    const repos = folder.folders.filter(({ type }) => type === 'artifact.repo')
    const unsigned = new Signs()
    let signed = 0
    for (const { path, props } of repos) {
      const signedWith = props?.['signedWith']
      // Of a folder that could not be read nobody knows whether it is signed.
      if (!Array.isArray(signedWith)) throw new Stopped('unreadable', `${path} could not be read`)
      if (signedWith.length > 0) signed += 1
      else unsigned.add(path)
    }
    return Promise.resolve({ props: { models: repos.length, signed, unsigned: unsigned.list } })
  },
})
