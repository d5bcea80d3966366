// The rules that the report names, told once, and the controls of the frameworks that they point at.
import type { FrameworkInfo, ReportSource } from '../../core/index.js'
import { printable } from '../kit/printable.js'
import { frameworksWire } from './detail.js'
import { safeLink } from '../kit/markup.js'
import { packed } from './pack.js'
import type { FrameworkWire, RulePart } from './wire.js'

export function rulePart(source: ReportSource, seen: ReadonlySet<string>): string {
  const told = source.rules.filter(({ id }) => seen.has(id))
  const pointed = new Map<string, Set<string>>()
  for (const { frameworks } of told) {
    for (const [id, controls] of Object.entries(frameworks)) {
      const all = pointed.get(id) ?? new Set()
      for (const control of controls) all.add(control)
      pointed.set(id, all)
    }
  }
  const part: RulePart = {
    rules: told.map((rule) => ({
      id: printable(rule.id), title: printable(rule.title), phase: rule.phase, category: printable(rule.category), level: rule.level,
      why: printable(rule.why.trim().replaceAll(/\s+/g, ' ')), fix: printable(rule.fix.text), frameworks: frameworksWire(rule.frameworks),
      weaknesses: rule.weaknesses.map(printable), references: rule.references.map((address) => [printable(address), safeLink(address) === undefined ? 0 : 1]),
    })),
    frameworks: [...pointed].flatMap(([id, controls]) => frameworkWire(source.frameworks.get(id), controls)),
  }
  return packed('rules', part)
}

function frameworkWire(framework: FrameworkInfo | undefined, pointed: ReadonlySet<string>): FrameworkWire[] {
  if (framework === undefined) return []
  const { id, name, version, citation, verified, controls } = framework
  const told = controls.filter((control) => pointed.has(control.id)).map((control): [string, FrameworkWire['controls'][string]] =>
    [printable(control.id), { title: printable(control.title), mapping: control.mapping, verified: control.verified }])
  return [{ id: printable(id), name: printable(name), version: printable(version), citation: printable(citation), verified, controls: Object.fromEntries(told) }]
}
