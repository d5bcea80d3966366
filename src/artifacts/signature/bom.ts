// Bills of materials that describe models: CycloneDX from 1.5 on, and SPDX 3 with its AI profile.
// https://cyclonedx.org/docs/1.6/json/ , https://spdx.github.io/spdx-spec/v3.0.1/
import type { Sign } from '../sign.js'
import { fieldsOf, listOf, parsed, textOrNull, type Fields } from './json.js'
import { isCanonical, plainPath } from './names.js'
import { signOf } from './verification.js'

export interface BomPart {
  is: 'model' | 'dataset' | 'file' | 'other'
  name: string
  version: string | null
  sha256: string | null
  /** Identifiers or names of licences. */
  licences: string[]
  /** Files beside the document that it may mean. */
  paths: string[]
}

export interface Bom {
  standard: 'CycloneDX' | 'SPDX'
  version: string | null
  parts: BomPart[]
  /** What a reader of it would look for in vain. */
  holes: Sign[]
}

/** Parts of one document that are read. */
const mostParts = 50_000
const deepest = 8

/** Cheap, before anything is parsed: whether a JSON text is such a document and speaks of a model. */
export function mayBeAiBom(text: string): boolean {
  return (text.includes('"CycloneDX"') && text.includes('"machine-learning-model"')) || (text.includes('spdx.org/rdf/3') && /"(?:ai_)?AIPackage"/.test(text))
}

/** Null where it is no such document. */
export function readBom(text: string): Bom | null {
  const fields = fieldsOf(parsed(text))
  if (fields.get('bomFormat') === 'CycloneDX') return readCycloneDx(fields)
  return fields.has('@graph') ? readSpdx(fields) : null
}

function readCycloneDx(fields: Fields): Bom {
  const bom: Bom = { standard: 'CycloneDX', version: textOrNull(fields.get('specVersion')), parts: [], holes: [] }
  const named = new Set<string>()
  const asked: { ref: string; by: string }[] = []
  const add = (value: unknown, depth: number): void => {
    if (depth > deepest || bom.parts.length >= mostParts) return
    const one = fieldsOf(value)
    if (one.size === 0) return
    const part = cycloneDxPart(one)
    bom.parts.push(part)
    const ref = textOrNull(one.get('bom-ref'))
    if (ref !== null) named.add(ref)
    if (part.is === 'model') {
      if (!one.has('modelCard')) bom.holes.push(signOf(part.name, 'is a model without a model card'))
      if (part.sha256 === null) bom.holes.push(signOf(part.name, 'is a model without a SHA-256: nothing ties it to a file'))
      for (const dataset of listOf(fieldsOf(fieldsOf(one.get('modelCard')).get('modelParameters')).get('datasets'))) {
        const to = textOrNull(fieldsOf(dataset).get('ref'))
        if (to !== null) asked.push({ ref: to, by: part.name })
      }
    }
    for (const inner of listOf(one.get('components'))) add(inner, depth + 1)
    for (const data of listOf(one.get('data'))) {
      const dataRef = textOrNull(fieldsOf(data).get('bom-ref'))
      if (dataRef !== null) named.add(dataRef)
    }
  }
  add(fieldsOf(fields.get('metadata')).get('component'), 0)
  for (const component of listOf(fields.get('components'))) add(component, 0)
  for (const service of listOf(fields.get('services'))) {
    const ref = textOrNull(fieldsOf(service).get('bom-ref'))
    if (ref !== null) named.add(ref)
  }
  for (const dependency of listOf(fields.get('dependencies'))) {
    const one = fieldsOf(dependency)
    const by = textOrNull(one.get('ref')) ?? ''
    for (const to of [one.get('ref'), ...listOf(one.get('dependsOn'))]) if (typeof to === 'string') asked.push({ ref: to, by })
  }
  for (const { ref, by } of asked) if (!named.has(ref) && !ref.startsWith('urn:cdx:')) bom.holes.push(signOf(ref, `${by} names it, and it is nowhere`))
  return bom
}

const cycloneDxKinds: ReadonlyMap<unknown, BomPart['is']> = new Map([['machine-learning-model', 'model'], ['data', 'dataset'], ['file', 'file']])

