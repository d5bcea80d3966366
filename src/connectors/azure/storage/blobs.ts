// What storage accounts keep blobs in: their containers, listed once for each account that somebody asks about.
import { sharedRead, type Answer } from '../../kit/collector.js'
import { list, notFound, type Resource } from '../calls.js'
import { armId } from '../names.js'

export interface Container {
  publicAccess?: string | null
  hasImmutabilityPolicy?: boolean | null
  hasLegalHold?: boolean | null
  immutableStorageWithVersioning?: { enabled?: boolean | null } | null
  lastModifiedTime?: string | null
}
export type ContainerRow = Resource<Container>

/** Codes with which an account of files or tables says that it has no blobs. */
export const noBlobs: readonly string[] = ['FeatureNotSupportedForAccount', 'OperationNotAllowedOnKind']

/** Containers of an account by its id. */
export type ContainersOf = (account: string) => Promise<Answer<readonly ContainerRow[]>>

export const containers = sharedRead({
  id: 'azure.storage-containers',
  per: 'account',
  calls: {
    containers: list<ContainerRow>('storage:blobContainers.list', '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers', {
      needs: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'], absent: [...noBlobs, ...notFound],
    }),
  },
  load: ({ call }): Promise<Answer<ContainersOf>> => {
    const asked = new Map<string, ReturnType<ContainersOf>>()
    return Promise.resolve({
      ok: true,
      value: (account) => {
        const id = armId(account)
        let answer = asked.get(id)
        if (answer === undefined) asked.set(id, answer = call.containers.all({ of: id }))
        return answer
      },
    })
  },
})

const below = '/blobservices/default/containers'

/** Id of a container; without a name it stands for all that an account has. */
export function containerId(account: string, name = ''): string {
  return armId(`${armId(account)}${below}/${name}`)
}

/** The account of a container's id, and its name; null for what is no container's id. */
export function containerOf(id: string): { account: string; name: string | null } | null {
  const [account, rest, more] = armId(id).split(below)
  if (account === undefined || rest === undefined || more !== undefined) return null
  return { account, name: rest === '' ? null : rest.slice(1) }
}
