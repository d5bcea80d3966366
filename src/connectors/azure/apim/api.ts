// APIs of gateways behind which a model answers: who gets in, how much they may spend, and what is logged.
import { bool, listOf, nullable, number, shape, string } from '../../../core/shape.js'
import { collector, known, type Answer, type Ctx, type GapMark } from '../../kit/collector.js'
import { invoked, seenAccounts } from '../ai/accounts.js'
import { getOrNull, list, type Resource } from '../calls.js'
import { ownedBy, to } from '../edges.js'
import { armId, lastOf, said, word } from '../names.js'
import { effective, fragmentsIn, type Layers } from './effective-policy.js'
import { aiHostsIn, isAzureModels } from './ai-hosts.js'
import { keysShape } from './backend.js'
import { busiestIn, busiestQuery, logCalls, workspacesOf, type Log } from './gateway-logs.js'
import { accountBehind, filled, gateways, hostsOf, refersToValues, type Backend, type Gateway } from './gateways.js'
import { noPolicy, parsePolicy, type Policy } from './policy-xml.js'

interface Api {
  displayName?: string | null
  path?: string | null
  serviceUrl?: string | null
  subscriptionRequired?: boolean | null
  isCurrent?: boolean | null
}

interface Product {
  subscriptionRequired?: boolean | null
  state?: string | null
}

interface Diagnostic {
  largeLanguageModel?: { logs?: string | null } | null
}

type PolicyAnswer = Resource<{ value?: string | null }> | null

const service = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ApiManagement/service/{serviceName}'

const props = shape({
  gateway: string,
  path: nullable(string),
  /** AI hosts that it reaches, through its backends too. */
  hosts: listOf(string),
  /** Those among them that are not Azure's own models, and so have no content filter of Azure's. */
  otherHosts: listOf(string),
  /** It answers without a subscription key: by itself, or in a product that asks for none. */
  keyless: bool,
  /** Policies that work on every request, whichever product it comes by; those on single operations are not read. */
  policies: listOf(string),
  /** Keys that its policies put into requests; never their values. */
  keys: keysShape,
  diagnostics: listOf(shape({
    name: string,
    /** Prompts, answers and tokens: `enabled` or `disabled`; null where it is not said. */
    llmLogs: nullable(string),
  })),
  /** The address that called most of its operations within the last day; asked for by `--with activity`. Null: no log goes to a workspace. */
  busiest: nullable(shape({ operations: number, calls: number })),
})

const calls = {
  apis: list<Resource<Api>>('apimanagement:apis.list', `${service}/apis`),
  global: getOrNull<PolicyAnswer>('apimanagement:policies.get', `${service}/policies/{policyId}`),
  fragments: list<Resource<{ value?: string | null }>>('apimanagement:policyFragments.list', `${service}/policyFragments`),
  policy: getOrNull<PolicyAnswer>('apimanagement:apis.policies.get', `${service}/apis/{apiId}/policies/{policyId}`),
  products: list<Resource<Product>>('apimanagement:apis.products.list', `${service}/apis/{apiId}/products`),
  productPolicy: getOrNull<PolicyAnswer>('apimanagement:products.policies.get', `${service}/products/{productId}/policies/{policyId}`),
  allDiagnostics: list<Resource<Diagnostic>>('apimanagement:diagnostics.list', `${service}/diagnostics`),
  diagnostics: list<Resource<Diagnostic>>('apimanagement:apis.diagnostics.list', `${service}/apis/{apiId}/diagnostics`),
  ...logCalls,
} as const

type Context = Ctx<typeof props, typeof calls>

/** One gateway as its APIs are read: what they share is read when the first of AI is met, and once. */
interface Reading {
  ctx: Context
  gateway: Gateway
  global: () => Promise<Answer<Policy>>
  diagnostics: () => Promise<Answer<Resource<Diagnostic>[]>>
  fragments: () => Promise<Answer<ReadonlyMap<string, Policy>>>
  log: () => Promise<Log>
  product: (productId: string) => Promise<Answer<Policy>>
}

