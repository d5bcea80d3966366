// Where a thing stands in SARIF: code scanning shows files and lines only, so a cloud asset gets a path of its own.
import type { Location, Message } from 'sarif'
import type { Scope, SourceLocation } from '../../core/index.js'
import { printable } from '../kit/printable.js'

export interface Place {
  scope: Scope
  type: string
  name: string
  /** Provider-native id. */
  id: string
  source?: SourceLocation | undefined
}

/** Physical and logical at once: a result with only the second is refused on upload. */
export function locationOf(place: Place, message?: Message): Location {
  const { source } = place
  const line = source?.line ?? 1
  const column = source?.column ?? 1
  return {
    physicalLocation: {
      artifactLocation: { uri: source === undefined ? pseudoPath(place) : source.file.split(/[/\\]/).map(segment).join('/') },
      region: { startLine: Math.max(1, line), startColumn: Math.max(1, column), endLine: Math.max(1, line), endColumn: Math.max(1, column) + 1 },
    },
    logicalLocations: [{ name: printable(place.name), fullyQualifiedName: printable(place.id), kind: 'resource' }],
    ...(message === undefined ? {} : { message }),
  }
}

// aws/111122223333/us-east-1/sagemaker/notebook_instance/orchard-lab
function pseudoPath({ scope, type, name, id }: Place): string {
  const [, ...service] = type.split('.')
  return [scope.provider, scope.account, scope.region ?? 'global', ...service, name === '' ? id : name].map(segment).join('/')
}

/** One path segment. Dots alone would be resolved away, and a lone surrogate cannot be encoded. */
function segment(text: string): string {
  const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
  return encoded === '' || encoded === '.' || encoded === '..' ? `~${encoded}` : encoded
}

/** Text as a SARIF message: full sentences, in which nothing is taken for a placeholder or a link. */
export function messageOf(...sentences: string[]): { text: string } {
  const plain = sentences.map((sentence) => ended(printable(sentence.trim()))).join(' ')
  return { text: plain.replace(/\{(\d+)\}/g, '{{$1}}').replaceAll('](', '] (') }
}

/** With a full stop, unless it has one. */
export function ended(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`
}
