// What is read out of the definition of an index.
import { said, word } from '../names.js'

interface Field {
  name?: string | null
  filterable?: boolean | null
  permissionFilter?: string | null
  fields?: readonly Field[] | null
}

export interface IndexDefinition {
  name?: string | null
  fields?: readonly Field[] | null
  corsOptions?: { allowedOrigins?: readonly string[] | null } | null
  vectorSearch?: { profiles?: readonly object[] | null } | null
  encryptionKey?: { keyVaultUri?: string | null } | null
  permissionFilterOption?: string | null
}

/** Fields with those inside them, by their paths. */
export function fieldsOf({ fields }: Pick<IndexDefinition, 'fields'>, above = ''): { path: string; isFilterable: boolean; permission: string | null }[] {
  return (fields ?? []).flatMap((field) => {
    const path = `${above}${field.name ?? ''}`
    return [{ path, isFilterable: field.filterable === true, permission: word(said(field.permissionFilter)) }, ...fieldsOf(field, `${path}/`)]
  })
}
