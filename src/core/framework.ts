// A framework of controls that rules point at, as its file in rules/frameworks tells it.

/**
 * How a rule bears on a control: `direct` where the control asks for the very setting that the rule judges, `supporting`
 * where it asks for more than any setting can show, such as a process or an outcome.
 */
export type MappingStrength = 'direct' | 'supporting'

export interface FrameworkControl {
  id: string
  title: string
  mapping: MappingStrength
  /** False: from memory, not seen in the source; never to be shown as authoritative. */
  verified: boolean
}

export interface FrameworkInfo {
  /** The file's name without `.yaml`. */
  id: string
  name: string
  version: string
  /** How to cite it. */
  citation: string
  verified: boolean
  /** In the order of the framework. */
  controls: FrameworkControl[]
}
