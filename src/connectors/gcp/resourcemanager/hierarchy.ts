// What projects, folders and organisations have in common: who is let in, and who is kept out.
import type { iam_v2 } from 'googleapis/build/src/apis/iam/v2.js'
import { listOf, nullable, shape, string, type Infer } from '../../../core/shape.js'
import { type Answer, type GapMark } from '../../kit/collector.js'
import { get, list } from '../calls.js'
import { said } from '../names.js'

/** Deny policies on a project, folder or organisation (https://cloud.google.com/iam/docs/deny-overview). */
export const denyPoliciesShape = listOf(shape({
  name: string,
  rules: listOf(shape({
    deniedPrincipals: listOf(string), exceptionPrincipals: listOf(string), deniedPermissions: listOf(string), exceptionPermissions: listOf(string), condition: nullable(string),
  })),
}))
type DenyPolicies = Infer<typeof denyPoliciesShape>
type DenyPolicy = iam_v2.Schema$GoogleIamV2Policy

export const denyCalls = {
  // The list has no rules in it; each policy is read for them.
  denyPolicies: list<iam_v2.Schema$GoogleIamV2ListPoliciesResponse, DenyPolicy>('iam:policies.listPolicies', 'v2/{+parent}', {
    needs: ['iam.denypolicies.list'], items: (page) => page.policies, max: null, per: 'item',
  }),
  denyPolicy: get<DenyPolicy>('iam:policies.get', 'v2/{+name}', { needs: ['iam.denypolicies.get'] }),
}

interface DenyCallables {
  denyPolicies: { all(input: { parent: string }): Promise<Answer<DenyPolicy[]>> }
  denyPolicy(input: { name: string }): Promise<Answer<DenyPolicy>>
}

/** Deny policies attached to `projects/1`, `folders/2` or `organizations/3`. */
export async function denyPoliciesOn(call: DenyCallables, attachment: string): Promise<DenyPolicies | GapMark> {
  // The attachment point is one segment of the name, its slashes encoded.
  const listed = await call.denyPolicies.all({ parent: `policies/${encodeURIComponent(`cloudresourcemanager.googleapis.com/${attachment}`)}/denypolicies` })
  if (!listed.ok) return listed.gap
  const read = await Promise.all(listed.value.map((policy) => call.denyPolicy({ name: policy.name ?? '' })))
  const unread = read.find((answer) => !answer.ok)
  if (unread?.ok === false) return unread.gap
  return read.flatMap((answer) => (answer.ok ? [denyPolicy(answer.value)] : []))
}

function denyPolicy({ name, rules }: DenyPolicy): DenyPolicies[number] {
  return {
    name: name ?? '',
    rules: (rules ?? []).flatMap(({ denyRule }) => (denyRule == null ? [] : [{
      deniedPrincipals: denyRule.deniedPrincipals ?? [], exceptionPrincipals: denyRule.exceptionPrincipals ?? [],
      deniedPermissions: denyRule.deniedPermissions ?? [], exceptionPermissions: denyRule.exceptionPermissions ?? [],
      condition: said(denyRule.denialCondition?.expression),
    }])),
  }
}

/** Full name of a parent as Resource Manager writes it: `folders/1`, `organizations/2`; null at the top. */
export function parentName(parent: string | null | undefined): string | null {
  return said(parent) === null ? null : `//cloudresourcemanager.googleapis.com/${parent}`
}

