// Whom a binding names, and which of them are worth an entry of their own.
import { isServiceAgent } from '../names.js'

export const memberTypes = ['user', 'group', 'serviceAccount', 'domain', 'allUsers', 'allAuthenticatedUsers', 'federated', 'deleted', 'basic'] as const
export type MemberType = (typeof memberTypes)[number]

const basic: ReadonlySet<string> = new Set(['projectOwner', 'projectEditor', 'projectViewer'])
const named: readonly MemberType[] = ['user', 'group', 'serviceAccount', 'domain', 'deleted']

export function memberTypeOf(member: string): MemberType {
  if (member === 'allUsers' || member === 'allAuthenticatedUsers') return member
  const [word = ''] = member.split(':', 1)
  return basic.has(word) ? 'basic' : named.find((type) => type === word) ?? 'federated'
}

/** One spelling for each: addresses are written in any case. */
export function memberText(member: string): string {
  const type = memberTypeOf(member)
  const [word = ''] = member.split(':', 1)
  return ['user', 'group', 'serviceAccount', 'domain'].includes(type) ? `${word}:${member.slice(word.length + 1).toLowerCase()}` : member
}

/** `ada@orchard.example` for `user:ada@orchard.example`. */
export function nameOf(member: string): string {
  return /^(?:user|group|serviceAccount|domain):(.+)$/.exec(member)?.[1] ?? member
}

/** The service whose agent it is, such as `aiplatform`: Google runs it, and grants it its first role itself. */
export function agentOf(member: string): string | null {
  const email = nameOf(member)
  if (!member.startsWith('serviceAccount:') || !isServiceAgent(email)) return null
  return /@gcp-sa-([a-z-]+)\./.exec(email)?.[1] ?? 'cloudservices'
}

const aiRole = /^roles\/(?:aiplatform|notebooks|discoveryengine|dialogflow|modelarmor|documentai|ml)\./
/** Roles that hold everything, hand out roles, or lend out service accounts. */
const strongRole = /^roles\/(?:owner|editor|iam\.(?:serviceAccount\w*|securityAdmin|roleAdmin|organizationRoleAdmin|workloadIdentityUser)|resourcemanager\.(?:projectIamAdmin|organizationAdmin|folderAdmin|folderIamAdmin)|orgpolicy\.policyAdmin)$/

/** Whether a role says something about AI, or about who rules a project. What a custom role holds is its author's choice. */
export function isTelling(role: string): boolean {
  return aiRole.test(role) || strongRole.test(role) || !role.startsWith('roles/')
}

/** Everyone, and Google's agents of Vertex AI, are told of whatever they hold. */
export function isAlwaysTold(member: string): boolean {
  const type = memberTypeOf(member)
  return type === 'allUsers' || type === 'allAuthenticatedUsers' || /^(?:aiplatform|vertex)\b/.test(agentOf(member) ?? '')
}

/** Resources of AI services, which can have policies of their own. */
export function isAiResource(name: string): boolean {
  return /^\/\/(?:[a-z0-9-]+-)?(?:aiplatform|notebooks|discoveryengine|dialogflow|modelarmor|documentai)\.googleapis\.com\//.test(name)
}
