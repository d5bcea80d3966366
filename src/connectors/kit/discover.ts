// Finds connectors and collectors by walking the folders: no list of them is kept anywhere.
import { readdir } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { join } from 'node:path'
import type { AnyFolderFormat } from '../../artifacts/folder.js'
import type { AnyFormat } from '../../artifacts/format.js'
import type { AnyCollector } from './collector.js'
import type { Connector } from './connector.js'

const connectorsFolder = fileURLToPath(new URL('..', import.meta.url))
const artifactsFolder = fileURLToPath(new URL('../../artifacts', import.meta.url))

function isCode(file: string): boolean {
  return (file.endsWith('.js') || file.endsWith('.ts')) && !file.endsWith('.d.ts')
}

async function load(file: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(file).href)
  return typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
}

/** Collectors of one provider: default exports with a `type`, two folders deep. */
export async function discoverCollectors(provider: string): Promise<AnyCollector[]> {
  const root = join(connectorsFolder, provider)
  const services = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const files = (await Promise.all(services.toSorted().map(async (service) =>
    (await readdir(join(root, service))).filter(isCode).toSorted().map((file) => join(root, service, file))))).flat()
  const exported = await Promise.all(files.map(load))
  return exported.filter(isCollector)
}

function isCollector(value: unknown): value is AnyCollector {
  return typeof value === 'object' && value !== null && 'type' in value && 'props' in value && 'calls' in value
}

/** The names of all providers, none of them loaded. */
export async function providerIds(): Promise<string[]> {
  const folders = (await readdir(connectorsFolder, { withFileTypes: true })).filter((entry) => entry.isDirectory() && entry.name !== 'kit')
  return folders.map(({ name }) => name).toSorted((a, b) => (a < b ? -1 : 1))
}

/** Every provider, or those named, that has a folder with an `index` exporting a connector. */
export async function discoverConnectors(only?: readonly string[]): Promise<Connector[]> {
  const found: Connector[] = []
  for (const name of await providerIds()) {
    if (only?.includes(name) === false) continue
    const index = (await readdir(join(connectorsFolder, name))).find((file) => /^index\.[jt]s$/.test(file))
    if (index === undefined) continue
    const connector = await load(join(connectorsFolder, name, index))
    if (isConnector(connector)) found.push(connector)
  }
  return found
}

function isConnector(value: unknown): value is Connector {
  return typeof value === 'object' && value !== null && 'collectors' in value && 'open' in value
}

/** Every format of files: default exports of `artifacts/formats`. */
export async function discoverFormats(): Promise<AnyFormat[]> {
  return (await exportsOf(join(artifactsFolder, 'formats'))).filter((value): value is AnyFormat => isObject(value) && 'recognise' in value && 'read' in value)
}

/** Everything that a folder can be as a whole: default exports of `artifacts/folders`. */
export async function discoverFolderFormats(): Promise<AnyFolderFormat[]> {
  return (await exportsOf(join(artifactsFolder, 'folders'))).filter((value): value is AnyFolderFormat => isObject(value) && 'recognise' in value && 'read' in value)
}

async function exportsOf(folder: string): Promise<unknown[]> {
  return Promise.all((await readdir(folder)).filter(isCode).toSorted().map((file) => load(join(folder, file))))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
