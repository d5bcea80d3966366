// What an organisation's policies of one kind say, to one account or, seen from the management account, to all of them.
import type {
  DescribeEffectivePolicyCommandInput, DescribeEffectivePolicyCommandOutput, ListPoliciesCommandInput, ListPoliciesCommandOutput,
  ListTargetsForPolicyCommandInput, ListTargetsForPolicyCommandOutput, PolicySummary, PolicyTargetSummary,
} from '@aws-sdk/client-organizations'
import type { Json } from '../../../core/index.js'
import { bool, listOf, nullable, oneOf, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer, type Callables } from '../../kit/collector.js'
import { organizationCalls, type Level } from '../account/organization.js'
import { bedrockPolicy } from '../bedrock/account-settings-policy.js'
import { list, readOrNull } from '../calls.js'
import { policyDocument } from '../iam/policy-document.js'
import { deniedBy, denials } from './denials.js'
import { governance } from './governance.js'
import { childrenMayOverride, optedOut } from './settings.js'

/** Kinds that deny, and kinds that set something, which can be asked for as they come out for an account. */
const denying = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const
const setting = ['AISERVICES_OPT_OUT_POLICY', 'BEDROCK_POLICY'] as const
type PolicyKind = (typeof denying)[number] | (typeof setting)[number]

const calls = {
  // Organizations refuses pages of more than twenty.
  list: list<ListPoliciesCommandInput, ListPoliciesCommandOutput, PolicySummary>(
    'organizations:ListPolicies', { per: 'account', items: (page) => page.Policies, max: 20 },
  ),
  targets: list<ListTargetsForPolicyCommandInput, ListTargetsForPolicyCommandOutput, PolicyTargetSummary>(
    'organizations:ListTargetsForPolicy', { per: 'account', items: (page) => page.Targets, max: 20 },
  ),
  policy: organizationCalls.policy,
  effective: readOrNull<DescribeEffectivePolicyCommandInput, DescribeEffectivePolicyCommandOutput>(
    'organizations:DescribeEffectivePolicy', ['EffectivePolicyNotFoundException'], { per: 'account' },
  ),
}

export default collector({
  type: 'aws.organizations.policy',
  kind: 'policy',
  service: 'organizations',
  per: 'account',
  props: shape({
    policyType: oneOf(...denying, ...setting),
    /** Seen from the management account: what is said here is said of the whole organisation. */
    organizationWide: bool,
    /** Of kinds that set something: they come out to anything for this account. */
    inEffect: nullable(bool),
    /** AI services may not keep this account's content, but for services that are exempt by name. Null where nothing says so. */
    optedOut: nullable(bool),
    /** Of kinds that deny: what their Deny statements are about. */
    denies: listOf(oneOf(...denials)),
    /** Those attached anywhere, seen from the management account; else those that reach the account, of kinds that deny. */
    policies: listOf(shape({ name: string, childrenMayOverride: bool })),
  }),
  relates: { 'owned-by': ['aws.account.account'] },
  calls,
  reads: [governance, bedrockPolicy],
  async list({ call, emit, partition, read, scope: { account }, unlisted }) {
    const governed = await read(governance)
    if (!governed.ok) return unlisted(governed.gap)
    const { organization, scps, rcps } = governed.value
    if (!organization.ok) return unlisted(organization.gap)
    const it = organization.value?.Organization
    // Without all features an organisation has no policies.
    if (it?.Id === undefined || it.FeatureSet === 'CONSOLIDATED_BILLING') return
    const isManagement = it.MasterAccountId === account
    const levels = { SERVICE_CONTROL_POLICY: scps, RESOURCE_CONTROL_POLICY: rcps }
    const none: Answer<Attached[]> = { ok: true, value: [] }
    for (const kind of [...denying, ...setting]) {
      const isSetting = kind === 'AISERVICES_OPT_OUT_POLICY' || kind === 'BEDROCK_POLICY'
      const [policies, effective] = await Promise.all([
        isManagement ? attached(call, kind) : isSetting ? none : inLevels(levels[kind]),
        kind === 'BEDROCK_POLICY' ? read(bedrockPolicy) : isSetting ? call.effective({ PolicyType: kind }) : null,
      ])
      emit({
        id: `arn:${partition}:organizations::${account}:policies/${kind.toLowerCase()}`,
        name: `${it.Id} ${kind}`,
        props: {
          policyType: kind,
          organizationWide: isManagement,
          inEffect: effective === null ? null : known(effective, (answer) => answer !== null),
          optedOut: effective === null || kind !== 'AISERVICES_OPT_OUT_POLICY' ? null
            : known(effective, (answer) => optedOut(policyDocument(answer?.EffectivePolicy?.PolicyContent))),
          denies: known(policies, (all) => (isSetting ? [] : deniedBy(all.map(({ document }) => document)))),
          policies: known(policies, (all) => all.map(({ name, document }) => (
            { name, childrenMayOverride: kind === 'AISERVICES_OPT_OUT_POLICY' && childrenMayOverride(document) }
          ))),
        },
        edges: [{ type: 'owned-by', target: 'aws.account.account', to: `arn:${partition}:iam::${account}:root` }],
      })
    }
  },
})

interface Attached {
  name: string
  document: Json
}

/** AWS's own policies allow everything and set nothing; what is attached nowhere does nothing. */
async function attached(call: Callables<typeof calls>, kind: PolicyKind): Promise<Answer<Attached[]>> {
  const listed = await call.list.all({ Filter: kind })
  if (!listed.ok) return listed
  const found: Attached[] = []
  for (const { Id: id, Name: name } of listed.value.filter((policy) => policy.AwsManaged !== true)) {
    const targets = await call.targets.all({ PolicyId: id })
    if (!targets.ok) return targets
    if (targets.value.length === 0) continue
    const policy = await call.policy({ PolicyId: id })
    if (!policy.ok) return policy
    found.push({ name: name ?? id ?? '', document: policyDocument(policy.value.Policy?.Content) })
  }
  return { ok: true, value: found.toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
}

function inLevels(levels: Answer<Level[]>): Answer<Attached[]> {
  if (!levels.ok) return levels
  // One policy may be attached at several levels.
  const byName = new Map(levels.value.flatMap((level) => level.policies).map((policy) => [`${policy.name} ${JSON.stringify(policy.document)}`, policy]))
  return { ok: true, value: [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
}
