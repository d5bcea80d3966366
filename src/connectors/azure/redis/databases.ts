// Databases of Azure Managed Redis and Redis Enterprise: modules, keys and encryption are theirs, the network is the cluster's.
import { known, type Answer, type GapMark } from '../../kit/collector.js'
import type { Resource } from '../calls.js'
import { word } from '../names.js'

export type DatabaseRow = Resource<{
  accessKeysAuthentication?: string | null
  clientProtocol?: string | null
  modules?: readonly { name?: string | null }[] | null
}>

/** Names of the modules of all databases, in lower case. */
export function modulesOf(databases: readonly DatabaseRow[]): string[] {
  return [...new Set(databases.flatMap(({ properties }) => (properties?.modules ?? []).flatMap((one) => word(one.name) ?? [])))].toSorted()
}

/** Whether keys open one of the databases; null where one does not say. */
export function keysOf(databases: Answer<DatabaseRow[]>): boolean | null | GapMark {
  return known(databases, (all) => any(all.map(({ properties }) => is(word(properties?.accessKeysAuthentication), 'enabled'))))
}

/** Whether one of them talks in the clear; null where one does not say. */
export function plaintextOf(databases: Answer<DatabaseRow[]>): boolean | null | GapMark {
  return known(databases, (all) => any(all.map(({ properties }) => is(word(properties?.clientProtocol), 'plaintext'))))
}

function is(given: string | null, wanted: string): boolean | null {
  return given === null ? null : given === wanted
}

function any(answers: readonly (boolean | null)[]): boolean | null {
  return answers.includes(true) ? true : answers.length === 0 || answers.includes(null) ? null : false
}
