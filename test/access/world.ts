// A small account of the orchard team to ask access questions of.
import type { Asset, GapId, Json, Trust } from '../../src/core/index.js'
import { noTrust } from '../../src/core/index.js'
import type { AccessWorld } from '../../src/access/model.js'

export const own = '111122223333'
export const foreign = '444455556666'

export interface Part {
  id: string
  type: string
  name?: string
  account?: string
  props?: { [key: string]: Json }
  gaps?: Record<string, GapId>
}

export function world(parts: readonly Part[], options: { listGaps?: Record<string, GapId>; trust?: Partial<Trust> } = {}): AccessWorld & { get(id: string): Asset } {
  const assets = new Map(parts.map((p) => [p.id, asset(p)]))
  const listed = new Map<string, Asset[]>()
  const list = (type: string, account: string | undefined): Asset[] => {
    const key = `${type} ${account}`
    let found = listed.get(key)
    if (found === undefined) listed.set(key, found = [...assets.values()].filter((a) => a.type === type && (account === undefined || a.scope.account === account)))
    return found
  }
  return {
    asset: (id) => assets.get(id),
    assets: list,
    listGaps: (type, account) => (account !== own || options.listGaps?.[type] === undefined ? [] : [options.listGaps[type]]),
    trust: { ...noTrust, ...options.trust },
    now: Date.UTC(2026, 5, 1),
    get(id) {
      const found = assets.get(id)
      if (found === undefined) throw new Error(`no asset ${id}`)
      return found
    },
  }
}

function asset({ id, type, name, account = own, props = {}, gaps = {} }: Part): Asset {
  return { id, type, kind: 'role', name: name ?? id.slice(id.lastIndexOf('/') + 1), scope: { provider: 'aws', account }, props, gaps }
}

export type Rule = { [key: string]: Json }

export function doc(...statements: Rule[]): Json {
  return { Version: '2012-10-17', Statement: statements }
}
export const allow = (action: Json, resource: Json = '*', more: Rule = {}): Rule => ({ Effect: 'Allow', Action: action, Resource: resource, ...more })
export const deny = (action: Json, resource: Json = '*', more: Rule = {}): Rule => ({ Effect: 'Deny', Action: action, Resource: resource, ...more })

export const roleArn = (name: string, account = own): string => `arn:aws:iam::${account}:role/${name}`
export const userArn = (name: string, account = own): string => `arn:aws:iam::${account}:user/${name}`
export const policyArn = (name: string, account = own): string => `arn:aws:iam::${account}:policy/${name}`

export const trusts = (service: string): Json => doc({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' })

export function role(name: string, statements: readonly Rule[], props: { [key: string]: Json } = {}, gaps: Record<string, GapId> = {}): Part {
  return {
    id: roleArn(name), type: 'aws.iam.role', gaps,
    props: {
      path: '/', trustPolicy: trusts('ec2.amazonaws.com'), attachedPolicies: [], permissionsBoundary: null, serviceLinked: false, tags: {},
      inlinePolicies: statements.length === 0 ? [] : [{ name: 'inline', document: doc(...statements) }], ...props,
    },
  }
}

export function user(name: string, statements: readonly Rule[], props: { [key: string]: Json } = {}, gaps: Record<string, GapId> = {}): Part {
  return {
    id: userArn(name), type: 'aws.iam.user', gaps,
    props: {
      path: '/', attachedPolicies: [], permissionsBoundary: null, groups: [], tags: {},
      inlinePolicies: statements.length === 0 ? [] : [{ name: 'inline', document: doc(...statements) }], ...props,
    },
  }
}

export const managed = (name: string, ...statements: Rule[]): Part => ({ id: policyArn(name), type: 'aws.iam.policy', props: { document: doc(...statements) } })

export function bucket(name: string, policy: Json, props: { [key: string]: Json } = {}, gaps: Record<string, GapId> = {}): Part {
  return {
    id: `arn:aws:s3:::${name}`, type: 'aws.s3.bucket', name, gaps,
    props: { owner: 'self', policy, publicAccessBlock: null, acl: [], objectOwnership: 'BucketOwnerEnforced', ...props },
  }
}

export function account(props: { [key: string]: Json } = {}, gaps: Record<string, GapId> = {}): Part {
  return {
    id: `arn:aws:iam::${own}:root`, type: 'aws.account.account', gaps,
    props: {
      s3PublicAccessBlock: null, organization: { id: 'o-orchard', managementAccount: '999988887777', isManagement: false },
      organizationAccounts: null, scpLevels: [], rcpLevels: [], ...props,
    },
  }
}

const fullAccess = doc(allow('*'))
export const level = (...documents: Json[]): Json => ({ target: 'r-orchard', policies: documents.map((document, i) => ({ name: `scp-${i}`, document })) })
export const openLevel = level(fullAccess)
