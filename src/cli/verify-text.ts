// The answer about a signed model as people read it: yes, no or incomplete, who signed what, and what is not as it was.
import type { Sign } from '../artifacts/sign.js'
import { isNeverSigned } from '../artifacts/signature/names.js'
import type { Verification } from '../artifacts/signature/verification.js'
import { count } from '../core/index.js'
import { printable } from '../reporters/kit/printable.js'
import { hang, wrap } from '../reporters/text/wrap.js'
import type { Page } from './page.js'

const answerWidth = 12
const labelWidth = 14
/** Of each kind, in text; JSON has them all. */
const told = 10

export function verificationText(path: string, one: Verification, page: Page): string {
  const sentence = { yes: `${path} is what was signed`, no: `${path} is not what somebody trusted has signed`, incomplete: `whether ${path} is what was signed cannot be said` }[one.answer]
  const word = one.answer.padEnd(answerWidth)
  const lines = [
    ...hang(one.answer === 'incomplete' ? page.blind(word) : page.bold(word), answerWidth, wrap(printable(sentence), page.width - answerWidth)),
    ...label('because', reasonOf(one), page), '',
    ...label('signed by', signer(one), page),
    ...(one.identity.issuer === null ? [] : label('vouched by', one.identity.issuer, page)),
    ...label('method', method(one), page),
    ...label('covers', covers(one), page),
    ...label('signature', one.bundle, page),
    ...(one.trustedRoot === null ? [] : label('trusted root', rootWords(one.trustedRoot), page)),
  ]
  const { changed, missing, extra, unread } = one.files
  const groups: [string, readonly Sign[]][] = [
    ['Changed since', changed], ['Signed, and missing', missing], ['Not signed', extra],
    ['Not read', unread.map(({ member, what, offset }) => ({ what: member, member: '', offset: offset ?? null, detail: what }))], ['The signature says less than it seems to', one.weak],
  ]
  for (const [title, list] of groups) if (list.length > 0) lines.push('', page.bold(title), ...list.slice(0, told).flatMap((sign) => row(sign, page)), ...(list.length > told ? [page.dim(`  and ${list.length - told} more (-o json lists them)`)] : []))
  return `${lines.join('\n')}\n`
}

function label(name: string, text: string, page: Page): string[] {
  return hang(`  ${page.dim(name.padEnd(labelWidth))}`, labelWidth + 2, wrap(printable(text), page.width - labelWidth - 2))
}

function row({ what, detail }: Sign, page: Page): string[] {
  return [`  ${printable(what)}`, ...wrap(printable(detail), page.width - 4).map((line) => page.dim(`    ${line}`))]
}

/** The first thing that decides. */
function reasonOf({ answer, signature, why, identity, files, scope, expired }: Verification): string {
  if (signature !== 'valid' || identity.state !== 'trusted') return why
  const wrong = [
    ...(files.changed.length > 0 ? [`${count(files.changed.length, 'file')} changed`] : []), ...(files.missing.length > 0 ? [`${count(files.missing.length, 'file')} missing`] : []),
    ...(files.extra.length > 0 && answer !== 'yes' ? [`${count(files.extra.length, 'file')} that nobody signed`] : []), ...(expired ? [why] : []),
    ...(files.unread.length > 0 ? [`${count(files.unread.length, 'file')} could not be read`] : []), ...(scope.deprecated ? ['the format of the signature is from before 1.0'] : []),
  ]
  return wrong.length === 0 ? why : wrong.join(', ')
}

function signer({ identity }: Verification): string {
  const name = identity.name ?? 'nobody is named'
  return identity.state === 'trusted' ? name : `${name} (${identity.state === 'untrusted' ? 'not trusted' : 'nobody said whether to trust'})`
}

function method({ method: name, signature, signedAt }: Verification): string {
  const seen = signedAt === null ? '' : `, seen by others on ${signedAt.slice(0, 10)}`
  return `${{ key: 'a key', certificate: 'a certificate', sigstore: 'Sigstore, without a key of its own', unknown: 'not known' }[name]}, ${signature}${seen}`
}

function covers({ scope, files, bundle }: Verification): string {
  if (scope.method === null) return 'nothing that could be read'
  const left = scope.ignoredPaths.filter((path) => path !== bundle && !isNeverSigned(path))
  const ignored = left.length === 0 ? '' : `; leaves out ${left.join(', ')}`
  return `${count(files.checked, 'file')} as signed, by ${scope.hash ?? 'digest'}${scope.method === 'shards' ? ' of shards' : ''}${ignored}`
}

function rootWords({ builtIn, newestKey }: NonNullable<Verification['trustedRoot']>): string {
  return `${builtIn ? 'the one that comes with aispm' : 'as given'}${newestKey === null ? '' : `, knows logs until ${newestKey}`}`
}
