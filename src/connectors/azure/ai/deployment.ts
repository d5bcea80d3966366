// Models that an AI account serves: which one, where it computes, how much of it, and behind which content filter.
import { bool, mapOf, nullable, number, shape, string, time } from '../../../core/shape.js'
import { collector, known, type Answer } from '../../kit/collector.js'
import { list, type Resource } from '../calls.js'
import { childOf } from '../edges.js'
import { armId, idOf, iso, said, subscriptionIn, word } from '../names.js'
import { eachAccount, seenAccounts, servesModels } from './accounts.js'

interface Model {
  format?: string | null
  name?: string | null
  version?: string | null
  publisher?: string | null
  source?: string | null
  sourceAccount?: string | null
}

interface Deployment {
  model?: Model | null
  raiPolicyName?: string | null
  versionUpgradeOption?: string | null
  dynamicThrottlingEnabled?: boolean | null
  provisioningState?: string | null
  deploymentState?: string | null
  /** `{ chatCompletion: 'true', embeddings: 'false' }` */
  capabilities?: Readonly<Record<string, string | null>> | null
}

/** A model that a region offers. */
interface Offered {
  model?: (Model & { lifecycleStatus?: string | null; deprecation?: { inference?: string | null } | null }) | null
}

export default collector({
  type: 'azure.ai.deployment',
  kind: 'endpoint',
  service: 'cognitiveservices',
  per: 'account',
  props: shape({
    location: nullable(string),
    model: shape({ format: nullable(string), name: nullable(string), version: nullable(string), publisher: nullable(string) }),
    /** Turns texts into vectors and writes none: content filters have nothing to do there. */
    embeds: bool,
    /** Trained by the customer: the name tells the run, or a source is written down. */
    fineTuned: bool,
    /** Where the weights came from, as written. */
    source: nullable(string),
    /** Another AI account that the model was taken from, and its subscription. */
    sourceAccount: nullable(string),
    sourceSubscription: nullable(string),
    /** In lower case: `standard`, `globalstandard`, `datazonestandard`, `provisionedmanaged` ... */
    sku: nullable(string),
    /** Thousands of tokens a minute, or provisioned units. */
    capacity: nullable(number),
    raiPolicy: nullable(string),
    versionUpgrade: nullable(string),
    dynamicThrottling: nullable(bool),
    state: nullable(string),
    paused: bool,
    /** What the region says of the model, in lower case, such as `deprecating`; null for one that it does not list. */
    lifecycle: nullable(string),
    /** When it stops to answer. */
    retiresAt: nullable(time),
    tags: mapOf(string),
    createdAt: nullable(time),
  }),
  relates: { 'owned-by': ['azure.ai.account'], 'guarded-by': ['azure.ai.rai_policy'] },
  reads: [seenAccounts],
  calls: {
    list: list<Resource<Deployment>>('cognitiveservices:accounts.deployments.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}/deployments'),
    models: list<Offered>('cognitiveservices:locations.models.list', '/subscriptions/{subscriptionId}/providers/Microsoft.CognitiveServices/locations/{location}/models', { per: 'account' }),
  },
  async list(ctx) {
    const { call, each, emit, scope } = ctx
    // Asked once for a region, and only where something is deployed.
    const regions = new Map<string, Promise<Answer<Offered[]>>>()
    const offeredIn = (location: string): Promise<Answer<Offered[]>> => {
      const asked = regions.get(location) ?? call.models.all({ subscriptionId: scope.account, location })
      regions.set(location, asked)
      return asked
    }
    await eachAccount(ctx, async (account, row) => {
      if (!servesModels(row)) return
      const location = word(row.location)
      await each(call.list.rows({ of: account }), async ({ id, name, sku, tags, systemData, properties }) => {
        const model = properties?.model ?? {}
        const source = said(model.source)
        const sourceAccount = idOf(model.sourceAccount)
        const policy = said(properties?.raiPolicyName)
        const offered: Answer<Offered[]> = location === null ? { ok: true, value: [] } : await offeredIn(location)
        const says = <T>(take: (of: Offered['model']) => T) => known(offered, (all) => take(all.find((one) => isSame(one.model, model))?.model))
        emit({
          id: armId(id ?? ''), name: name ?? '',
          props: {
            location, model: { format: said(model.format), name: said(model.name), version: said(model.version), publisher: said(model.publisher) },
            embeds: word(properties?.capabilities?.['embeddings']) === 'true' || /embedding/i.test(model.name ?? ''),
            fineTuned: source !== null || /[.:]ft-/i.test(model.name ?? ''), source: source?.split('?')[0] ?? null,
            sourceAccount, sourceSubscription: sourceAccount === null ? null : subscriptionIn(sourceAccount),
            sku: word(sku?.name), capacity: sku?.capacity ?? null,
            raiPolicy: policy, versionUpgrade: word(properties?.versionUpgradeOption), dynamicThrottling: properties?.dynamicThrottlingEnabled ?? null,
            state: word(properties?.provisioningState), paused: word(properties?.deploymentState) === 'paused',
            lifecycle: says((of) => word(of?.lifecycleStatus)), retiresAt: says((of) => iso(of?.deprecation?.inference)),
            tags: { ...tags }, createdAt: iso(systemData?.createdAt),
          },
          edges: [
            childOf('azure.ai.account', account),
            policy === null ? null : { type: 'guarded-by', target: 'azure.ai.rai_policy', to: armId(`${account}/raiPolicies/${policy}`), via: 'raiPolicyName' },
          ],
        })
      })
    })
  },
})

function isSame(a: Model | null | undefined, b: Model): boolean {
  return word(a?.name) === word(b.name) && word(a?.version) === word(b.version) && word(a?.format) === word(b.format)
}
