// Every function of a region, once: read for the functions themselves and for the APIs in front of them.
import type {
  CodeSigningConfig, FunctionConfiguration, ListCodeSigningConfigsCommandInput, ListCodeSigningConfigsCommandOutput, ListFunctionsByCodeSigningConfigCommandInput,
  ListFunctionsByCodeSigningConfigCommandOutput, ListFunctionsCommandInput, ListFunctionsCommandOutput,
} from '@aws-sdk/client-lambda'
import { sharedRead, type Answer, type GapMark } from '../../kit/collector.js'
import { findSecretsIn, type SecretHit } from '../../../artifacts/text/secrets.js'
import { aiGrants, aiVariables, type AiGrant } from '../ai-signs.js'
import { listMarked } from '../calls.js'
import { functionArn } from '../edges.js'
import { authorizationDetails } from '../iam/authorization-details.js'
import { said } from '../names.js'

/** What is kept of a function: the values of its variables are looked at and dropped. */
export interface FunctionRecord {
  arn: string
  name: string
  runtime: string | null
  packageType: string | null
  roleArn: string | null
  lastModified: string | null
  kmsKey: string | null
  vpcId: string | null
  subnetIds: string[]
  groupIds: string[]
  variables: string[]
  aiVariables: string[]
  secrets: SecretHit[]
  /** Values of variables that are called endpoints and could be the names of some. */
  endpointNames: string[]
  /** Lambda could not decrypt the environment for us. */
  environmentHidden: boolean
}

export function functionRecord(fn: FunctionConfiguration): FunctionRecord {
  const environment = fn.Environment?.Variables ?? {}
  return {
    arn: fn.FunctionArn ?? '',
    name: fn.FunctionName ?? '',
    runtime: said(fn.Runtime),
    packageType: fn.PackageType ?? null,
    roleArn: said(fn.Role),
    lastModified: modified(fn.LastModified),
    kmsKey: said(fn.KMSKeyArn),
    vpcId: said(fn.VpcConfig?.VpcId),
    subnetIds: fn.VpcConfig?.SubnetIds ?? [],
    groupIds: fn.VpcConfig?.SecurityGroupIds ?? [],
    variables: Object.keys(environment).toSorted(),
    aiVariables: aiVariables(environment).toSorted(),
    secrets: findSecretsIn(environment),
    endpointNames: Object.entries(environment).filter(([name, value]) => /endpoint/i.test(name) && /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(value)).map(([, value]) => value),
    environmentHidden: fn.Environment?.Error !== undefined,
  }
}

/** `2026-03-01T10:00:00.000+0000` */
function modified(text: string | undefined): string | null {
  const at = Date.parse((text ?? '').replace(/\+0000$/, 'Z'))
  return Number.isNaN(at) ? null : new Date(at).toISOString()
}

/** By unqualified ARN. */
export const functions = sharedRead({
  id: 'lambda.functions',
  per: 'region',
  calls: {
    list: listMarked<ListFunctionsCommandInput, ListFunctionsCommandOutput, FunctionConfiguration>('lambda:ListFunctions', {
      items: (page) => page.Functions, token: 'Marker', next: (page) => page.NextMarker, size: { field: 'MaxItems', max: 50 },
    }),
  },
  async load({ call, each }): Promise<Answer<ReadonlyMap<string, FunctionRecord>>> {
    const listed = await call.list.all({})
    if (!listed.ok) return listed
    const found = new Map<string, FunctionRecord>()
    await each(listed.value, (fn) => { found.set(fn.FunctionArn ?? '', functionRecord(fn)) })
    return { ok: true, value: found }
  },
})

/** Grants of one role, by the function's ARN; a function without any is there for its variables. */
export interface AiFunctions {
  byArn: ReadonlyMap<string, AiGrant[]>
  /** Set when the roles could not be read: functions that are AI only by their role are missing then. */
  unreadRoles: GapMark | null
}

/** Functions that talk to AI by their own words: an account has thousands, and the others are nobody's business here. */
export const aiFunctions = sharedRead({
  id: 'lambda.aiFunctions',
  per: 'region',
  calls: {},
  async load({ read }): Promise<Answer<AiFunctions>> {
    const all = await read(functions)
    if (!all.ok) return all
    // Who has no functions is not asked for his roles.
    if (all.value.size === 0) return { ok: true, value: { byArn: new Map(), unreadRoles: null } }
    const details = await read(authorizationDetails)
    const grants = new Map<string, AiGrant[]>()
    if (details.ok) for (const role of details.value.roles) grants.set(role.Arn ?? '', aiGrants(role, details.value))
    const byArn = new Map<string, AiGrant[]>()
    for (const fn of all.value.values()) {
      const own = grants.get(fn.roleArn ?? '') ?? []
      if (own.length > 0 || fn.aiVariables.length > 0) byArn.set(fn.arn, own)
    }
    return { ok: true, value: { byArn, unreadRoles: details.ok ? null : details.gap } }
  },
})

const byMarker = { token: 'Marker', next: (page: { NextMarker?: string | undefined }) => page.NextMarker, size: { field: 'MaxItems', max: 50 } }

/**
 * The signing configuration of each function that has one, by unqualified ARN. A region has a handful of configurations
 * at most: asking them for their functions takes fewer calls than asking each function for its configuration.
 */
export const codeSigning = sharedRead({
  id: 'lambda.codeSigning',
  per: 'region',
  calls: {
    configs: listMarked<ListCodeSigningConfigsCommandInput, ListCodeSigningConfigsCommandOutput, CodeSigningConfig>('lambda:ListCodeSigningConfigs', {
      items: (page) => page.CodeSigningConfigs, ...byMarker,
    }),
    functions: listMarked<ListFunctionsByCodeSigningConfigCommandInput, ListFunctionsByCodeSigningConfigCommandOutput, string>('lambda:ListFunctionsByCodeSigningConfig', {
      per: 'item', items: (page) => page.FunctionArns, ...byMarker,
    }),
  },
  async load({ call }): Promise<Answer<ReadonlyMap<string, string>>> {
    const configs = await call.configs.all({})
    if (!configs.ok) return configs
    const found = new Map<string, string>()
    for (const { CodeSigningConfigArn = '' } of configs.value) {
      const signed = await call.functions.all({ CodeSigningConfigArn })
      if (!signed.ok) return signed
      for (const arn of signed.value) found.set(functionArn(arn), CodeSigningConfigArn)
    }
    return { ok: true, value: found }
  },
})
