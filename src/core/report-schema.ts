// The published contracts as JSON Schema (draft 2020-12): the JSON report, and one line of an inventory file.
import type { Json } from './asset.js'
import type { AssetTypes } from './asset-type.js'
import { jsonSchema } from './shape.js'
import { confidences, gapReasons, kinds, levels, relationTypes, severities, verdicts } from './vocabulary.js'

type Schema = { [key: string]: Json }

const draft = 'https://json-schema.org/draft/2020-12/schema'
const text: Schema = { type: 'string' }
const count: Schema = { type: 'integer', minimum: 0 }
const flag: Schema = { type: 'boolean' }
const moment: Schema = { type: 'string', format: 'date-time' }
const listOf = (items: Schema): Schema => ({ type: 'array', items })
const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values })
const oneOf = (words: readonly string[]): Schema => ({ enum: [...words] })
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] })
const said = (description: string, schema: Schema): Schema => ({ ...schema, description })
const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` })

// Additional properties stay allowed: a later report of the same schema may say more, and old readers keep working.
function object(required: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  return { type: 'object', properties: { ...required, ...optional }, required: Object.keys(required) }
}

const scope = object({ provider: text, account: text }, { region: said('Absent for what is global to an account.', text) })
const tool = object({ name: text, version: text })
const source = object({ file: text }, { line: count, column: count })
const scopeStatus = object({
  scope: ref('scope'),
  state: oneOf(['read', 'not-requested', 'unreachable']),
  services: mapOf(oneOf(['enabled', 'not-enabled', 'not-offered'])),
  calls: said('Requests sent, retries included.', count),
  answered: count,
  vanished: said('Items that were gone between being listed and being described.', count),
}, { why: said('Why it was not read, or how it was read.', text), number: said('The number that ids name the account by.', text) })
const gapFields = {
  id: text, scope: ref('scope'), call: text, types: listOf(text),
  list: said('True when a whole list is unread: assets of these types may exist that nobody saw.', flag),
  reason: oneOf(gapReasons), message: text, count,
}
const missing = said('Permissions that would close the gap.', listOf(text))

const finding = object({
  fingerprint: said('Stable over re-runs and changes of wording.', text),
  rule: text, title: text, severity: oneOf(severities), confidence: oneOf(confidences), message: text,
  asset: said("The provider's own id.", text), assetType: text, assetName: text, scope: ref('scope'),
  evidence: listOf(object({ asset: text, path: text, saw: {}, wanted: text })),
  frameworks: mapOf(listOf(text)),
  fix: object({ text }, { command: said("A command of the provider's own tool.", text), terraform: said('Lines of the resource that would have closed it.', text) }),
  alsoViolates: listOf(text),
}, {
  hops: listOf(object({ from: text, relation: text, to: text, basis: oneOf(['declared', 'inferred']), because: text })),
  source: ref('source'),
  usedBy: said('What refers to an asset that stands around AI, a few by name.', object({ count, some: listOf(object({ asset: text, name: text, type: text })) })),
  family: object({ count, firstSeen: moment, lastSeen: moment }),
  suppressed: object({ by: text, reason: text }, { until: text }),
  console: said("The asset's page in the provider's console.", text),
  ruleSeverity: said('What the rule itself says, where the settings say otherwise.', oneOf(severities)),
  owners: listOf(text),
  baseline: said('Whether the baseline had it.', oneOf(['new', 'known'])),
})

const pastFinding = {
  rule: text, title: text, severity: oneOf(severities), message: text, asset: text, assetType: text, assetName: text, scope: ref('scope'), fingerprint: text,
}

const fixedFindings = said('Gone: the rule passes, or the asset is absent without a gap.', listOf(object(pastFinding, { how: oneOf(['passes', 'not-applicable', 'gone']) })))
const openFindings = said('Found before, not found now, and not known to be gone.', listOf(object({ ...pastFinding, why: text })))

const since = object({
  file: text,
  counts: object({ new: count, known: count, fixed: count, open: count }),
  fixed: fixedFindings,
  open: openFindings,
}, { takenAt: moment })

const unknown = object({
  rule: text, title: text, severity: oneOf(severities),
  asset: said('Null when a whole list is unread: the rule is unknown for the scope.', orNull(text)),
  assetType: orNull(text), assetName: orNull(text), scope: ref('scope'),
  gaps: said('Ids of the gaps that made it unknown.', listOf(text)),
})

const coverage = object({
  decided: count, unknown: count,
  ratio: said('decided / (decided + unknown); 1 when there was nothing to judge.', { type: 'number', minimum: 0, maximum: 1 }),
  rules: mapOf(object(Object.fromEntries(verdicts.map((verdict) => [verdict, count])))),
  nothingToJudge: listOf(text),
  notConfigured: listOf(object({ rule: text, wants: text })),
})

/** JSON Schema of what `-o json` writes. */
export function reportSchema(): Schema {
  return {
    $schema: draft, $id: 'urn:aispm:report:1', title: 'aispm report',
    ...object({
      schema: { const: 1 }, tool: ref('tool'), startedAt: moment, finishedAt: moment,
      complete: said('No gap, every scope reached, collection finished.', flag),
      scopes: listOf(ref('scopeStatus')),
      counts: object({ findings: object(Object.fromEntries(severities.map((severity) => [severity, count]))), suppressed: count, unknowns: count }),
      findings: said('Sorted by severity, rule and asset; suppressed ones carry `suppressed`.', listOf(finding)),
      unknowns: said('What could not be judged; never to be read as a pass.', listOf(unknown)),
      gaps: listOf(object({ ...gapFields, missing, blinds: said('Rules that could not be judged because of it.', listOf(text)) })),
      coverage,
      inventory: object({ assets: count, relations: count, types: mapOf(count), kinds: mapOf(count) }),
      rules: listOf(object({ id: text, title: text, severity: oneOf(severities), level: oneOf(levels) })),
      ignores: listOf(object({ where: text, what: text, reason: text, state: oneOf(['used', 'stale', 'unjudged', 'expired']), findings: count }, { until: text })),
    }, {
      interrupted: said('Why the run was cut short.', text),
      since: said('Against a baseline.', since),
      redacted: said('Names and account ids are pseudonyms.', flag),
    }),
    $defs: { scope, tool, source, scopeStatus },
  }
}

const assetNote = { id: text, type: text, kind: oneOf(kinds), name: text, scope: ref('scope') }
const moved = { rule: text, title: text, severity: oneOf(severities), asset: text, assetName: text, assetType: text, scope: ref('scope') }
const formerly = oneOf(['passing', 'failing', 'unknown', 'absent', 'not-judged'])
const driftSide = object({ file: text, from: oneOf(['inventory', 'report']), complete: said('No gap, every scope reached, collection finished.', flag) }, { takenAt: moment })
const gapNote = object({ id: text, call: text, reason: oneOf(gapReasons), scope: ref('scope'), list: flag, message: text })
const maybe = { why: said('It may be there unseen: why nobody can tell.', text) }

/** JSON Schema of what `aispm diff -o json` writes. */
export function driftSchema(): Schema {
  return {
    $schema: draft, $id: 'urn:aispm:diff:1', title: 'What changed between two scans',
    ...object({
      schema: { const: 1 }, tool: ref('tool'), before: driftSide, after: driftSide,
      verdicts: object({
        new: said('Found now, and not before.', listOf(object(pastFinding, { was: formerly }))),
        fixed: fixedFindings,
        open: openFindings,
        unknown: said('Judged before, and no longer to be judged.', listOf(object({ ...moved, was: formerly, why: text }))),
        passing: said('Not to be judged before, and passing now.', listOf(object(moved))),
        known: said('Found before and now.', count),
      }),
      assets: orNull(object({
        appeared: listOf(object(assetNote, maybe)), vanished: listOf(object(assetNote, maybe)), unreadable: listOf(object(assetNote, maybe)),
        changed: listOf(object({
          ...assetNote,
          props: listOf(object({ path: text, before: {}, after: {} })),
          unread: said('Read on one side alone.', listOf(object({ path: text, since: oneOf(['before', 'after']) }))),
          relations: listOf(object({ change: oneOf(['added', 'removed']), type: oneOf(relationTypes), to: text, name: text })),
        }, maybe)),
      })),
      gaps: object({ came: listOf(gapNote), went: listOf(gapNote) }),
      places: said('Accounts and regions read on one side alone.', object({ came: listOf(ref('scope')), went: listOf(ref('scope')) })),
    }),
    $defs: { scope, tool },
  }
}

/** JSON Schema of one line of an inventory file, with the properties that the given asset types declare. */
export function inventorySchema(types: AssetTypes): Schema {
  const declared = [...types.values()].sort((a, b) => (a.type < b.type ? -1 : 1))
  return {
    $schema: draft, $id: 'urn:aispm:inventory:1', title: 'One line of an aispm inventory file',
    oneOf: ['header', 'scopeLine', 'asset', 'relation', 'gap', 'end'].map(ref),
    $defs: {
      scope, tool, source,
      header: object({ t: { const: 'inventory' }, schema: { const: 1 }, tool: ref('tool'), takenAt: moment, collected: said('Asset types that were asked for.', listOf(text)), finished: flag }, { historySince: moment }),
      scopeLine: { ...scopeStatus, properties: { t: { const: 'scope' }, ...properties(scopeStatus) }, required: ['t', ...scopeStatus['required'] as string[]] },
      asset: {
        ...object({
          t: { const: 'asset' }, id: text, type: text, kind: oneOf(kinds), name: text, scope: ref('scope'),
          props: { type: 'object' }, gaps: mapOf(text),
        }, { aliases: listOf(text), past: object({ family: text, at: moment }), source: ref('source') }),
        ...(declared.length > 0 ? { allOf: declared.map((type) => ({ anyOf: [{ not: { properties: { type: { const: type.type } } } }, ref(type.type)] })) } : {}),
      },
      relation: object({ t: { const: 'relation' }, from: text, type: oneOf(relationTypes), to: text, target: text, basis: oneOf(['declared', 'inferred']) }, { via: text }),
      gap: object({ t: { const: 'gap' }, ...gapFields }, { missing }),
      end: object({ t: { const: 'end' }, counts: object({ scopes: count, assets: count, relations: count, gaps: count }), sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' } }),
      ...Object.fromEntries(declared.map((type) => [type.type, assetOf(Object.entries(type.props.fields).map(([name, node]) => [name, jsonSchema(node)]), type.kind)])),
    },
  }
}

// Every declared property is read or gapped: there is no third way.
function assetOf(props: [string, Schema][], kind: string): Schema {
  const present = props.map(([name]) => ({ anyOf: ['props', 'gaps'].map((where) => ({ properties: { [where]: { required: [name] } } })) }))
  return {
    properties: { kind: { const: kind }, props: { type: 'object', properties: Object.fromEntries(props), additionalProperties: false } },
    ...(present.length > 0 ? { allOf: present } : {}),
  }
}

function properties(schema: Schema): Record<string, Schema> {
  return schema['properties'] as Record<string, Schema>
}
