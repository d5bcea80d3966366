// Chat templates of one folder: what the tokenizer says and what the quantised files carry ought to be the same.
import type { Folder } from '../folder.js'
import type { Signs } from '../sign.js'
import type { Json } from '../../core/index.js'

export interface Named {
  /** File, and the template's name where it has one. */
  where: string
  name: string
  hash: string
}

/** Templates that inspection found in the files of a folder. */
export function templatesIn(folder: Folder): Named[] {
  return folder.files.flatMap((file) => folder.found(file.name).flatMap(({ props }) => namedIn(props?.['chatTemplates']).map((one) => ({ ...one, where: file.name }))))
}

function namedIn(templates: Json | undefined): { name: string; hash: string }[] {
  return (Array.isArray(templates) ? templates : []).flatMap((one) =>
    (typeof one === 'object' && one !== null && !Array.isArray(one) && typeof one['hash'] === 'string' ? [{ name: typeof one['name'] === 'string' ? one['name'] : 'default', hash: one['hash'] }] : []))
}

/** Files that disagree about the template of one name. */
export function templateConflicts(templates: readonly Named[], into: Signs): void {
  const first = new Map<string, Named>()
  for (const template of templates) {
    const other = first.get(template.name)
    if (other === undefined) first.set(template.name, template)
    else if (other.hash !== template.hash) into.add(template.where, { detail: `its template "${template.name}" is another than that of ${other.where}` })
  }
}
