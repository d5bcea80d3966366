// What many Vertex AI resources have in common: names, labels, keys, machines.
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { mapOf, nullable, string, time } from '../../../core/shape.js'
import { fullName, iso, lastOf, said, withId, type Place } from '../names.js'

interface Resource {
  name?: string | null
  displayName?: string | null
  createTime?: string | null
  labels?: { [key: string]: string } | null
  encryptionSpec?: aiplatform_v1.Schema$GoogleCloudAiplatformV1EncryptionSpec
}

/** Properties that every resource has; spread them into a shape. */
export const commonFields = { displayName: nullable(string), createdAt: nullable(time), labels: mapOf(string), kmsKey: nullable(string) }

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function commonProps(of: Resource) {
  return { displayName: said(of.displayName), createdAt: iso(of.createTime), labels: of.labels ?? {}, kmsKey: said(of.encryptionSpec?.kmsKeyName) }
}

/** Id, name and aliases of a resource; an empty name gives an empty id, which the kit reports. */
export function identified(of: Resource, place: Place): { id: string; name: string; aliases: string[] } {
  const name = said(of.name)
  if (name === null) return { id: '', name: said(of.displayName) ?? '', aliases: [] }
  const id = fullName('aiplatform', name, place)
  return { id, name: said(of.displayName) ?? lastOf(name), aliases: withId(id, place) }
}

/** Full name of a Vertex AI resource that another one refers to. */
export function vertexName(name: string | null | undefined, place: Place): string | null {
  return said(name) === null ? null : fullName('aiplatform', name ?? '', place)
}
