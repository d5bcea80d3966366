// Licences as their authors declare them: by SPDX id where the words are one, else by name.
import type { Asset } from '../../core/index.js'
import { textOf } from './fact.js'

/** SPDX ids whose lower-case form hubs use in the front matter of a card; ambiguous ones, such as `gpl-3.0`, are names. */
const spdx = new Map([
  'Apache-2.0', 'MIT', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MPL-2.0', 'EPL-2.0', 'Unlicense', 'WTFPL', 'Zlib', 'AFL-3.0', 'Artistic-2.0', 'BSL-1.0',
  'CC0-1.0', 'CC-BY-2.0', 'CC-BY-2.5', 'CC-BY-3.0', 'CC-BY-4.0', 'CC-BY-SA-3.0', 'CC-BY-SA-4.0', 'CC-BY-NC-3.0', 'CC-BY-NC-4.0', 'CC-BY-ND-4.0',
  'CC-BY-NC-ND-3.0', 'CC-BY-NC-ND-4.0', 'CC-BY-NC-SA-3.0', 'CC-BY-NC-SA-4.0', 'CDLA-Permissive-1.0', 'CDLA-Permissive-2.0', 'CDLA-Sharing-1.0',
  'ODbL-1.0', 'PDDL-1.0', 'ODC-By-1.0', 'MS-PL', 'ECL-2.0', 'EUPL-1.1', 'EUPL-1.2', 'OSL-3.0', 'PostgreSQL', 'NCSA', 'OFL-1.1', 'LPPL-1.3c',
].map((id) => [id.toLowerCase(), id]))

export function licencesOf(asset: Asset): object[] | undefined {
  const declared = textOf(asset, 'licence', 'license')
  if (declared === undefined) return undefined
  const id = spdx.get(declared.toLowerCase())
  return [{ license: { ...(id === undefined ? { name: declared } : { id }), acknowledgement: 'declared' } }]
}
