// What a collector is: the properties it fills, the calls it may make, and how it turns answers into assets.
import type { GapId, GapReason, Kind, RelationType, Scope, SourceLocation } from '../../core/index.js'
import type { Infer, RecordShape, Shape, ShapeNode } from '../../core/shape.js'

/** One read operation that a collector may make. What is not declared cannot be called. */
export interface Call<I = unknown, O = unknown> {
  /** `<client>:<Operation>` as the provider's SDK names it, such as `s3:GetBucketEncryption`. */
  action: string
  /** Permissions it takes; the action itself when the provider calls both the same. */
  needs: string[]
  per: 'account' | 'region' | 'item'
  /** Error codes that say "there is none": the answer is then `null`, a fact. */
  absent?: readonly string[]
  /** Error codes that say the item vanished since it was listed. */
  gone?: readonly string[]
  /** Only made when asked for by `--with <word>`; otherwise answered by a not-requested gap. */
  with?: string
  /** Another read gives the same facts: when this one fails, that is no gap. */
  spare?: boolean
  /** For reads that start something and answer "not yet": polled with growing pauses until this is true. */
  until?(answer: O): boolean
  /** The error code inside an answer that arrived as a success, such as a job that ended as failed. */
  refused?(answer: O): string | undefined
  /** What a failure says when it is itself the answer, such as "exists, not yours" for a 403; undefined for any other. */
  says?(failure: Refusal): O | undefined
  /** Never set: they carry the types of input and answer. */
  readonly _input?: I
  readonly _output?: O
}

/** A failed request as the provider told it. `HEAD` has no body: its code is the SDK's guess, its status and headers are not. */
export interface Refusal {
  code: string
  message: string
  status?: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
}

/** A paged read. */
export interface ListCall<I = unknown, O = unknown, R = unknown> extends Call<I, O> {
  items: (page: O) => readonly R[] | undefined
  /** Input field that takes the page token, and where the next one stands in the answer. */
  paging: { token: string; next: (page: O) => string | undefined; size?: { field: string; max: number } }
  /** Places that a page says are missing from it, such as locations that did not answer. */
  missed?(page: O): readonly string[]
  /** Why rows may be missing from a page for lack of rights, where the service leaves out what may not be read. */
  hides?(page: O): string | undefined
}

export function isList(call: Call): call is ListCall {
  return 'paging' in call
}

export type Calls = Record<string, Call>

declare const gapMark: unique symbol
/** Stands in the place of a value that could not be read. */
export class GapMark {
  declare readonly [gapMark]: true
  /** `fact`: the read is not there at all in this scope. A gap only where something else shows that it should be. */
  constructor(readonly id: GapId, readonly fact?: UnservedRead) {}
}

/** A read of a service that is not offered or not enabled in a scope. */
export interface UnservedRead {
  call: Call
  state: 'not-enabled' | 'not-offered'
}

/** What a call gives: the provider's answer (`null` for "there is none"), or the gap that hides it. */
export type Answer<T> = { ok: true; value: T } | { ok: false; gap: GapMark }

/** A value taken out of an answer, or the answer's gap. */
export function known<T, U>(answer: Answer<T>, take: (value: T) => U): U | GapMark {
  return answer.ok ? take(answer.value) : answer.gap
}

/** Where to send a call when it is not the scope's own region, such as a bucket's. */
export interface At {
  region?: string
}

type Callable<C> =
  C extends ListCall<infer I, infer O, infer R>
    ? {
        /** Rows of all pages. A failure ends the iteration and marks this collector's type as not fully listed. */
        rows(input?: I, at?: At): AsyncIterable<R>
        /** All rows of a list that belongs to one item: a failure is the answer's gap, not a list gap. */
        all(input: I, at?: At): Promise<Answer<R[]>>
        /** One page as it is. */
        page(input: I, at?: At): Promise<Answer<O>>
      }
    : C extends Call<infer I, infer O>
      ? (input: I, at?: At) => Promise<Answer<O>>
      : never
export type Callables<C extends Calls> = { readonly [K in keyof C]: Callable<C[K]> }

/** A read shared by several collectors and made once per scope. */
export interface SharedRead<T = unknown, C extends Calls = Calls> {
  id: string
  per: 'account' | 'region'
  calls: C
  load(ctx: SharedCtx<C>): Promise<Answer<T>>
}
export interface SharedCtx<C extends Calls> {
  readonly scope: Scope
  readonly partition: string
  /** The provider's number for the account, where names are written with it; else empty. */
  readonly number: string
  readonly call: Callables<C>
  readonly each: <R>(rows: AsyncIterable<R> | Iterable<R>, body: (row: R) => Promise<void> | void) => Promise<void>
  readonly read: <T>(shared: SharedRead<T>) => Promise<Answer<T>>
  /** Tells what a call that did answer could not give. */
  readonly gap: (call: Call, reason: GapReason, message: string) => GapMark
}

