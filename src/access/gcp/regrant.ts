// Ways to more by changing what grants say: the role one holds, or the policy of what one may not use.
import type { Ruling } from '../../core/index.js'
import type { AccessWorld } from '../model.js'
import { askAnywhere, askProject } from './ask.js'
import type { Grant } from './policy.js'
import type { Holder } from './privilege.js'
import { all, any, no, ruling } from '../decided.js'

/** Changing a custom role one holds to hold anything; predefined roles are Google's to change. */
export function roleUpdate({ who, account }: Holder, world: AccessWorld): Ruling {
  const update = ruling(askProject(who, ['iam.roles.update'], account, world), 'no iam.roles.update')
  if (update.value === false) return update
  const custom = ({ role }: Grant): boolean => role.startsWith('projects/') || role.startsWith('organizations/')
  const holds = askAnywhere(who, ['*'], account, world, { only: custom, content: ({ name }) => ({ found: [name], gaps: [] }) })
  return all(update, ruling(holds, 'no custom role that its holder may change'))
}

/** Who may set a policy may grant himself what it covers. */
const covered: Readonly<Record<string, string>> = {
  'storage.buckets.setIamPolicy': 'storage.objects.get',
  'bigquery.datasets.setIamPolicy': 'bigquery.tables.getData',
  'secretmanager.secrets.setIamPolicy': 'secretmanager.versions.access',
  'cloudkms.cryptoKeys.setIamPolicy': 'cloudkms.cryptoKeyVersions.useToDecrypt',
  'artifactregistry.repositories.setIamPolicy': 'artifactregistry.repositories.uploadArtifacts',
  'aiplatform.endpoints.setIamPolicy': 'aiplatform.endpoints.predict',
  'aiplatform.reasoningEngines.setIamPolicy': 'aiplatform.reasoningEngines.query',
}

export function setPolicy(onAccounts: (taker: Holder, world: AccessWorld) => Ruling): (taker: Holder, world: AccessWorld) => Ruling {
  return (taker, world) => {
    const ways = Object.entries(covered).map(([setter, gained]) => {
      const sets = ruling(askProject(taker.who, [setter], taker.account, world), `no ${setter}`)
      if (sets.value === false) return sets
      const lacks = ruling(askProject(taker.who, [gained], taker.account, world))
      return lacks.value === true ? no() : lacks.value === false ? sets : all(sets, { ...lacks, because: [] })
    })
    return any(onAccounts(taker, world), ...ways)
  }
}
