// Lambda functions that stand around AI: tools of agents, and code that asks models. All others are left alone.
import type {
  FunctionUrlConfig, GetFunctionConcurrencyCommandInput, GetFunctionConcurrencyCommandOutput,
  GetFunctionConfigurationCommandInput, GetFunctionConfigurationCommandOutput, GetPolicyCommandInput, GetPolicyCommandOutput,
  ListFunctionUrlConfigsCommandInput, ListFunctionUrlConfigsCommandOutput,
} from '@aws-sdk/client-lambda'
import { any, listOf, nullable, number, oneOf, shape, string, time } from '../../../core/shape.js'
import { collector, edgesOf, GapMark, known, type Answer, type Call, type Ctx, type Edge, type UnreadEdges } from '../../kit/collector.js'
import { secretHits } from '../../../artifacts/text/secrets.js'
import type { AiGrant } from '../ai-signs.js'
import { parseArn } from '../arn.js'
import { listMarked, read, readOrNull } from '../calls.js'
import { encryptedBy, functionArn, placedIn, runsAs } from '../edges.js'
import { authorizationDetails } from '../iam/authorization-details.js'
import { placeOf, said, type Place } from '../names.js'
import { aiFunctions, codeSigning, functionRecord, functions, type FunctionRecord } from './functions.js'
import { agentEdges, agentIds, endpointArns, endpointEdges, isPattern, namedByVariable, namedResources } from './invocable.js'
import { apisAllowed, joinPolicies, withoutUrlGrants } from './policies.js'
import { runtimeEnd } from './runtimes.js'

const props = shape({
  /** `missing`: something refers to it, and it is not there. Functions of accounts that are not scanned are no assets. */
  owner: oneOf('self', 'missing'),
  packageType: nullable(oneOf('Zip', 'Image')),
  /** Null for container images. */
  runtime: nullable(string),
  /** When AWS stops patching the runtime; null where no end is announced. */
  runtimeEndsAt: nullable(time),
  roleArn: nullable(string),
  lastModified: nullable(time),
  kmsKeyArn: nullable(string),
  vpcId: nullable(string),
  subnetIds: listOf(string),
  /** Names of the environment's variables; their values are looked at and dropped. */
  variables: listOf(string),
  secrets: secretHits,
  /** Why the function is taken to talk to AI: `variable OPENAI_API_KEY`, `role allows bedrock:invokemodel`. Empty for one that is only referred to. */
  aiSigns: listOf(string),
  /** Statements of the function, and of the aliases that have a URL without authentication. */
  policy: nullable(any),
  /** `qualifier`: the alias, null for the function itself. */
  functionUrls: listOf(shape({ qualifier: nullable(string), authType: oneOf('NONE', 'AWS_IAM'), origins: listOf(string) })),
  reservedConcurrency: nullable(number),
  codeSigningConfig: nullable(string),
})
const calls = {
  policy: readOrNull<GetPolicyCommandInput, GetPolicyCommandOutput>('lambda:GetPolicy', ['ResourceNotFoundException']),
  urls: listMarked<ListFunctionUrlConfigsCommandInput, ListFunctionUrlConfigsCommandOutput, FunctionUrlConfig>('lambda:ListFunctionUrlConfigs', {
    per: 'item', items: (page) => page.FunctionUrlConfigs, token: 'Marker', next: (page) => page.NextMarker, size: { field: 'MaxItems', max: 50 },
  }),
  concurrency: read<GetFunctionConcurrencyCommandInput, GetFunctionConcurrencyCommandOutput>('lambda:GetFunctionConcurrency'),
  // Asked only where the list could not decrypt the environment: a refusal inside the answer becomes a gap that has a name.
  environment: {
    ...read<GetFunctionConfigurationCommandInput, GetFunctionConfigurationCommandOutput>('lambda:GetFunctionConfiguration'),
    refused: (answer) => answer.Environment?.Error?.ErrorCode,
  } satisfies Call<GetFunctionConfigurationCommandInput, GetFunctionConfigurationCommandOutput>,
}
type FunctionCtx = Ctx<typeof props, typeof calls>

export default collector({
  type: 'aws.lambda.function',
  kind: 'workload',
  service: 'lambda',
  per: 'region',
  props,
  relates: {
    'runs-as': ['aws.iam.role'], 'placed-in': ['aws.ec2.subnet', 'aws.ec2.security_group'], 'encrypted-by': ['aws.kms.key'],
    'can-invoke': ['aws.sagemaker.endpoint', 'aws.bedrock.agent'], 'exposed-to': ['aws.apigateway.api'],
  },
  calls,
  reads: [functions, aiFunctions, codeSigning, authorizationDetails, endpointArns, agentIds],
  async list(ctx) {
    const [all, ai] = await Promise.all([ctx.read(functions), ctx.read(aiFunctions)])
    if (!all.ok) return ctx.unlisted(all.gap)
    if (!ai.ok) return ctx.unlisted(ai.gap)
    // Which functions are AI by their role alone is as unknown as the roles.
    if (ai.value.unreadRoles !== null) ctx.unlisted(ai.value.unreadRoles)
    await ctx.each(ai.value.byArn, async ([arn, grants]) => {
      const fn = all.value.get(arn)
      if (fn !== undefined) await emitFunction(ctx, fn, grants)
    })
  },
  async resolve(ref, ctx) {
    const id = functionArn(ref.id)
    const [name = ref.id] = (parseArn(id)?.resource ?? '').split(':').slice(1)
    const all = await ctx.read(functions)
    if (!all.ok) return ctx.emit({ id, name, props: all.gap })
    const fn = all.value.get(id)
    return fn === undefined ? ctx.emit({ id, name, props: missingFunction }) : emitFunction(ctx, fn, [])
  },
})

