// An adapter's configuration: which model it is put on, and which of that model's parts it replaces.
import { bool, listOf, nullable, shape, string } from '../../core/shape.js'
import { format } from '../format.js'
import { hubId, hubUrl } from '../repo/hub.js'
import { documentOf, textIn, textsIn } from '../repo/json.js'

export default format({
  type: 'artifact.adapter',
  kind: 'artifact',
  props: shape({
    /** `LORA` and the like. */
    method: nullable(string),
    /** A hub id or a path. */
    base: nullable(string),
    revision: nullable(string),
    /** Whether the revision is a commit: a branch or a tag moves. */
    isPinned: bool,
    /** Whether the base is a folder of whoever trained it, which nobody else has. */
    isBaseLocal: bool,
    /** Whole modules that are stored with it and take the place of the base's own. */
    replaces: listOf(string),
  }),
  relates: { 'fine-tuned-from': ['hub.model'] },
  recognise: ({ name, bytes }) => (name === 'adapter_config.json' && bytes[0] === 0x7b ? 2 : 0),
  async read(file) {
    const config = await documentOf(file.content)
    const base = textIn(config, 'base_model_name_or_path')
    const revision = textIn(config, 'revision')
    return {
      props: {
        method: textIn(config, 'peft_type'), base, revision, isPinned: revision !== null && /^[0-9a-f]{40}$/.test(revision),
        isBaseLocal: base !== null && !hubId.test(base), replaces: textsIn(config, 'modules_to_save'),
      },
      edges: base !== null && hubId.test(base) ? [{ type: 'fine-tuned-from', target: 'hub.model', to: hubUrl(base), via: 'base_model_name_or_path' }] : [],
    }
  },
})
