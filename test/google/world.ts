// Every recorded project as one, scanned over real HTTP.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import picomatch from 'picomatch'
import { parse } from 'yaml'
import gcp from '../../src/connectors/gcp/index.js'
import { isGoogle } from '../../src/connectors/gcp/calls.js'
import { collect, type Collected } from '../../src/connectors/kit/collect.js'
import { callsOf, type Call } from '../../src/connectors/kit/collector.js'
import type { CollectSettings } from '../../src/connectors/kit/connector.js'
import { GoogleServer, type ServerOptions } from './server.js'

const fixtures = fileURLToPath(new URL('../../fixtures/gcp', import.meta.url))
const day = 24 * 60 * 60 * 1000

/** Recorded projects of a character, one a group. */
export function recordedProjects(character: string, root = fixtures): string[] {
  return readdirSync(root).map((group) => join(root, group, character)).filter((folder) => existsSync(join(folder, 'scenario.yaml')))
}

/** Asset types that a recorded project is about. */
export async function recordedTypes(folder: string): Promise<ReadonlySet<string>> {
  const { types } = parse(readFileSync(join(folder, 'scenario.yaml'), 'utf8')) as { types?: string[] }
  const isRecorded = types === undefined ? () => true : picomatch(types)
  return new Set((await gcp.collectors()).map((collector) => collector.type).filter((type) => isRecorded(type)))
}

export async function googleServices(): Promise<string[]> {
  const calls: Call[] = [...Object.values<Call>(gcp.calls), ...Object.values<Call>(gcp.hubCalls ?? {}), ...(await gcp.collectors()).flatMap(callsOf)]
  return [...new Set(calls.filter(isGoogle).map((call) => call.action.split(':')[0] ?? ''))]
}

export interface GoogleScan {
  collected?: Collected
  refused?: Error
  server: GoogleServer
  milliseconds: number
}

export interface ScanOptions extends Partial<ServerOptions> {
  scopes?: string[]
  regions?: string[]
  types?: ReadonlySet<string>
  requestTimeout?: number
  /** Ends the scan then. */
  signal?: AbortSignal
  maxRate?: number
  with?: string[]
  settings?: Partial<CollectSettings>
  bug?: (error: unknown, where: string) => void
}

/** One scan of a server made for it. */
export async function googleScan(options: ScanOptions = {}): Promise<GoogleScan> {
  const server = await GoogleServer.start({ folders: recordedProjects('tidy'), ...options })
  const takenAt = new Date('2026-06-01T00:00:00Z')
  const started = performance.now()
  try {
    const collected = await collect({
      connectors: [{ connector: gcp, settings: { scopes: options.scopes ?? ['projects/orchard-ml'], regions: options.regions ?? [], maxRate: options.maxRate ?? 1000, ...options.settings } }],
      ...(options.types !== undefined && { types: options.types }), takenAt, historySince: new Date(takenAt.getTime() - 90 * day), with: new Set(options.with),
      concurrency: 64, requestTimeout: options.requestTimeout ?? 10_000, signal: AbortSignal.any([AbortSignal.timeout(60_000), ...(options.signal === undefined ? [] : [options.signal])]), random: () => 0.01, env: server.env(await googleServices()),
    }, { scope: () => undefined, skipped: () => undefined, bug: options.bug ?? (() => undefined) })
    return { collected, server, milliseconds: performance.now() - started }
  } catch (error) {
    return { refused: error instanceof Error ? error : new Error(String(error)), server, milliseconds: performance.now() - started }
  } finally {
    await server.stop()
  }
}