const missingFunction = {
  owner: 'missing', packageType: null, runtime: null, runtimeEndsAt: null, roleArn: null, lastModified: null, kmsKeyArn: null, vpcId: null, subnetIds: [], variables: [], secrets: [], aiSigns: [],
  policy: null, functionUrls: [], reservedConcurrency: null, codeSigningConfig: null,
}

async function emitFunction(ctx: FunctionCtx, fn: FunctionRecord, grants: readonly AiGrant[]): Promise<void> {
  const { call } = ctx
  const FunctionName = fn.name
  const [own, urls, concurrency, signing, hidden, reach] = await Promise.all([
    call.policy({ FunctionName }), call.urls.all({ FunctionName }), call.concurrency({ FunctionName }),
    ctx.read(codeSigning),
    fn.environmentHidden ? call.environment({ FunctionName }) : null,
    invocableEdges(ctx, grants),
  ])
  const open = urls.ok ? urls.value.map(urlFacts).flatMap((url) => (url.authType === 'NONE' && url.qualifier !== null ? [url.qualifier] : [])) : []
  // Without the URLs it is not known which aliases have a say.
  const policies = [own, ...(urls.ok ? [] : [urls]), ...await Promise.all(open.map((Qualifier) => call.policy({ FunctionName, Qualifier })))]
  const policy = joinPolicies(policies)
  const seen = hidden === null ? fn : known(hidden, functionRecord)
  ctx.emit({
    id: fn.arn,
    name: fn.name,
    props: {
      ...functionProps(fn, grants),
      variables: seen instanceof GapMark ? seen : seen.variables,
      secrets: seen instanceof GapMark ? seen : seen.secrets,
      policy: known(policy, (document) => (urls.ok && urls.value.length === 0 ? withoutUrlGrants(document) : document)),
      functionUrls: known(urls, (all) => all.map(urlFacts)),
      reservedConcurrency: known(concurrency, (answer) => answer.ReservedConcurrentExecutions ?? null),
      codeSigningConfig: known(signing, (signed) => signed.get(fn.arn) ?? null),
    },
    edges: [
      ...functionEdges(fn, placeOf(ctx)),
      ...edgesOf(policy, 'exposed-to', (document) => apisAllowed(document, placeOf(ctx))),
      ...reach,
    ],
  })
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function functionProps(fn: FunctionRecord, grants: readonly AiGrant[]) {
  return {
    owner: 'self',
    packageType: fn.packageType,
    runtime: fn.runtime,
    runtimeEndsAt: runtimeEnd(fn.runtime),
    roleArn: fn.roleArn,
    lastModified: fn.lastModified,
    kmsKeyArn: fn.kmsKey,
    vpcId: fn.vpcId,
    subnetIds: fn.subnetIds,
    variables: fn.variables,
    secrets: fn.secrets,
    aiSigns: [...fn.aiVariables.map((name) => `variable ${name}`), ...new Set(grants.map(({ action }) => `role allows ${action}`))],
  }
}

/** A URL of an alias is told by its ARN: `arn:aws:lambda:us-east-1:111122223333:function:orchard-orders:live`. */
export function urlFacts(url: Pick<FunctionUrlConfig, 'FunctionArn' | 'AuthType' | 'Cors'>): { qualifier: string | null; authType: string; origins: string[] } {
  return { qualifier: said((url.FunctionArn ?? '').split(':')[7]), authType: url.AuthType ?? 'NONE', origins: url.Cors?.AllowOrigins ?? [] }
}

export function functionEdges(fn: FunctionRecord, place: Place): (Edge | null)[] {
  return [
    runsAs(fn.roleArn, 'Role'),
    encryptedBy(fn.kmsKey, 'KMSKeyArn'),
    ...placedIn(fn.subnetIds, fn.groupIds, place, 'VpcConfig'),
    ...namedByVariable(fn.endpointNames, place),
  ]
}

/** Endpoints and agents that the grants reach. What they name is drawn as it is; patterns are held against what there is. */
async function invocableEdges(ctx: FunctionCtx, grants: readonly AiGrant[]): Promise<(Edge | UnreadEdges | null)[]> {
  const { endpoints, agents } = namedResources(grants)
  const none: Answer<readonly string[]> = { ok: true, value: [] }
  const [listedEndpoints, listedAgents] = await Promise.all([
    endpoints.some(isPattern) ? ctx.read(endpointArns) : none,
    agents.some(isPattern) ? ctx.read(agentIds) : none,
  ])
  return [
    ...edgesOf(listedEndpoints, 'can-invoke', (listed) => endpointEdges(endpoints, listed)),
    ...edgesOf(listedAgents, 'can-invoke', (listed) => agentEdges(agents, listed, placeOf(ctx))),
  ]
}
