// Keras models in HDF5, the format before .keras: the configuration is an attribute of the root, the weights are datasets.
import { nullable, number, shape, string } from '../../core/shape.js'
import type { Bytes } from '../bytes.js'
import { format } from '../format.js'
import { attributesOf, type Attribute } from '../hdf5/attributes.js'
import { mayBeHdf5 } from '../hdf5/looks.js'
import { readObjectHeader } from '../hdf5/object-header.js'
import { openHdf5, tellMissing } from '../hdf5/superblock.js'
import { walkHdf5 } from '../hdf5/walk.js'
import { kerasFields, noFacts, propsOf, readConfig } from '../keras/config.js'
import type { Budget } from '../limits.js'
import { shown, Signs, signs } from '../sign.js'
import { orUnread, Stopped } from '../unread.js'

const configurations: ReadonlySet<string> = new Set(['model_config', 'training_config'])

export default format({
  type: 'artifact.keras_h5',
  kind: 'artifact',
  props: shape({
    ...kerasFields,
    /** `tensorflow`, `torch`, `jax` or, in old files, `theano`. */
    backend: nullable(string),
    superblock: nullable(number),
    datasets: number,
    /** Of all lambdas and imports, what safe mode refuses in .keras and older loaders of .h5 do not even ask about. */
    unguarded: signs,
    /** Links and data that are in other files. */
    externalLinks: signs,
  }),

  recognise: (head) => (mayBeHdf5(head) === 'no' ? 0 : 3),
  confirm: async ({ content, budget }) => await hasModel(content, budget),

  async read({ content, budget, unread }) {
    const facts = noFacts()
    const file = await orUnread(unread, '', () => openHdf5(content, budget))
    if (file !== undefined) tellMissing(file, unread)
    const walked = file === undefined ? undefined : await orUnread(unread, '', () => walkHdf5(file, budget, unread))
    const attributes = walked?.attributes ?? []
    for (const { name, value } of attributes) {
      if (!configurations.has(name)) continue
      const text = textOf(value)
      await orUnread(unread, name, () => {
        if (text === null) throw new Stopped('unsupported', `holds a ${name} that is no text`)
        readConfig(new TextEncoder().encode(text), name, budget, facts)
      })
    }
    facts.compiled ||= attributes.some(({ name }) => name === 'training_config')
    const unguarded = new Signs()
    for (const { what, member, offset, detail } of [...facts.lambdas.list, ...facts.foreignModules.list, ...facts.gadgets.list]) {
      unguarded.add(what, { member, offset, detail })
    }
    return {
      props: {
        ...propsOf(facts, named(attributes, 'keras_version')),
        backend: named(attributes, 'backend'),
        superblock: file?.version ?? null,
        datasets: walked?.datasets ?? 0,
        unguarded: unguarded.list,
        externalLinks: walked?.external.list ?? [],
      },
    }
  },
})

/** Whether the root has a model's configuration. What cannot be read so far is for the reader of plain HDF5 to tell. */
async function hasModel(content: Bytes, budget: Budget): Promise<boolean> {
  try {
    const file = await openHdf5(content, budget)
    for await (const { name } of attributesOf(file, await readObjectHeader(file, file.root))) if (name === 'model_config') return true
    return false
  } catch (error) {
    if (error instanceof Stopped) return false
    throw error
  }
}

/** Old writers cut a long configuration into several texts. */
function textOf(value: Attribute['value']): string | null {
  if (typeof value === 'string') return value
  return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value.join('') : null
}

function named(attributes: readonly Attribute[], name: string): string | null {
  const text = textOf(attributes.find((one) => one.name === name)?.value ?? null)
  return text === null ? null : shown(text)
}
