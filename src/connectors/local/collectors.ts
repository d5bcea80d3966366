// The collectors of a folder: one for each format, all fed by one reading of the tree.
import { fileCollector, fileTypes, type FileKeeper } from '../kit/artifact-collectors.js'
import type { AnyCollector } from '../kit/collector.js'
import { read } from './calls.js'
import { discoverCollectors } from '../kit/discover.js'
import { files, idOf } from './files.js'
import { allFormats } from '../kit/formats.js'

const keeper: FileKeeper = {
  read: files, call: read,
  idOf,
}

export async function localCollectors(): Promise<AnyCollector[]> {
  const { formats, folders } = await allFormats()
  return [...fileTypes(formats, folders).map((type) => fileCollector(type, keeper)), ...await discoverCollectors('local')]
}
