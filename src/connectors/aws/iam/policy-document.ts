// Policy documents as AWS hands them out: JSON text, URL-encoded by IAM and plain elsewhere.
import type { Json } from '../../../core/index.js'

/**
 * The document, or null when there is none. Text that is no JSON stays text: access evaluation then answers unknown,
 * where null would say that nothing is allowed.
 */
export function policyDocument(text: string | null | undefined): Json {
  if (text == null || text === '') return null
  try {
    const document: Json = JSON.parse(text.trimStart().startsWith('{') ? text : decodeURIComponent(text))
    return document
  } catch {
    return text
  }
}

interface Inline {
  PolicyName?: string | undefined
  PolicyDocument?: string | undefined
}

/** Inline policies of a role, user or group. */
export function inlinePolicies(policies: readonly Inline[] | undefined): { name: string; document: Json }[] {
  return (policies ?? []).map((p) => ({ name: p.PolicyName ?? '', document: policyDocument(p.PolicyDocument) }))
}

/** ARNs of attached managed policies. */
export function attachedPolicies(policies: readonly { PolicyArn?: string | undefined }[] | undefined): string[] {
  return (policies ?? []).flatMap((p) => p.PolicyArn ?? [])
}

export function tagMap(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): { [key: string]: string } {
  return Object.fromEntries((tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']))
}
