// Settings of a PostgreSQL flexible server, as its answers write them.
import type { Resource } from '../calls.js'
import { said, word } from '../names.js'
import type { privateEndpointsOf } from '../network.js'

export interface Server {
  version?: string | null
  network?: { publicNetworkAccess?: string | null; delegatedSubnetResourceId?: string | null } | null
  authConfig?: { activeDirectoryAuth?: string | null; passwordAuth?: string | null } | null
  privateEndpointConnections?: Parameters<typeof privateEndpointsOf>[0]
}
export type ServerRow = Resource<Server>
export type SettingRow = Resource<{ value?: string | null; defaultValue?: string | null }>

/** What a setting is; what nobody has set has its default. */
export function valueOf(settings: readonly SettingRow[], wanted: string): string | null {
  const found = settings.find(({ name }) => name?.toLowerCase() === wanted)?.properties
  return said(found?.value) ?? said(found?.defaultValue)
}

/** The list of extensions that may be created, in lower case. */
export function extensionsOf(settings: readonly SettingRow[]): string[] {
  return (valueOf(settings, 'azure.extensions') ?? '').split(',').map((one) => one.trim().toLowerCase()).filter((one) => one !== '').toSorted()
}

/** `on` and `Enabled` are true, `off` and `Disabled` false. */
export function isOn(value: string | null | undefined): boolean | null {
  const given = word(value)
  if (given === 'on' || given === 'enabled') return true
  return given === 'off' || given === 'disabled' ? false : null
}
