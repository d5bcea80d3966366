// `aispm rules new`: a rule of one's own that works as it stands.
import { join } from 'node:path'
import { readConfigFile } from '../../config/file.js'
import { kinds, nearest, UsageError } from '../../core/index.js'
import { allRules, installed } from '../../installed.js'
import { editorLine } from '../editor-line.js'
import { inert } from '../inert.js'
import { writeNew } from '../new-file.js'
import { print } from '../print.js'
import { ruleDraft } from '../rule-draft.js'

interface Flags {
  on: string
  dir?: string
  print?: boolean
  config?: string
}

export default async function newRule(id: string, flags: Flags): Promise<void> {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$/.test(id)) {
    throw new UsageError(`"${id}" is no id for a rule: small letters and digits, words joined by hyphens; nothing was written`, 'write it like orchard-bucket-unversioned')
  }
  const { types } = await installed(undefined, true)
  const type = types.get(flags.on)
  if (type === undefined) throw unknownType(flags.on, types.keys())
  if ((await allRules([])).some(({ doc }) => doc.id === id || doc.aliases.includes(id))) throw new UsageError(`${id} is the id of a rule that comes with aispm; nothing was written`, `aispm explain ${id}`)
  const file = await readConfigFile(flags.config, process.cwd())
  const folder = flags.dir ?? file.ruleDirs[0] ?? 'rules'
  const text = ruleDraft(id, type, editorLine('rule', folder))
  if (text === undefined) throw new UsageError(`${type.type} has no property that a first rule could judge; nothing was written`)
  if (flags.print === true) return print(text)
  const path = join(folder, `${id}.yaml`)
  await writeNew(path, text, { hint: 'choose another id, or --print' })
  const known = file.ruleDirs.includes(folder)
  await print(inert(`wrote ${path}\n\nnext:\n  aispm rules test ${folder}\n  aispm scan ${known ? `--rules ${id}` : `--rules ${id} --rules-dir ${folder}`}\n`))
}

function unknownType(word: string, types: Iterable<string>): UsageError {
  const known = [...types]
  const isKind = kinds.some((kind) => kind === word)
  const meant = nearest(word, known)
  const near = known.filter((type) => type.includes(word.split('.').at(-1) ?? word)).toSorted().slice(0, 6)
  const hint = meant !== undefined ? `did you mean ${meant}?` : near.length > 0 ? `one of: ${near.join(', ')}` : 'aispm schema inventory'
  return new UsageError(`${isKind ? `${word} is a kind; a first rule judges one type` : `no asset has the type "${word}"`}; nothing was written`, hint)
}
