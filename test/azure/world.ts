// Every recorded subscription as one, scanned over real HTTP.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import picomatch from 'picomatch'
import { parse } from 'yaml'
import azure from '../../src/connectors/azure/index.js'
import { isAzure } from '../../src/connectors/azure/calls.js'
import type { Addressed } from '../../src/connectors/azure/exchange.js'
import { graphPage } from '../../src/connectors/azure/session-calls.js'
import { collect, type Collected } from '../../src/connectors/kit/collect.js'
import { callsOf, type Call } from '../../src/connectors/kit/collector.js'
import { AzureServer, recorded, type ServerOptions } from './server.js'

const fixtures = fileURLToPath(new URL('../../fixtures/azure', import.meta.url))
const day = 24 * 60 * 60 * 1000

/** Recorded subscriptions of a character, one a group. */
export function recordedSubscriptions(character: string, root = fixtures): string[] {
  return readdirSync(root).map((group) => join(root, group, character)).filter((folder) => existsSync(join(folder, 'scenario.yaml')))
}

/** What `scenario.yaml` says of a recorded subscription. */
function written(folder: string): { types?: string[]; with?: string[] } {
  return parse(readFileSync(join(folder, 'scenario.yaml'), 'utf8')) as { types?: string[]; with?: string[] }
}

/** Asset types that a recorded subscription is about. */
export async function recordedTypes(folder: string): Promise<ReadonlySet<string>> {
  const { types } = written(folder)
  const isRecorded = types === undefined ? () => true : picomatch(types)
  return new Set((await azure.collectors()).map((collector) => collector.type).filter((type) => isRecorded(type)))
}

/** Optional reads that are recorded there. */
export function recordedReads(folder: string): string[] {
  return written(folder).with ?? []
}

/** Every declared call that has an address, the question to Resource Graph among them. */
export async function addressedCalls(): Promise<Addressed[]> {
  const calls: Call[] = [...Object.values<Call>(azure.calls), ...(await azure.collectors()).flatMap(callsOf)]
  const addressed = calls.filter(isAzure).flatMap((call) => ('rest' in call ? [call] : []))
  return [graphPage, ...new Map(addressed.map((call) => [call.action, call])).values()]
}

export interface AzureScan {
  collected?: Collected
  refused?: Error
  server: AzureServer
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
  bug?: (error: unknown, where: string) => void
}

/** One scan of a server made for it. */
export async function azureScan(options: ScanOptions = {}): Promise<AzureScan> {
  const server = await AzureServer.start({ folders: recordedSubscriptions('tidy'), calls: await addressedCalls(), ...options })
  const takenAt = new Date('2026-06-01T00:00:00Z')
  const started = performance.now()
  try {
    const collected = await collect({
      connectors: [{ connector: azure, settings: { scopes: options.scopes ?? [`sub/${recorded}`], regions: options.regions ?? [], maxRate: options.maxRate ?? 1000 } }],
      ...(options.types !== undefined && { types: options.types }), takenAt, historySince: new Date(takenAt.getTime() - 90 * day), with: new Set(options.with),
      concurrency: 64, requestTimeout: options.requestTimeout ?? 10_000, signal: AbortSignal.any([AbortSignal.timeout(60_000), ...(options.signal === undefined ? [] : [options.signal])]), random: () => 0.01, env: server.env,
    }, { scope: () => undefined, skipped: () => undefined, bug: options.bug ?? (() => undefined) })
    return { collected, server, milliseconds: performance.now() - started }
  } catch (error) {
    return { refused: error instanceof Error ? error : new Error(String(error)), server, milliseconds: performance.now() - started }
  } finally {
    await server.stop()
  }
}
