// Policies of the made-up account's organisation: as they come out for the account, and as the management account lists them.
import type { ServiceAnswers } from '../serve.js'

const content: Record<string, unknown> = {
  AISERVICES_OPT_OUT_POLICY: { services: { default: { opt_out_policy: 'optOut' } } },
}

export default {
  'organizations.DescribeEffectivePolicy': ({ account }, { input }) => {
    const kind = String(input['PolicyType'])
    return content[kind] === undefined
      ? { error: 'EffectivePolicyNotFoundException', status: 400, message: 'EffectivePolicyNotFoundException' }
      : { json: { EffectivePolicy: { PolicyContent: JSON.stringify(content[kind]), LastUpdatedTimestamp: 1767225600, TargetId: account, PolicyType: kind } } }
  },
  'organizations.ListPolicies': (_account, { input }) => ({ json: { Policies: [{ Id: 'p-orchard1', Name: 'orchard', Type: input['Filter'], AwsManaged: false }] } }),
  'organizations.ListTargetsForPolicy': () => ({ json: { Targets: [{ TargetId: 'r-orch', Name: 'Root', Type: 'ROOT' }] } }),
} satisfies ServiceAnswers
