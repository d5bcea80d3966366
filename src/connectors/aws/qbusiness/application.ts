// Q Business applications: who may ask them, what they may answer from, and who else reads their index.
import type {
  DataAccessor, GetApplicationCommandInput, GetApplicationCommandOutput, GetChatControlsConfigurationCommandInput, GetChatControlsConfigurationCommandOutput,
  GetDataAccessorCommandInput, GetDataAccessorCommandOutput, GetPolicyCommandInput, GetPolicyCommandOutput, ListDataAccessorsCommandInput, ListDataAccessorsCommandOutput,
} from '@aws-sdk/client-qbusiness'
import { any, bool, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, GapMark, known, type Answer, type Edge } from '../../kit/collector.js'
import { parseArn } from '../arn.js'
import { listLower, read, readOrNull } from '../calls.js'
import { encryptedBy, runsAs } from '../edges.js'
import { policyDocument } from '../iam/policy-document.js'
import { iso, placeOf, said } from '../names.js'
import { applicationArn, applications } from './applications.js'

interface Accessor {
  [field: string]: string | number | boolean | null
  name: string
  principal: string | null
  account: string | null
  externalIds: number
  filtered: boolean
}

export default collector({
  type: 'aws.qbusiness.application',
  kind: 'saas-ai',
  service: 'qbusiness',
  per: 'region',
  props: shape({
    applicationId: string,
    status: nullable(oneOf('ACTIVE', 'CREATING', 'DELETING', 'FAILED', 'UPDATING')),
    identityType: nullable(oneOf('ANONYMOUS', 'AWS_IAM_IDC', 'AWS_IAM_IDP_OIDC', 'AWS_IAM_IDP_SAML', 'AWS_QUICKSIGHT_IDP')),
    roleArn: nullable(string),
    kmsKeyId: nullable(string),
    createdAt: nullable(time),
    /** Null means answers from the company's content only. */
    responseScope: nullable(oneOf('ENTERPRISE_CONTENT_ONLY', 'EXTENDED_KNOWLEDGE_ENABLED')),
    creatorMode: nullable(oneOf('ENABLED', 'DISABLED')),
    hallucinationReduction: nullable(oneOf('ENABLED', 'DISABLED')),
    topics: number,
    blockedPhrases: number,
    policy: nullable(any),
    /** Vendors that search the index. `filtered`: every action of theirs is narrowed by a document filter. */
    dataAccessors: listOf(shape({ name: string, principal: nullable(string), account: nullable(string), externalIds: number, filtered: bool })),
  }),
  relates: { 'runs-as': ['aws.iam.role'], 'encrypted-by': ['aws.kms.key'] },
  calls: {
    get: read<GetApplicationCommandInput, GetApplicationCommandOutput>('qbusiness:GetApplication'),
    controls: read<GetChatControlsConfigurationCommandInput, GetChatControlsConfigurationCommandOutput>('qbusiness:GetChatControlsConfiguration'),
    policy: readOrNull<GetPolicyCommandInput, GetPolicyCommandOutput>('qbusiness:GetPolicy', ['ResourceNotFoundException']),
    accessors: listLower<ListDataAccessorsCommandInput, ListDataAccessorsCommandOutput, DataAccessor>('qbusiness:ListDataAccessors', { per: 'item', items: (page) => page.dataAccessors, max: null }),
    accessor: read<GetDataAccessorCommandInput, GetDataAccessorCommandOutput>('qbusiness:GetDataAccessor'),
  },
  reads: [applications],
  async list(ctx) {
    const { call, emit } = ctx
    const listed = await ctx.read(applications)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    await ctx.each(listed.value, async ({ applicationId = '', displayName }) => {
      const [got, controls, policy, accessors] = await Promise.all([
        call.get({ applicationId }), call.controls({ applicationId }), call.policy({ applicationId }), call.accessors.all({ applicationId }),
      ])
      const details = accessors.ok ? await Promise.all(accessors.value.map(({ dataAccessorId }) => call.accessor({ applicationId, dataAccessorId }))) : []
      emit({
        id: applicationId === '' ? '' : applicationArn(placeOf(ctx), applicationId),
        name: displayName ?? applicationId,
        props: {
          ...(got.ok ? applicationProps(got.value) : applicationGaps(got.gap)),
          applicationId,
          ...(controls.ok ? controlProps(controls.value) : controlGaps(controls.gap)),
          policy: known(policy, (answer) => policyDocument(answer?.policy)),
          dataAccessors: accessors.ok ? accessorFacts(details) : accessors.gap,
        },
        edges: known(got, applicationEdges),
      })
    })
  },
})

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function applicationProps(application: GetApplicationCommandOutput) {
  return {
    status: application.status ?? null,
    identityType: application.identityType ?? null,
    roleArn: said(application.roleArn),
    kmsKeyId: said(application.encryptionConfiguration?.kmsKeyId),
    createdAt: iso(application.createdAt),
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- the same fields as above, all unread
function applicationGaps(gap: GapMark) {
  return { status: gap, identityType: gap, roleArn: gap, kmsKeyId: gap, createdAt: gap }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function controlProps(controls: GetChatControlsConfigurationCommandOutput) {
  return {
    responseScope: controls.responseScope ?? null,
    creatorMode: controls.creatorModeConfiguration?.creatorModeControl ?? null,
    hallucinationReduction: controls.hallucinationReductionConfiguration?.hallucinationReductionControl ?? null,
    topics: controls.topicConfigurations?.length ?? 0,
    blockedPhrases: controls.blockedPhrases?.blockedPhrases?.length ?? 0,
  }
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- the same fields as above, all unread
function controlGaps(gap: GapMark) {
  return { responseScope: gap, creatorMode: gap, hallucinationReduction: gap, topics: gap, blockedPhrases: gap }
}

/** All of them, or the gap of the first that could not be read. */
function accessorFacts(details: readonly Answer<GetDataAccessorCommandOutput>[]): Accessor[] | GapMark {
  const facts: Accessor[] = []
  for (const detail of details) {
    if (!detail.ok) return detail.gap
    facts.push(accessorOf(detail.value))
  }
  return facts.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

export function accessorOf(accessor: GetDataAccessorCommandOutput): Accessor {
  const actions = accessor.actionConfigurations ?? []
  return {
    name: accessor.displayName ?? accessor.dataAccessorId ?? '',
    principal: said(accessor.principal),
    account: said(parseArn(accessor.principal ?? '')?.account),
    externalIds: accessor.authenticationDetail?.externalIds?.length ?? 0,
    filtered: actions.length > 0 && actions.every((action) => action.filterConfiguration?.documentAttributeFilter !== undefined),
  }
}

export function applicationEdges(application: GetApplicationCommandOutput): (Edge | null)[] {
  return [runsAs(said(application.roleArn), 'roleArn'), encryptedBy(application.encryptionConfiguration?.kmsKeyId, 'encryptionConfiguration.kmsKeyId')]
}
