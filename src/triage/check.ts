// Refuses settings that name what does not exist: an ignore with a slip in it would be heeded by nobody, in silence.
import { nearest, UsageError, type RuleDoc, type Triage } from '../core/index.js'
import { isLike } from './wildcard.js'

/** `docs`: every rule there is, whether it runs or not. `providers`: the words that scopes begin with. */
export function checkTriage({ ignores, severities, owners }: Triage, docs: readonly RuleDoc[], providers: readonly string[]): void {
  const ids = docs.flatMap(({ id, aliases }) => [id, ...aliases])
  const known = (pattern: string, where: string, key: string): void => {
    if (ids.some((id) => isLike(pattern, id))) return
    const meant = pattern.includes('*') ? undefined : nearest(pattern, ids)
    throw new UsageError(`${where}  ${key}: no rule "${pattern}"; nothing was judged`, meant === undefined ? 'aispm rules lists them all' : `did you mean ${meant}?`)
  }
  const provided = (pattern: string, where: string): void => {
    const [word = ''] = pattern.split(':', 1)
    if (providers.includes(word)) return
    const meant = nearest(word, providers)
    throw new UsageError(`${where}  scope: "${pattern}" begins with no provider; nothing was judged`, meant === undefined ? `one of: ${providers.join(', ')}` : `did you mean ${meant}?`)
  }
  for (const { rules, scopes, where } of ignores) {
    for (const rule of rules) known(rule, where, 'ignores')
    for (const scope of scopes) provided(scope, where)
  }
  for (const { rule, where } of severities) known(rule, where, 'severity')
  for (const { scope } of owners.scopes) provided(scope, 'owners.scopes:')
}
