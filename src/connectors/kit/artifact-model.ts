// Models by what they are, not by where they lie: the same digest in two folders, or in a folder and a bucket, is one model.
import { weightTypes } from '../../artifacts/repo/weights.js'
import type { Found } from '../../artifacts/inspect.js'
import type { Json, RelationType } from '../../core/index.js'
import { nullable, number, shape, string, type Infer } from '../../core/shape.js'
import type { Edge, Emission, GapMark } from './collector.js'

export const modelType = 'artifact.model'

export const modelShape = shape({
  /** Type of the file that holds it, without its family: `gguf`. */
  format: string,
  /** Bytes. */
  size: number,
  sha256: nullable(string),
  parameters: nullable(number),
  /** As the format words it: `Q4_K_M`, `bf16`. */
  quantisation: nullable(string),
  architecture: nullable(string),
  licence: nullable(string),
})

export const modelRelates: Partial<Record<RelationType, readonly string[]>> = {
  'stored-in': [...weightTypes].toSorted((a, b) => (a < b ? -1 : 1)), 'published-to': ['artifact.repo'],
}

/** Where the file of a model is. */
export interface ModelFile {
  /** Id of the file's own asset. */
  id: string
  /** Stands in the model's id where there is no digest. */
  path: string
  /** The gap that hides its digest. */
  unhashed?: GapMark
  edges?: readonly (Edge | null)[]
}

/** The model that a file of weights holds. */
export function modelOf(one: Found, { id, path, unhashed, edges = [] }: ModelFile): Emission<typeof modelShape> {
  const sha256 = textOf(one, 'sha256')
  const props: Infer<typeof modelShape> = {
    format: one.type.slice(one.type.indexOf('.') + 1), size: one.size, sha256, parameters: numberOf(one, 'parameters'),
    quantisation: textOf(one, 'quantisation'), architecture: textOf(one, 'architecture'), licence: textOf(one, 'licence'),
  }
  return {
    id: sha256 === null ? `model:${path}` : `model:sha256:${sha256}`, name: path.slice(path.lastIndexOf('/') + 1),
    props: { ...props, sha256: unhashed ?? sha256 },
    edges: [{ type: 'stored-in', target: one.type, to: id, via: 'path' }, ...edges],
  }
}

function textOf({ props }: Found, name: string): string | null {
  const value: Json | undefined = props?.[name]
  return typeof value === 'string' ? value : null
}

function numberOf({ props }: Found, name: string): number | null {
  const value: Json | undefined = props?.[name]
  return typeof value === 'number' ? value : null
}
