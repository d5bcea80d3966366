// Locations and messages as SARIF has them.
import type { Location, Message } from 'sarif'
import { fileOf, pathUri, pseudoPath, startOf, type Place } from '../kit/place-path.js'
import { printable } from '../kit/printable.js'

/** Files stand below the top of the repository, wherever that lies. */
export const sourceRoot = '%SRCROOT%'

/** Physical and logical at once: code scanning shows files and lines only, and refuses a result with only the second. */
export function locationOf(place: Place, message?: Message): Location {
  const file = fileOf(place)
  const { line, column } = startOf(place)
  return {
    physicalLocation: {
      artifactLocation: file === undefined ? { uri: pseudoPath(place) } : { uri: pathUri(file), uriBaseId: sourceRoot },
      region: { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 },
    },
    logicalLocations: [{ name: printable(place.name), fullyQualifiedName: printable(place.id), kind: 'resource' }],
    ...(message === undefined ? {} : { message }),
  }
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
