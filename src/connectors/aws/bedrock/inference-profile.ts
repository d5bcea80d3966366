// Inference profiles: the account's own, and AWS's cross-region ones that something uses; each sends prompts to more than one region.
import type {
  GetInferenceProfileCommandInput, GetInferenceProfileCommandOutput, InferenceProfileSummary, ListInferenceProfilesCommandInput, ListInferenceProfilesCommandOutput,
} from '@aws-sdk/client-bedrock'
import { listOf, nullable, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Edge } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { listLower, read } from '../calls.js'
import { iso, nameOf, placeOf, type Place } from '../names.js'
import { modelTypeNames, toModel } from './arns.js'

export default collector({
  type: 'aws.bedrock.inference_profile',
  kind: 'endpoint',
  service: 'bedrock',
  per: 'region',
  props: shape({
    profileType: nullable(oneOf('SYSTEM_DEFINED', 'APPLICATION')),
    status: nullable(oneOf('ACTIVE')),
    createdAt: nullable(time),
    modelArns: listOf(string),
    /** Where requests may be answered; `global` for profiles that may go anywhere. */
    destinations: listOf(string),
  }),
  relates: { serves: modelTypeNames },
  calls: {
    list: listLower<ListInferenceProfilesCommandInput, ListInferenceProfilesCommandOutput, InferenceProfileSummary>(
      'bedrock:ListInferenceProfiles', { items: (page) => page.inferenceProfileSummaries, max: 1000 },
    ),
    get: read<GetInferenceProfileCommandInput, GetInferenceProfileCommandOutput>('bedrock:GetInferenceProfile'),
  },
  async list(ctx) {
    // AWS's own profiles are in every region: only those that something names are looked at.
    await ctx.each(ctx.call.list.rows({ typeEquals: 'APPLICATION' }), (profile) => {
      ctx.emit({ id: profile.inferenceProfileArn ?? '', name: profile.inferenceProfileName ?? '', props: inferenceProfileProps(profile), edges: inferenceProfileEdges(profile, placeOf(ctx)) })
    })
  },
  async resolve({ id }, ctx) {
    const profile = await ctx.call.get({ inferenceProfileIdentifier: id })
    ctx.emit({
      id,
      name: profile.ok ? profile.value.inferenceProfileName ?? nameOf(id) : nameOf(id),
      props: known(profile, inferenceProfileProps),
      edges: known(profile, (found) => inferenceProfileEdges(found, placeOf(ctx))),
    })
  },
})

type Profile = Pick<InferenceProfileSummary, 'inferenceProfileId' | 'type' | 'status' | 'createdAt' | 'models'>

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function inferenceProfileProps(profile: Profile) {
  const modelArns = (profile.models ?? []).flatMap((model) => model.modelArn ?? [])
  const regions = modelArns.map((arn) => parseArn(arn)?.region ?? '').map((region) => (region === '' ? 'global' : region))
  const isGlobal = profile.inferenceProfileId?.startsWith('global.') === true
  return {
    profileType: profile.type ?? null,
    status: profile.status ?? null,
    createdAt: iso(profile.createdAt),
    modelArns,
    destinations: [...new Set([...(isGlobal ? ['global'] : []), ...regions])].toSorted(),
  }
}

/** Only models of the profile's own region can be looked up there. */
export function inferenceProfileEdges(profile: Profile, place: Place): (Edge | null)[] {
  return (profile.models ?? []).filter(({ modelArn }) => parseArn(modelArn ?? '')?.region === place.region).map(({ modelArn }) => toModel('serves', modelArn, place, 'models.modelArn'))
}
