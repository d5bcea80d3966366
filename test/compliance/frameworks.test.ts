// The files of the frameworks say what the catalogue says, and no more; rules point at what they hold.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { assess, caveats, rulesOf, titleWords } from '../../src/compliance/index.js'
import { complianceCsv } from '../../src/cli/compliance/csv.js'
import { complianceHtml } from '../../src/cli/compliance/html.js'
import { complianceJson } from '../../src/cli/compliance/json.js'
import { complianceMarkdown } from '../../src/cli/compliance/markdown.js'
import type { FrameworkInfo, RuleDoc } from '../../src/core/index.js'
import { loadRules } from '../../src/engine/index.js'
import { builtInRules, readFrameworks } from '../../src/installed.js'

interface Catalogued {
  key: string
  name: string
  version: string
  citation: string
  verified: boolean
  controls: { id: string; title: string; verified?: boolean }[]
}

const catalogue = fileURLToPath(new URL('../../../shared/catalogue/frameworks.yaml', import.meta.url))
let all: Map<string, FrameworkInfo>
let rules: RuleDoc[]

beforeAll(async () => {
  all = await readFrameworks()
  rules = (await loadRules([builtInRules])).rules.map(({ doc }) => doc)
})

describe('the files of the frameworks', () => {
  it.runIf(existsSync(catalogue))('are those of the catalogue', () => {
    // A title there goes on behind a line break that is escaped, further left than the specification of YAML has it.
    const { frameworks } = parse(readFileSync(catalogue, 'utf8').replaceAll(/\\\n\s*\\ /g, ' ')) as { frameworks: Catalogued[] }
    const told = [...all.values()].map(({ id, name, version, citation, verified, controls }) => ({ id, name, version, citation, verified, controls: controls.map((control) => [control.id, control.title, control.verified]) }))
    expect(told).toEqual(frameworks.map(({ key, name, version, citation, verified, controls }) => ({
      id: key, name, version: String(version), citation, verified, controls: controls.map((control) => [String(control.id), control.title, control.verified ?? verified]),
    })).toSorted((a, b) => (a.id < b.id ? -1 : 1)))
    expect(told).toHaveLength(26)
  })

  it('say how their controls are mapped, direct only where a provider asks for settings', () => {
    for (const id of all.keys()) expect(readFileSync(`${builtInRules}/frameworks/${id}.yaml`, 'utf8'), id).toMatch(/^mapping: (?:direct|supporting)$/m)
    const direct = [...all.values()].filter(({ controls }) => controls.some(({ mapping }) => mapping === 'direct')).map(({ id }) => id)
    expect(direct).toEqual(['aws-ai-sbp', 'aws-fsbp', 'cis-azure-6.0', 'cis-gcp-5.0'])
  })

  it('hold every id that a rule names', () => {
    const wrong = rules.flatMap((rule) => Object.entries(rule.frameworks).flatMap(([id, controls]) =>
      controls.filter((control) => all.get(id)?.controls.some((known) => known.id === control) !== true).map((control) => `${rule.id}: ${id} ${control}`)))
    expect(wrong).toEqual([])
    expect(rules.length).toBeGreaterThan(900)
  })
})

describe('what is not verified', () => {
  it('is marked in every form, wherever rules point at it', async () => {
    const met = new Set<string>()
    for (const framework of all.values()) {
      const mapped = rulesOf(framework.id, rules)
      const assessment = await assess({ framework, rules: mapped, chosen: new Set() }, undefined)
      const doubtful = assessment.requirements.filter(({ control, rules: own }) => !control.verified && own.length > 0)
      if (doubtful.length === 0) continue
      met.add(framework.id)
      const [markdown, csv, html, json] = [complianceMarkdown, complianceCsv, complianceHtml, complianceJson].map((form) => [...form(assessment, undefined)].join(''))
      for (const { control } of doubtful) {
        expect(titleWords(control)).toContain('from memory, not verified')
        expect(markdown?.split('\n').find((line) => line.startsWith(`| ${control.id} `)), control.id).toContain('from memory, not verified')
        expect(csv?.split('\r\n').find((line) => line.includes(`,${control.id},`)), control.id).toContain('from memory, not verified')
        expect(html?.split('\n').find((line) => line.startsWith('<tr><td class="id">') && line.includes(`>${control.id}<`)), control.id).toContain('from memory, not verified')
        expect(json?.split('\n').find((line) => line.startsWith(`{"id":"${control.id}"`)), control.id).toContain('"verified":false')
      }
      expect(caveats(assessment).join(' ')).toContain('from memory, not verified')
    }
    expect([...met]).toEqual(['aws-ai-sbp', 'aws-fsbp', 'cis-azure-6.0', 'cis-gcp-5.0'])
  })
})
