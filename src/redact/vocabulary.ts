// The words that tell nothing about whose inventory it is: those of the providers, of the types and of our own rules.
import { gapReasons, kinds, relationTypes, type AssetTypes, type RuleDoc } from '../core/index.js'
import type { ShapeNode } from '../core/shape.js'

export interface Vocabulary {
  /** Words with a meaning of their own, such as `Enabled`, `role`, `StringEquals`: they always stay. */
  closed: ReadonlySet<string>
  /** Words of our own sentences: they stay unless something is called so. */
  open: ReadonlySet<string>
}

/** A run of letters and digits. */
export const wordPattern = /[\p{L}\p{N}]+/gu

export function wordsOf(text: string): string[] {
  return (text.match(wordPattern) ?? []).map((word) => word.toLowerCase())
}

// The grammar of policies and of ids; what the providers' own hosts and regions are made of.
const grammar = `
  arn aws cn gov iso partition Version Id Sid Statement Effect Allow Deny Principal NotPrincipal Action NotAction Resource NotResource Condition
  AWS Service Federated CanonicalUser StringEquals StringNotEquals StringLike StringNotLike StringEqualsIgnoreCase ArnLike ArnEquals ArnNotLike
  ArnNotEquals Bool Null IpAddress NotIpAddress NumericEquals NumericLessThan DateLessThan DateGreaterThan ForAllValues ForAnyValue IfExists
  amazonaws com googleapis azure windows net core microsoft cloud google gserviceaccount iam serviceAccount user group domain allUsers
  allAuthenticatedUsers members bindings etag subscriptions resourceGroups providers projects locations folders organizations global root
  https http s3 gs local internet us eu ap ca sa me af il mx east west north south central northeast southeast northwest southwest
  json yaml yml toml py ipynb md txt csv pkl pt pth bin onnx h5 npy npz zip tar gz gguf pb sh docker image digest sha256
  main master latest true false null none all any self
`

export function vocabularyOf(types: AssetTypes, rules: readonly RuleDoc[], actions: Iterable<string>): Vocabulary {
  const closed = new Set<string>(wordsOf(grammar))
  const open = new Set<string>()
  const add = (set: Set<string>, ...texts: readonly (string | undefined)[]): void => {
    for (const text of texts) if (text !== undefined) for (const word of wordsOf(text)) set.add(word)
  }
  add(closed, ...kinds, ...relationTypes, ...gapReasons)
  for (const { type, props } of types.values()) {
    add(closed, type)
    for (const word of shapeWords(props)) add(closed, word)
  }
  for (const action of actions) add(closed, action)
  for (const rule of rules) {
    add(closed, rule.assert, rule.when, ...Object.values(rule.let))
    add(open, rule.title, rule.message, rule.why, rule.fix.text, rule.fix.command, rule.fix.terraform)
  }
  return { closed, open }
}

/** Names of fields, and the values that are listed. */
function* shapeWords(node: ShapeNode): Generator<string> {
  if (node.is === 'oneOf') yield* node.values
  else if (node.is === 'record') {
    for (const [name, field] of Object.entries(node.fields)) {
      yield name
      yield* shapeWords(field)
    }
  } else if ('of' in node) yield* shapeWords(node.of)
}