function cycloneDxPart(one: Fields): BomPart {
  const name = textOrNull(one.get('name')) ?? ''
  const hash = listOf(one.get('hashes')).map(fieldsOf).find((entry) => entry.get('alg') === 'SHA-256')
  const links = listOf(one.get('externalReferences')).flatMap((reference) => textOrNull(fieldsOf(reference).get('url')) ?? [])
  const seen = listOf(fieldsOf(one.get('evidence')).get('occurrences')).flatMap((occurrence) => textOrNull(fieldsOf(occurrence).get('location')) ?? [])
  return {
    is: cycloneDxKinds.get(one.get('type')) ?? 'other', name, version: textOrNull(one.get('version')), sha256: textOrNull(hash?.get('content'))?.toLowerCase() ?? null,
    licences: listOf(one.get('licenses')).flatMap((entry) => {
      const licence = fieldsOf(fieldsOf(entry).get('license'))
      return textOrNull(licence.get('id')) ?? textOrNull(licence.get('name')) ?? textOrNull(fieldsOf(entry).get('expression')) ?? []
    }),
    paths: pathsAmong([name, ...links, ...seen]),
  }
}

function readSpdx(fields: Fields): Bom | null {
  const elements = listOf(fields.get('@graph')).slice(0, mostParts).map(fieldsOf)
  const typeOf = (one: Fields): string => textOrNull(one.get('type')) ?? textOrNull(one.get('@type')) ?? ''
  const context = [fields.get('@context'), ...listOf(fields.get('@context'))].map(textOrNull).find((one) => one?.includes('spdx.org/rdf/3') === true)
  if (context === undefined) return null
  const bom: Bom = { standard: 'SPDX', version: /rdf\/(3[\d.]*)/.exec(context ?? '')?.[1] ?? null, parts: [], holes: [] }
  // A document lists the elements of others that it speaks of under `import`.
  const named = new Set(elements.flatMap((one) => [one.get('spdxId'), one.get('@id'), ...listOf(one.get('import')).map((entry) => fieldsOf(entry).get('externalSpdxId'))]))
  for (const one of elements) {
    const type = typeOf(one).replace(/^\w+_/, '')
    if (['AIPackage', 'DatasetPackage', 'File', 'Package'].includes(type)) bom.parts.push(spdxPart(one, type))
    if (!type.endsWith('Relationship')) continue
    for (const to of [one.get('from'), ...listOf(one.get('to'))]) {
      if (typeof to === 'string' && !named.has(to) && !/NoneElement|NoAssertionElement/.test(to)) bom.holes.push(signOf(to, 'a relationship names it, and it is nowhere'))
    }
  }
  for (const part of bom.parts) if (part.is === 'model' && part.sha256 === null) bom.holes.push(signOf(part.name, 'is a model without a SHA-256: nothing ties it to a file'))
  return bom
}

function spdxPart(one: Fields, type: string): BomPart {
  const name = textOrNull(one.get('name')) ?? ''
  const hash = listOf(one.get('verifiedUsing')).map(fieldsOf).find((entry) => textOrNull(entry.get('algorithm'))?.toLowerCase() === 'sha256')
  const location = textOrNull(one.get('software_downloadLocation')) ?? textOrNull(one.get('downloadLocation')) ?? ''
  return {
    is: type === 'AIPackage' ? 'model' : type === 'DatasetPackage' ? 'dataset' : type === 'File' ? 'file' : 'other', name,
    version: textOrNull(one.get('software_packageVersion')) ?? textOrNull(one.get('packageVersion')), sha256: textOrNull(hash?.get('hashValue'))?.toLowerCase() ?? null,
    licences: [], paths: pathsAmong([name, location]),
  }
}

/** Those that look like the path of a file beside the document: no addresses, no names of repositories. */
function pathsAmong(texts: readonly string[]): string[] {
  const paths = texts.map((text) => plainPath(text.replace(/^file:(?:\/\/)?(?!\/)/, ''))).filter((path) => isCanonical(path) && !/^[a-z][\w+.-]*:/i.test(path) && /\.[A-Za-z]\w{0,15}$/.test(path))
  return [...new Set(paths)].slice(0, 8)
}
