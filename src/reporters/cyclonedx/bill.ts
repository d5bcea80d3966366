// The whole bill, written piece by piece: what may be long is never held.
import { jsonText } from '../../core/json-text.js'
import { count, type ReportSource } from '../../core/index.js'
import { jsonList } from '../kit/json-list.js'
import { scopeWords } from '../kit/names.js'
import { takeCensus, type Census } from './census.js'
import { annotationOf, compositionsOf, reportProperties } from './completeness.js'
import { componentOf, type Specification } from './component.js'
import { dependenciesOf } from './dependencies.js'
import { shown } from './fact.js'
import { partOf } from './part.js'
import { serviceOf } from './service.js'
import { vulnerabilityOf } from './vulnerability.js'

export async function* bill(source: ReportSource, specification: Specification): AsyncGenerator<string> {
  const census = await takeCensus(source, specification)
  const rules = new Map(source.rules.map((rule) => [rule.id, rule]))
  const gaps = new Map(source.gaps.map((gap) => [gap.id, gap]))
  const head = {
    $schema: `http://cyclonedx.org/schema/bom-${specification}.schema.json`, bomFormat: 'CycloneDX', specVersion: specification,
    serialNumber: census.serialNumber, version: 1, metadata: metadataOf(source, census),
  }
  yield `${jsonText(head).slice(0, -1)}`
  yield* jsonList('components', components(census, specification))
  yield* jsonList('services', services(census))
  yield* jsonList('dependencies', dependenciesOf(census))
  yield* jsonList('compositions', compositionsOf(source, census))
  yield* jsonList('vulnerabilities', source.findings, (finding) => vulnerabilityOf(finding, rules.get(finding.rule), census))
  yield* jsonList('annotations', source.unknowns, (unknown) => annotationOf(unknown, source, gaps, census))
  yield '\n}\n'
}

function* components(census: Census, specification: Specification): Generator<object> {
  for (const [asset, ref] of census.listed) {
    const part = partOf(asset)
    if (part.as === 'component') yield componentOf(asset, part, ref, census, specification)
  }
}

function* services(census: Census): Generator<object> {
  for (const [asset, ref] of census.listed) if (partOf(asset).as === 'service') yield serviceOf(asset, ref, census)
}

function metadataOf(source: ReportSource, census: Census): object {
  const accounts = [...new Set(source.scopes.map(({ scope: { provider, account } }) => scopeWords({ provider, account })))]
  const isCloud = source.scopes.some(({ scope }) => scope.provider !== 'local')
  const { collected } = source.inventoryOf()
  return {
    timestamp: source.finishedAt,
    // What runs in a cloud is found while it runs; files may be anywhere in their life.
    lifecycles: [{ phase: 'discovery' }, ...(isCloud ? [{ phase: 'operations' }] : [])],
    tools: { components: [{ type: 'application', name: source.tool.name, version: source.tool.version, externalReferences: [{ type: 'vcs', url: 'https://github.com/aispm/aispm' }] }] },
    component: {
      type: isCloud ? 'platform' : 'application',
      'bom-ref': census.root,
      name: accounts.length === 0 ? 'AI assets' : shown(`AI assets of ${accounts.join(', ')}`),
      description: `What aispm looked for: ${count(collected.length, 'type')} of assets.`,
    },
    properties: reportProperties(source),
  }
}
