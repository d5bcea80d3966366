// Statements about how a model came to be: who built it, from which source. https://slsa.dev/spec/v1.1/provenance
import { base64, fieldsOf, listOf, parsed, textOrNull, type Fields } from './json.js'
import { predicateIn, predicateOf } from './statement.js'

export interface Provenance {
  /** Kind of statement, such as `https://slsa.dev/provenance/v1`. */
  predicate: string
  builder: string | null
  /** Repository or other input that it was built from. */
  source: string | null
  /** What was built: name and SHA-256. */
  subjects: { name: string; sha256: string | null }[]
}

const statementName = /(?:\.intoto\.jsonl?|\.provenance(?:\.jsonl?)?|\.att(?:estation)?\.jsonl?|\.sigstore\.json|\.sigstore|\.bundle)$|^(?:provenance|attestations?)\.jsonl?$/i
const slsa = /^https:\/\/slsa\.dev\/provenance\//
/** Statements of one file that are read. */
const mostStatements = 100

/** Files that may hold such statements, by name. */
export function findProvenance(names: readonly string[]): string[] {
  return names.filter((name) => statementName.test(name.slice(name.lastIndexOf('/') + 1)) && !name.slice(0, -1).includes('/'))
}

/** The statements in a file: bare, in an envelope, in a bundle, one or one a line. Whether they are signed is not asked. */
export function readProvenance(text: string): Provenance[] {
  const whole = parsed(text)
  const documents = whole === undefined ? text.split('\n').slice(0, mostStatements).map((line) => parsed(line)) : Array.isArray(whole) ? whole.slice(0, mostStatements) : [whole]
  return documents.flatMap((document) => {
    const payload = payloadOf(fieldsOf(document))
    const found = payload === null ? predicateIn(fieldsOf(document)) : predicateOf(payload)
    return found !== null && slsa.test(found.type) ? [provenanceOf(found.type, found.fields)] : []
  })
}

function payloadOf(fields: Fields): Buffer | null {
  return base64(fieldsOf(fields.get('dsseEnvelope')).get('payload')) ?? base64(fields.get('payload'))
}

function provenanceOf(predicate: string, statement: Fields): Provenance {
  const fields = fieldsOf(statement.get('predicate'))
  // Version 1 says `runDetails`; the ones before it have the builder on top.
  const builder = fieldsOf(fields.get('builder')).get('id') ?? fieldsOf(fieldsOf(fields.get('runDetails')).get('builder')).get('id')
  const materials = listOf(fields.get('materials') ?? fieldsOf(fields.get('buildDefinition')).get('resolvedDependencies'))
  return {
    predicate, builder: textOrNull(builder),
    source: materials.map((material) => textOrNull(fieldsOf(material).get('uri'))).find((uri) => uri !== null) ?? null,
    subjects: listOf(statement.get('subject')).map((subject) => ({
      name: textOrNull(fieldsOf(subject).get('name')) ?? '', sha256: textOrNull(fieldsOf(fieldsOf(subject).get('digest')).get('sha256'))?.toLowerCase() ?? null,
    })),
  }
}
