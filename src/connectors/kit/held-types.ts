// The types of files as a store of objects has them: declared like those of a folder, and emitted by whoever reads the objects.
import { fileTypes } from './artifact-collectors.js'
import { modelRelates, modelShape, modelType } from './artifact-model.js'
import type { AnyCollector } from './collector.js'
import { allFormats } from './formats.js'

/** The word of `--with` that takes a scan into the objects of a store. */
export const heldWith = 'artifacts'

/** `store`: the type of the objects in which the files lie. */
export async function heldTypes(store: string): Promise<AnyCollector[]> {
  const { formats } = await allFormats()
  const common = { service: 'files', per: 'account', calls: {}, with: heldWith, held: true } as const
  return [
    ...fileTypes(formats, []).map(({ type, kind, fields, relates = {} }): AnyCollector => ({
      ...common, type, kind, props: { is: 'record', fields }, relates: { ...relates, 'stored-in': [...relates['stored-in'] ?? [], store] },
    })),
    { ...common, type: modelType, kind: 'model', props: modelShape, relates: modelRelates },
  ]
}
