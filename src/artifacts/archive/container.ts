// The signs that every container may carry, whatever model is in it: one set of properties for all formats that use one.
import { signs, type Sign, type Signs } from '../sign.js'

export const containerFields = {
  /** Where headers contradict each other or the data. */
  tampering: signs,
  duplicates: signs,
  /** Members that an unpacking tool would write elsewhere. */
  escapes: signs,
  bombs: signs,
  /** Programs and scripts among the members. */
  executables: signs,
}

type Name = keyof typeof containerFields

/** To be called last: opening members finds more. */
export function containerSigns(container: Record<Name, Signs>): Record<Name, Sign[]> {
  const { tampering, duplicates, escapes, bombs, executables } = container
  return { tampering: tampering.list, duplicates: duplicates.list, escapes: escapes.list, bombs: bombs.list, executables: executables.list }
}