export default collector({
  type: 'azure.apim.api',
  kind: 'gateway',
  service: 'apimanagement',
  per: 'account',
  props,
  relates: { 'owned-by': ['azure.resources.subscription'], 'can-invoke': ['azure.ai.account'], 'delegates-to': ['azure.apim.backend'] },
  reads: [gateways, seenAccounts],
  calls,
  async list(ctx) {
    const listed = await ctx.read(gateways)
    if (!listed.ok) return ctx.unlisted(listed.gap)
    if (listed.value.gap !== null) ctx.unlisted(listed.value.gap)
    await ctx.each(listed.value.all, async (gateway) => {
      const reading = readingOf(ctx, gateway)
      await ctx.each(ctx.call.apis.rows({ of: gateway.id }), async (api) => {
        // Revisions that are not current answer nobody who does not ask for them by name.
        if (api.properties?.isCurrent !== false) await readApi(api, reading)
      })
    })
  },
})

async function readApi(api: Resource<Api>, reading: Reading): Promise<void> {
  const { ctx, gateway } = reading
  const policy = await policyOf(ctx.call.policy({ of: api.id ?? '', policyId: 'policy' }))
  const values = gateway.values.ok ? gateway.values.value : []
  const text = filled(`${api.properties?.serviceUrl ?? ''}\n${policy.ok ? policy.value.text : ''}`, values)
  const backends = gateway.backends.ok ? gateway.backends.value.filter((one) => isBehind(one, text)) : []
  const models = backends.filter((one) => hostsOf(one, gateway).length > 0 || accountBehind(one) !== null)
  const hosts = [...new Set([...aiHostsIn(text), ...models.flatMap((one) => hostsOf(one, gateway))])].toSorted()
  const speaksAi = policy.ok && policy.value.elements.some(({ name }) => /^(?:llm|azure-openai)-/.test(name))
  // What could not be read may name more, or be what makes it one of AI.
  const hidden = !policy.ok ? policy.gap
    : !gateway.backends.ok && /backend-id/.test(text) ? gateway.backends.gap
      : !gateway.values.ok && refersToValues(text) ? gateway.values.gap : null
  if (hosts.length > 0 || models.length > 0 || speaksAi) await readAiApi(api, { policy, hosts, models, hidden }, reading)
  else if (hidden !== null) ctx.unlisted(hidden)
}

interface Found {
  policy: Answer<Policy>
  hosts: string[]
  models: Resource<Backend>[]
  /** Why there may be more hosts and backends than these. */
  hidden: GapMark | null
}

async function readAiApi(api: Resource<Api>, { policy, hosts, models, hidden }: Found, reading: Reading): Promise<void> {
  const { ctx, gateway } = reading
  const { call } = ctx
  const of = api.id ?? ''
  const [outer, products, shared, own, accountsFound, log] = await Promise.all([
    reading.global(), call.products.all({ of }), reading.diagnostics(), call.diagnostics.all({ of }), ctx.read(seenAccounts), reading.log(),
  ])
  const byProduct = products.ok ? await productPolicies(products.value, reading) : products
  const layers: Layers = { own: policy, products: byProduct, global: outer, fragments: { ok: true, value: new Map() }, values: gateway.values }
  if (fragmentsIn(layers)) layers.fragments = await reading.fragments()
  const keyless: boolean | GapMark = api.properties?.subscriptionRequired === true ? known(products, (all) => all.some(({ properties }) => properties?.subscriptionRequired === false && word(properties.state) === 'published')) : true
  const { policies, keys } = effective(layers, keyless)
  const diagnostics = shared.ok && own.ok
    ? [...own.value, ...shared.value.filter((one) => own.value.every(({ name }) => name !== one.name))].map(({ name, properties }) => ({ name: name ?? '', llmLogs: word(properties?.largeLanguageModel?.logs) }))
    : !own.ok ? own.gap : shared.ok ? [] : shared.gap
  ctx.emit({
    id: armId(of), name: `${gateway.name}/${api.name ?? lastOf(of)}`,
    props: {
      gateway: gateway.name, path: said(api.properties?.path), hosts: hidden ?? hosts,
      otherHosts: hidden ?? hosts.filter((host) => !isAzureModels(host)),
      keyless, policies, keys, diagnostics, busiest: known(log, (byApi) => (byApi === null ? null : byApi.get((api.name ?? '').toLowerCase()) ?? { operations: 0, calls: 0 })),
    },
    edges: [
      ownedBy(of), ...models.map((one) => to('delegates-to', 'azure.apim.backend', one.id, 'backend')),
      ...models.map((one) => to('can-invoke', 'azure.ai.account', accountBehind(one), 'backend.resourceId')),
      ...invoked(accountsFound, hosts, 'host'),
      ...(hidden === null ? [] : [{ type: 'can-invoke' as const, unread: hidden }, { type: 'delegates-to' as const, unread: hidden }]),
    ],
  })
}

