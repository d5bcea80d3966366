// Which projects a scan reads, and what the Asset Inventory has seen in them.
import { ScanError, UsageError, type Scope } from '../../core/index.js'
import type { Call } from '../kit/collector.js'
import type { Perform } from '../kit/connector.js'
import { allRows } from '../kit/perform-or-fail.js'
import { lastOf } from './names.js'
import { hubCalls, sessionCalls, type ProjectRow, type SearchRow } from './session-calls.js'

export interface Project {
  id: string
  number: string
  /** About to be deleted. */
  closed: boolean
}

/** Where the Asset Inventory has seen what: locations by asset type. */
export type Seen = ReadonlyMap<string, ReadonlySet<string>>

export interface Found {
  projects: Project[]
  /** Projects that were asked for by name and could not be read. */
  unread: { id: string; why: string; call: Call }[]
  /** By project number; null when the Asset Inventory could not be searched. */
  seen: ReadonlyMap<string, Seen> | null
  /** Why it could not. */
  unsearched?: string
}

const projectType = 'cloudresourcemanager.googleapis.com/Project'
/** Regular expressions, as the search takes them; a pattern that fits no type it knows would fail the whole search. */
const searchedTypes = ['aiplatform.googleapis.com.*', 'notebooks.googleapis.com.*']

/** `projects/x`, `folders/1`, `organizations/2`; anything else is refused. */
export function checkScopes(scopes: readonly string[]): void {
  for (const scope of scopes) {
    if (/^projects\/[a-z0-9:.-]+$/.test(scope) || /^(?:folders|organizations)\/\d+$/.test(scope)) continue
    const hint = /^\d+$/.test(scope) || /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(scope) ? `did you mean gcp:projects/${scope}?` : 'gcp:projects/ID, gcp:folders/NUMBER or gcp:organizations/NUMBER'
    throw new UsageError(`gcp:${scope} is no project, folder or organisation; nothing was scanned`, hint)
  }
}

export async function findProjects(scopes: readonly string[], perform: Perform, at: Scope): Promise<Found> {
  const found: Found = { projects: [], unread: [], seen: new Map() }
  const seen = new Map<string, Map<string, Set<string>>>()
  const add = (project: Project): void => {
    if (!found.projects.some((one) => one.number === project.number)) found.projects.push(project)
  }
  for (const scope of scopes) {
    const [kind = '', id = ''] = scope.split('/')
    const isProject = kind === 'projects'
    const search = found.seen === null ? Promise.resolve(null) : searchAll(scope, !isProject, perform, { ...at, account: isProject ? id : '' })
    if (isProject) {
      const project = await perform(sessionCalls.getProject, { name: scope }, { ...at, account: id }).then(projectOf, async (error: unknown) => {
        await search
        if (scopes.length === 1 || !(error instanceof ScanError)) throw error
        found.unread.push({ id, why: error.message.replace(/^nothing was scanned: /, ''), call: sessionCalls.getProject })
        return null
      })
      if (project === null) continue
      add(project)
    }
    const rows = await search
    if (typeof rows === 'string' || rows === null) {
      found.seen = null
      if (rows !== null) found.unsearched = rows
      if (!isProject) for (const project of await walk(scope, perform, at)) add(project)
      continue
    }
    for (const row of rows) take(row, add, seen)
  }
  if (found.seen !== null) found.seen = seen
  return found
}

function take(row: SearchRow, add: (project: Project) => void, seen: Map<string, Map<string, Set<string>>>): void {
  const number = lastOf(row.project ?? '')
  if (row.assetType === projectType) {
    const id: unknown = row.additionalAttributes?.['projectId']
    // The name ends with the id, too: //cloudresourcemanager.googleapis.com/projects/orchard-ml
    add({ number, id: typeof id === 'string' ? id : lastOf(row.name ?? ''), closed: row.state !== undefined && row.state !== null && row.state !== 'ACTIVE' })
    return
  }
  let types = seen.get(number)
  if (types === undefined) seen.set(number, (types = new Map()))
  const type = row.assetType ?? ''
  const locations = types.get(type)
  if (locations === undefined) types.set(type, new Set([row.location ?? '']))
  else locations.add(row.location ?? '')
}

/** Every row, or why there is none. */
async function searchAll(scope: string, projects: boolean, perform: Perform, at: Scope): Promise<SearchRow[] | string> {
  const readMask = 'name,assetType,project,location,state,additionalAttributes'
  try {
    return await allRows(sessionCalls.search, { scope, assetTypes: [...(projects ? [projectType] : []), ...searchedTypes], readMask }, perform, at)
  } catch (error) {
    if (!(error instanceof ScanError)) throw error
    return error.message.replace(/^nothing was scanned: /, '')
  }
}

/** Projects under a folder or organisation, level by level. */
async function walk(parent: string, perform: Perform, at: Scope): Promise<Project[]> {
  const [projects, folders] = await Promise.all([
    allRows(hubCalls.projects, { parent }, perform, at), allRows(hubCalls.folders, { parent }, perform, at),
  ])
  const below = await Promise.all(folders.flatMap((folder) => (folder.name == null ? [] : [walk(folder.name, perform, at)])))
  return [...projects.map(projectOf), ...below.flat()]
}

function projectOf(row: ProjectRow): Project {
  const number = lastOf(row.name ?? '')
  const id = row.projectId ?? ''
  if (!/^\d+$/.test(number) || id === '') throw new ScanError('nothing was scanned: cloudresourcemanager:projects.get did not say which project this is', 'check the endpoint and the proxy')
  return { id, number, closed: row.state !== undefined && row.state !== null && row.state !== 'ACTIVE' }
}
