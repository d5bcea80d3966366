// What a conda file installs: which packages may change from one build to the next, and where else they may come from.
import { parse } from 'yaml'
import { isTooDeep } from '../../../core/yaml-depth.js'

export interface Packages {
  unpinned: string[]
  indexes: string[]
}

/** What cannot be read as a conda file says nothing. */
export function packagesIn(file: string | null | undefined): Packages {
  const written = dependenciesOf(file ?? '')
  const conda = written.filter((one) => typeof one === 'string')
  const pip = written.flatMap((one) => (isRecord(one) && Array.isArray(one['pip']) ? one['pip'] : [])).filter((one) => typeof one === 'string').map((one) => one.trim())
  const options = pip.filter((one) => one.startsWith('-') && !one.startsWith('-e') && !one.startsWith('--editable'))
  return {
    unpinned: [
      ...conda.filter((one) => !isPinnedConda(one)).map(nameOf),
      ...pip.filter((one) => !options.includes(one) && !isPinnedPip(one)).map(nameOf),
      ...options.filter((one) => /^(?:-r|--requirement)\b/.test(one)).map((one) => one.replace(/\s+/g, ' ')),
    ].filter((name) => name !== '' && name !== 'pip').toSorted(),
    // Less the address: it may hold a token.
    indexes: [...new Set(options.flatMap((one) => /^(--extra-index-url|--trusted-host|--find-links|-f)\b/.exec(one)?.[1] ?? []))].toSorted(),
  }
}

function dependenciesOf(file: string): unknown[] {
  try {
    const read: unknown = isTooDeep(file) ? null : parse(file, { prettyErrors: false })
    return isRecord(read) && Array.isArray(read['dependencies']) ? read['dependencies'] : []
  } catch {
    return []
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `numpy=1.26`, `numpy==1.26.4` and `numpy 1.26.*`: conda fixes what is written of the version. */
function isPinnedConda(spec: string): boolean {
  return /^[^=<>!~ ]+(?: *={1,2} *| +)\d[^<>|,]*$/.test(spec.trim())
}

function isPinnedPip(spec: string): boolean {
  if (/@\s*(?:git\+)?[a-z]+:/i.test(spec) || /^(?:git\+)?https?:/i.test(spec)) return /#.*sha(?:256|512)=[0-9a-f]{64}/i.test(spec) || /@[0-9a-f]{40}(?:$|#)/i.test(spec)
  return /^[^=<>!~ ]+\s*===?\s*[^*,;\s]+\s*(?:;|--hash|$)/.test(spec)
}

/** The package of a specification, without what an address in it may hold. */
function nameOf(spec: string): string {
  const address = /^(?:-e\s+|--editable[= ]\s*)?(?:git\+)?https?:\/\/(?:[^@/]*@)?([^?#]*)/i.exec(spec.trim())
  return address !== null ? address[1] ?? '' : spec.trim().split(/[=<>!~\s;@[(]/)[0] ?? ''
}