/** An outgoing relation of the asset being emitted. */
export interface Edge {
  type: RelationType
  /** Target's asset type. */
  target: string
  /** Target's id or alias. */
  to: string
  basis?: 'declared' | 'inferred'
  via?: string
}

/** Stands among the edges of an asset: its relations of this type could not be read. */
export interface UnreadEdges {
  type: RelationType
  unread: GapMark
}

/** The edges that an answer gives, or the word that those of this type could not be read. */
export function edgesOf<T>(answer: Answer<T>, type: RelationType, take: (value: T) => readonly (Edge | null)[]): (Edge | UnreadEdges | null)[] {
  return answer.ok ? [...take(answer.value)] : [{ type, unread: answer.gap }]
}

type Fields<P> = P extends RecordShape<infer F> ? F : never
/** Declared properties, each the value or the mark of the gap that hides it. */
export type PropValues<P> = { [K in keyof Fields<P>]: Infer<Fields<P>[K]> | GapMark }

export interface Emission<P> {
  id: string
  name: string
  /** All declared properties; a mark in place of the whole gaps every one of them. */
  props: PropValues<P> | GapMark
  /** Outgoing relations; a mark says that none of the declared ones could be read. */
  edges?: (Edge | UnreadEdges | null | undefined)[] | GapMark
  aliases?: string[]
  past?: { family: string; at: string } | null
  /** Where it stands in a repository, for what is a file. */
  source?: SourceLocation
}

/** Points at an asset that something else refers to. */
export interface Ref {
  type: string
  id: string
  /** The asset that refers to it first. */
  from: string
}

export interface Ctx<P, C extends Calls> extends SharedCtx<C> {
  /** The clock of this inventory. */
  readonly takenAt: Date
  /** Past jobs that ended before are not read. */
  readonly historySince: Date
  /** Optional reads the user asked for. */
  readonly with: ReadonlySet<string>
  readonly emit: (asset: Emission<P>) => void
  /** Marks this collector's list as unread, by a gap got from a shared read. */
  readonly unlisted: (gap: GapMark) => void
  /** Marks another type as not fully read: what would have led to the rest of it could not be had. */
  readonly hides: (gap: GapMark, type: string) => void
  /** Takes what is found inside of what this collector reads; undefined where nobody asked for any of it. */
  readonly held: Held | undefined
}

/** Where assets of types go that lie in others, such as the files in objects of a store. */
export interface Held {
  /** Declared properties of a type; undefined for one that nobody asked for. */
  fields(type: string): Record<string, ShapeNode> | undefined
  /** What nobody asked for is let go. */
  emit(type: string, asset: Emission<never>): void
  /** There may be more of every such type than was found. */
  unlisted(gap: GapMark): void
}

export interface Collector<P extends RecordShape<Record<string, Shape>> = RecordShape<Record<string, Shape>>, C extends Calls = Calls> {
  /** Asset type it emits; it is the only one that does. */
  type: string
  kind: Kind
  /** The provider's service word that says whether it is offered in a region, such as `sagemaker`. */
  service: string
  per: 'account' | 'region'
  props: P
  /** Outgoing relations and the asset types they may point at. */
  relates: Partial<Record<RelationType, readonly string[]>>
  calls: C
  reads?: readonly SharedRead[]
  /** Not there at all unless asked for by `--with <word>`. */
  with?: string
  /** Neither listed nor resolved by itself: whoever reads what it lies in emits it. */
  held?: true
  /** Looks into what it reads, and emits the files that lie there. */
  holdsFiles?: true
  /** Lists what is there. */
  list?(ctx: Ctx<P, C>): Promise<void>
  /** Reads one asset that something refers to; emits nothing when it does not exist. */
  resolve?(ref: Ref, ctx: Ctx<P, C>): Promise<void>
}

/** A collector whose own types are hidden, as the scheduler sees it. */
// oxlint-disable-next-line typescript/no-explicit-any -- the one place where collectors of different shapes meet
export type AnyCollector = Collector<any, any>

export function collector<P extends RecordShape<Record<string, Shape>>, const C extends Calls>(c: Collector<P, C>): Collector<P, C> {
  return c
}

/** Every call a collector may make, those of the reads it shares among them. */
export function callsOf(collector: AnyCollector): Call[] {
  return [...Object.values<Call>(collector.calls), ...(collector.reads ?? []).flatMap((read) => Object.values(read.calls))]
}

export function sharedRead<T, const C extends Calls>(read: SharedRead<T, C>): SharedRead<T, C> {
  return read
}
