// A provider of a few lines, for testing the kit without any cloud.
import type { AnyCollector, Call, CollectSettings, Connector, Failure, Session } from './kit.js'

export class Refusal extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message)
  }
}

export function refuse(failure: Partial<Failure> & { class: Failure['class'] }): never {
  throw new Refusal({ code: failure.class, message: `refused: ${failure.class}`, ...failure })
}

export type Handler = (input: Record<string, unknown>, nth: number) => unknown

export function fakeConnector(collectors: AnyCollector[], handlers: Record<string, Handler>, regions = ['here']): Connector & { calls: Record<string, Call>; log: string[] } {
  const seen = new Map<string, number>()
  const log: string[] = []
  const session: Session = {
    targets: () => Promise.resolve([{ account: '111122223333', partition: 'aws', regions, skippedRegions: [] }]),
    async attempt(call, input, scope) {
      const nth = seen.get(call.action) ?? 0
      seen.set(call.action, nth + 1)
      log.push(`${scope.region ?? 'global'} ${call.action} ${JSON.stringify(input)}`)
      const handler = handlers[call.action]
      if (handler === undefined) throw new Error(`no handler for ${call.action}`)
      await Promise.resolve()
      return handler(input as Record<string, unknown>, nth)
    },
    classify: (error) => (error instanceof Refusal ? error.failure : { class: 'error', code: 'bug', message: String(error) }),
    locate: (ref, from) => (ref.id.includes('foreign') ? null : from),
    rate: () => ({ perSecond: 10_000, burst: 10_000 }),
    close: () => undefined,
  }
  return { id: 'fake', regions: /./, ids: /./, summary: '', calls: {}, log, leastPrivilege: () => ({}), rightsByService: () => ({}), collectors: () => Promise.resolve(collectors), open: (_settings: CollectSettings) => Promise.resolve(session) }
}