/** Whether a policy or an address names the backend: in `backend-id`, or as a text in an expression. */
function isBehind({ name }: Resource<Backend>, text: string): boolean {
  const named = (name ?? '').toLowerCase()
  const within = text.toLowerCase()
  return named !== '' && (within.includes(`"${named}"`) || within.includes(`'${named}'`))
}

async function policyOf(asked: Promise<Answer<PolicyAnswer>>): Promise<Answer<Policy>> {
  const answer = await asked
  return answer.ok ? { ok: true, value: answer.value === null ? noPolicy : parsePolicy(answer.value.properties?.value ?? '') } : answer
}

async function productPolicies(products: readonly Resource<Product>[], { product }: Reading): Promise<Answer<Policy[]>> {
  const published = products.filter(({ properties }) => word(properties?.state) === 'published')
  const policies: Policy[] = []
  for (const one of await Promise.all(published.map(({ name, id }) => product(name ?? lastOf(id ?? ''))))) {
    if (!one.ok) return one
    policies.push(one.value)
  }
  return { ok: true, value: policies }
}

async function readFragments({ call }: Context, gateway: Gateway): Promise<Answer<ReadonlyMap<string, Policy>>> {
  const found = await call.fragments.all({ of: gateway.id })
  return found.ok ? { ok: true, value: new Map(found.value.map(({ name, properties }) => [(name ?? '').toLowerCase(), parsePolicy(properties?.value ?? '')])) } : found
}

async function logOf(ctx: Context, gateway: Gateway): Promise<Log> {
  if (!ctx.with.has('activity')) return notAsked(ctx)
  const settings = await ctx.call.settings.all({ of: gateway.id })
  if (!settings.ok) return settings
  const [workspace] = workspacesOf(settings.value)
  if (workspace === undefined) return { ok: true, value: null }
  const rows = await ctx.call.workspaces.all({ of: workspace })
  if (!rows.ok) return rows
  const workspaceId = said(rows.value[0]?.properties?.customerId)
  // In a subscription that is not scanned: nothing to ask.
  if (workspaceId === null) return { ok: true, value: null }
  const answer = await ctx.call.query({ workspaceId, body: { query: busiestQuery(gateway.id) } })
  return answer.ok ? { ok: true, value: busiestIn(answer.value) } : answer
}

/** Nothing is sent: the answer to an optional read that nobody asked for is its gap. */
async function notAsked(ctx: Context): Promise<Log> {
  const answer = await ctx.call.query({ workspaceId: 'none' })
  return answer.ok ? { ok: true, value: null } : answer
}

function readingOf(ctx: Context, gateway: Gateway): Reading {
  const { call } = ctx
  const of = gateway.id
  const products = new Map<string, Promise<Answer<Policy>>>()
  return {
    ctx, gateway,
    global: once(() => policyOf(call.global({ of, policyId: 'policy' }))),
    diagnostics: once(() => call.allDiagnostics.all({ of })),
    fragments: once(() => readFragments(ctx, gateway)),
    log: once(() => logOf(ctx, gateway)),
    product(productId) {
      const asked = products.get(productId) ?? policyOf(call.productPolicy({ of, productId, policyId: 'policy' }))
      products.set(productId, asked)
      return asked
    },
  }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => (asked ??= read())
}
