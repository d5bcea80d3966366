// `aispm words`: lists for completion, one word a line. Hidden: only scripts ask for it.
import { UsageError } from '../../core/errors.js'
import { allRules, frameworks, installed } from '../../installed.js'
import { print } from '../print.js'
import { asked, type Asked } from '../words.js'

const lists: Readonly<Record<Asked, () => Promise<string[]>>> = {
  rules: async () => (await allRules([])).map(({ doc }) => doc.id),
  frameworks: async () => [...(await frameworks()).keys()],
  types: async () => [...(await installed(undefined, true)).types.keys()],
}

export default async function words(of: string): Promise<void> {
  const known = asked.find((word) => word === of)
  if (known === undefined) throw new UsageError(`there is no list of "${of}"`, `one of: ${asked.join(', ')}`)
  await print((await lists[known]()).toSorted().map((word) => `${word}\n`))
}
