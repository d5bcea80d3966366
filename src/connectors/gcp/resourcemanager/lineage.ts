// The policies that hold for a project: its own, and those of the folders and the organisation above it.
import type { cloudresourcemanager_v3 } from 'googleapis/build/src/apis/cloudresourcemanager/v3.js'
import { sharedRead, type Answer, type GapMark } from '../../kit/collector.js'
import { get, post } from '../calls.js'
import { policyVersion } from '../iam-policies.js'
import { said } from '../names.js'
import { getProject } from '../session-calls.js'

export type AncestorPolicy = cloudresourcemanager_v3.Schema$Policy

export interface Level {
  /** `folders/800100200300`, `organizations/900100200300`. */
  name: string
  policy: Answer<AncestorPolicy>
}

export interface Lineage {
  own: Answer<AncestorPolicy>
  /** From the nearest to the farthest. */
  above: Level[]
  /** `organizations/900100200300`; null for a project that belongs to nobody but its owners. */
  organization: Answer<string | null>
}

// None of these is an item of a list: one that is not found is an error, and nothing that has vanished.
const calls = {
  project: getProject,
  projectPolicy: post<AncestorPolicy>('cloudresourcemanager:projects.getIamPolicy', 'v3/{+resource}:getIamPolicy', { needs: ['resourcemanager.projects.getIamPolicy'], per: 'account' }),
  folder: get<cloudresourcemanager_v3.Schema$Folder>('cloudresourcemanager:folders.get', 'v3/{+name}', { needs: ['resourcemanager.folders.get'], per: 'account' }),
  folderPolicy: post<AncestorPolicy>('cloudresourcemanager:folders.getIamPolicy', 'v3/{+resource}:getIamPolicy', { needs: ['resourcemanager.folders.getIamPolicy'], per: 'account' }),
  organizationPolicy: post<AncestorPolicy>('cloudresourcemanager:organizations.getIamPolicy', 'v3/{+resource}:getIamPolicy', { needs: ['resourcemanager.organizations.getIamPolicy'], per: 'account' }),
}

export const lineage = sharedRead({
  id: 'gcp.lineage',
  per: 'account',
  calls,
  async load({ call, scope: { account } }): Promise<Answer<Lineage>> {
    const asked = (resource: string): { resource: string; options: object } => ({ resource, options: { requestedPolicyVersion: policyVersion } })
    const [project, own] = await Promise.all([call.project({ name: `projects/${account}` }), call.projectPolicy(asked(`projects/${account}`))])
    const above: Level[] = []
    const found = (organization: Answer<string | null>): Answer<Lineage> => ({ ok: true, value: { own, above, organization } })
    if (!project.ok) return found(project)
    for (let parent = said(project.value.parent); parent !== null;) {
      const isFolder = parent.startsWith('folders/')
      const [policy, folder] = await Promise.all([
        isFolder ? call.folderPolicy(asked(parent)) : call.organizationPolicy(asked(parent)), isFolder ? call.folder({ name: parent }) : null,
      ])
      above.push({ name: parent, policy })
      if (folder === null) return found({ ok: true, value: parent })
      if (!folder.ok) return found(folder)
      parent = said(folder.value.parent)
    }
    return found({ ok: true, value: null })
  },
})

/** What hides a part of what is above; null when all of it was read. */
export function unreadAbove({ above, organization }: Lineage): GapMark | null {
  const policy = above.map((level) => level.policy).find((answer) => !answer.ok)
  return policy?.ok === false ? policy.gap : organization.ok ? null : organization.gap
}
