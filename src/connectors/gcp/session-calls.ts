// Calls that find out which projects there are, what is switched on in them, and where something stands.
import type { cloudasset_v1 } from 'googleapis/build/src/apis/cloudasset/v1.js'
import type { cloudresourcemanager_v3 } from 'googleapis/build/src/apis/cloudresourcemanager/v3.js'
import type { serviceusage_v1 } from 'googleapis/build/src/apis/serviceusage/v1.js'
import type { aiplatform_v1 } from 'googleapis/build/src/apis/aiplatform/v1.js'
import { get, list } from './calls.js'

export type ProjectRow = cloudresourcemanager_v3.Schema$Project
export type FolderRow = cloudresourcemanager_v3.Schema$Folder
export type ServiceRow = serviceusage_v1.Schema$GoogleApiServiceusageV1Service
export type SearchRow = cloudasset_v1.Schema$ResourceSearchResult

/** A project by id or number; its own collector asks the same. */
export const getProject = get<ProjectRow>('cloudresourcemanager:projects.get', 'v3/{+name}', { needs: ['resourcemanager.projects.get'] })

/** The APIs that are enabled in a project. */
export const enabledServices = list<serviceusage_v1.Schema$ListServicesResponse, ServiceRow>('serviceusage:services.list', 'v1/{+parent}/services', { items: (page) => page.services, max: 200, per: 'account' })

export function servicesInput(project: string): { parent: string; filter: string } {
  return { parent: `projects/${project}`, filter: 'state:ENABLED' }
}

export const sessionCalls = {
  getProject,
  enabledServices,
  /** Where which kind of resource stands. What it gives, direct lists give, too. */
  search: list<cloudasset_v1.Schema$SearchAllResourcesResponse, SearchRow>('cloudasset:searchAllResources', 'v1/{+scope}:searchAllResources', {
    needs: ['cloudasset.assets.searchAllResources'], items: (page) => page.results, max: 500, per: 'account', spare: true,
  }),
  locations: list<Locations, NonNullable<Locations['locations']>[number]>('aiplatform:projects.locations.list', 'v1/{+name}/locations', {
    needs: ['aiplatform.locations.list'], items: (page) => page.locations, per: 'account',
  }),
}

/** Only for folders and organisations, and only when the Asset Inventory may not be searched. */
export const hubCalls = {
  folders: list<cloudresourcemanager_v3.Schema$ListFoldersResponse, FolderRow>('cloudresourcemanager:folders.list', 'v3/folders', { needs: ['resourcemanager.folders.list'], items: (page) => page.folders, per: 'account' }),
  projects: list<cloudresourcemanager_v3.Schema$ListProjectsResponse, ProjectRow>('cloudresourcemanager:projects.list', 'v3/projects', { needs: ['resourcemanager.projects.list'], items: (page) => page.projects, per: 'account' }),
}

export type Locations = aiplatform_v1.Schema$GoogleCloudLocationListLocationsResponse
