// What templates and floor settings have in common: the filters. googleapis has no Model Armor: the messages are written
// down from gcloud's (modelarmor v1) and from https://cloud.google.com/security-command-center/docs/reference/model-armor/rest.
import { bool, listOf, nullable, shape, string } from '../../../core/shape.js'
import { list, type Page } from '../calls.js'
import { said } from '../names.js'

interface Switch {
  /** `ENABLED` or `DISABLED`; nothing said means the latter. */
  filterEnforcement?: string | null
}

export interface FilterConfig {
  piAndJailbreakFilterSettings?: Switch & { confidenceLevel?: string | null }
  maliciousUriFilterSettings?: Switch
  raiSettings?: { raiFilters?: { filterType?: string | null; confidenceLevel?: string | null }[] | null }
  sdpSettings?: { basicConfig?: Switch; advancedConfig?: { inspectTemplate?: string | null; deidentifyTemplate?: string | null } }
}

export const filterFields = {
  /** Prompt injection and jailbreak; the confidence from which something counts, `HIGH` being the laxest. */
  jailbreak: shape({ enabled: bool, confidence: string }),
  maliciousUris: bool,
  /** Harmful content by kind. */
  harms: listOf(shape({ type: string, confidence: nullable(string) })),
  sensitiveData: shape({ basic: bool, inspectTemplate: nullable(string), deidentifyTemplate: nullable(string) }),
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- checked against the declared properties where it is used
export function filterProps(of: FilterConfig = {}) {
  const { piAndJailbreakFilterSettings: jailbreak, sdpSettings } = of
  return {
    // "Same as LOW_AND_ABOVE", says the message where nothing else is said.
    jailbreak: { enabled: isOn(jailbreak), confidence: level(jailbreak?.confidenceLevel) ?? 'LOW_AND_ABOVE' },
    maliciousUris: isOn(of.maliciousUriFilterSettings),
    harms: (of.raiSettings?.raiFilters ?? []).map(({ filterType, confidenceLevel }) => ({ type: filterType ?? '', confidence: level(confidenceLevel) })),
    sensitiveData: {
      basic: isOn(sdpSettings?.basicConfig),
      inspectTemplate: said(sdpSettings?.advancedConfig?.inspectTemplate), deidentifyTemplate: said(sdpSettings?.advancedConfig?.deidentifyTemplate),
    },
  }
}

function isOn(of: Switch | undefined): boolean {
  return of?.filterEnforcement === 'ENABLED'
}

function level(word: string | null | undefined): string | null {
  return word === 'DETECTION_CONFIDENCE_LEVEL_UNSPECIFIED' ? null : said(word)
}

export interface Locations extends Page {
  locations?: { locationId?: string | null }[]
}

/** Where Model Armor is: its templates are listed by location. */
export const locations = list<Locations, { locationId?: string | null }>('modelarmor:projects.locations.list', 'v1/{+name}/locations', { items: (page) => page.locations, per: 'account' })
