// Where a thing stands for tools that know files only: its file, or a path of its own for what lies in a cloud.
import type { Scope, SourceLocation } from '../../core/index.js'

export interface Place {
  scope: Scope
  type: string
  name: string
  /** Provider-native id. */
  id: string
  source?: SourceLocation | undefined
}

/** The file that a thing stands in, relative to the top of the repository, `/` between its parts. */
export function fileOf({ source }: Place): string | undefined {
  // The scanned folder itself is no file.
  return source === undefined || source.file === '' || source.file === '.' ? undefined : source.file
}

/** A path as a relative URI reference. A backslash is a letter of a name: connectors write `/` between folders. */
export function pathUri(path: string): string {
  return path.split('/').map(segment).join('/')
}

/** `aws/111122223333/us-east-1/sagemaker/notebook_instance/orchard-lab`, each part percent-encoded. */
export function pseudoPath({ scope, type, name, id }: Place): string {
  const [, ...service] = type.split('.')
  return [scope.provider, scope.account, scope.region ?? 'global', ...service, name === '' ? id : name].map(segment).join('/')
}

/** One path segment. Dots alone would be resolved away, and a lone surrogate cannot be encoded. */
function segment(text: string): string {
  const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
  return encoded === '' || encoded === '.' || encoded === '..' ? `~${encoded}` : encoded
}

/** First line and column of a thing: 1 where it has none. */
export function startOf({ source }: Place): { line: number; column: number } {
  return { line: positive(source?.line), column: positive(source?.column) }
}

function positive(number: number | undefined): number {
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : 1
}
