// model.safetensors.index.json: the table that a sharded model is put together by.
import { listOf, nullable, number, shape, string } from '../../core/shape.js'
import { format } from '../format.js'
import { compareShards, readIndex } from '../safetensors/index-file.js'
import { Signs, signs, shown } from '../sign.js'
import { orUnread } from '../unread.js'

const shardsKept = 200

export default format({
  type: 'artifact.safetensors_index',
  kind: 'artifact',
  props: shape({
    tensors: nullable(number),
    /** The first files that it names. */
    shards: listOf(string),
    /** Bytes of all tensors, as it says. */
    totalSize: nullable(number),
    /** Where it and the shards disagree, and shards that lie elsewhere or are not there. */
    mismatches: signs,
  }),

  recognise: ({ bytes, name, extension }) => {
    if (name.endsWith('.safetensors.index.json')) return 3
    if (extension !== '.json' || bytes[0] !== 0x7b) return 0
    const head = new TextDecoder('latin1').decode(bytes)
    return head.includes('"weight_map"') && /\.safetensors"/.test(head) ? 3 : 0
  },

  async read(file) {
    const mismatches = new Signs()
    const index = await orUnread(file.unread, '', () => readIndex(file, mismatches))
    if (index !== undefined) await orUnread(file.unread, '', () => compareShards(file, index, mismatches))
    return {
      props: {
        tensors: index?.map.size ?? null,
        shards: index?.shards.slice(0, shardsKept).map((shard) => shown(shard)) ?? [],
        totalSize: index?.totalSize ?? null,
        mismatches: mismatches.list,
      },
    }
  },
})
