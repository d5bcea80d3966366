// Where a thing stands: the cloud with its account, and the resource itself.
import type { Finding, Scope } from '../../core/index.js'

/** Captions and numbers of `account.type_id`. */
const clouds: Record<string, { name: string; type: string; typeId: number }> = {
  aws: { name: 'AWS', type: 'AWS Account', typeId: 10 },
  gcp: { name: 'GCP', type: 'GCP Project', typeId: 11 },
  azure: { name: 'Azure', type: 'Azure Subscription', typeId: 13 },
}

/** Undefined for files, which are in no cloud. */
export function cloudOf(scope: Scope): object | undefined {
  const cloud = Object.hasOwn(clouds, scope.provider) ? clouds[scope.provider] : undefined
  if (cloud === undefined) return undefined
  return {
    provider: cloud.name,
    account: { uid: scope.account, type: cloud.type, type_id: cloud.typeId },
    ...(scope.region === undefined ? {} : { region: scope.region }),
  }
}

const roles = { target: { id: 1, caption: 'Target' }, affected: { id: 3, caption: 'Affected' }, related: { id: 4, caption: 'Related' } }

export interface Thing {
  id: string
  name: string
  type: string
  scope: Scope
  owners?: readonly string[] | undefined
}

/** `inCloud`: the event has the cloud profile, without which a resource may not name its region. */
export function resourceOf(thing: Thing, role: keyof typeof roles, inCloud: boolean): object {
  const [owner] = thing.owners ?? []
  const partition = /^arn:([^:]+):/.exec(thing.id)?.[1]
  const cloud = Object.hasOwn(clouds, thing.scope.provider) ? clouds[thing.scope.provider] : undefined
  return {
    uid: thing.id, name: thing.name === '' ? thing.id : thing.name, type: thing.type, namespace: thing.scope.account,
    role_id: roles[role].id, role: roles[role].caption,
    ...(owner === undefined ? {} : { owner: { name: owner } }),
    ...(!inCloud || cloud === undefined ? {} : {
      provider: cloud.name,
      ...(thing.scope.region === undefined ? {} : { region: thing.scope.region }),
      ...(partition === undefined ? {} : { cloud_partition: partition }),
    }),
  }
}

/** What a SIEM may pivot on; number and caption of `observable.type_id`. */
export function observablesOf(id: string): object[] {
  return [{ name: 'resources.uid', type_id: 10, type: 'Resource UID', value: id }]
}

/** The file that the finding is in, as evidence. */
export function fileOf(source: NonNullable<Finding['source']>): object {
  const name = source.file.split(/[/\\]/).at(-1) ?? ''
  return { name: name === '' ? source.file : name, path: source.file, type_id: 0, type: 'Unknown' }
}
