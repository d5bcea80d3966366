// What may be wrong with a container, whatever its format: the signs that each reader of one fills.
import { Signs } from '../sign.js'

export interface ContainerSigns {
  /** Where headers contradict each other, the data, or the shape of every archive that a tool writes. */
  tampering: Signs
  duplicates: Signs
  escapes: Signs
  bombs: Signs
  executables: Signs
}

export function containerSigns(): ContainerSigns {
  return { tampering: new Signs(), duplicates: new Signs(), escapes: new Signs(), bombs: new Signs(), executables: new Signs() }
}
