import { it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { judge, loadRules, compileRule, selectRules } from '../../src/engine/index.js'
import { Graph } from '../../src/graph/index.js'
import { builtInRules, installed } from '../../src/installed.js'
import { replay, scenarios, told, without } from './scenario.js'

it('scratch', async () => {
  const { types, access } = await installed()
  const loaded = await loadRules([builtInRules])
  const paths = new Set(access.flatMap((m) => m.escalationPaths))
  const compiled = loaded.rules.flatMap((one) => {
    const c = compileRule(one.doc, { types, escalationPaths: paths, check: true })
    if (c.rule === null || c.problems.length > 0) { console.log('BROKEN', one.doc.id, c.problems.map((p) => p.message)); return [] }
    return [c.rule]
  })
  console.log(loaded.problems)
  const only = process.env['ONLY']
  for (const s of scenarios()) {
    if (only !== undefined && s.name !== only) continue
    const { inventory, made, bugs } = await replay(s)
    writeFileSync(`/tmp/gen/${s.name}.inventory.json`, JSON.stringify(inventory, null, 1))
    const graph = new Graph(inventory, types, s.trust)
    const one = (level: string) => judge(selectRules(compiled, [level]), graph, access, { with: new Set(s.with) })
    const usual = one('recommended'), all = one('all')
    console.log(`==== ${s.name} bugs ${bugs} assets ${inventory.assets.length} gaps`, inventory.gaps.filter((g) => g.reason !== 'not-requested').map((g) => `${g.reason} ${g.call} ${g.scope.region} ${g.list ? 'LIST' : ''} ${g.types} ${g.message}`))
    console.log('faults', usual.faults, all.faults)
    for (const f of usual.findings) console.log(`${f.severity.padEnd(8)} ${f.rule} | ${f.assetName} ${f.family?.count ?? ''} [${f.confidence}] ${f.message}  (also ${f.alsoViolates.join(',')})\n      ${f.evidence.map((e) => `${e.asset.split(':').slice(5).join(':')}#${e.path}=${JSON.stringify(e.saw)?.slice(0, 160)} wanted ${e.wanted}`).join('\n      ')}`)
    console.log('UNKNOWN', told(usual).unknowns)
    console.log('STRICT', without(told(all), told(usual)))
    console.log('MISSING from all', without(told(usual), told(all)))
    console.log('never failed', selectRules(compiled, ['recommended']).map((r) => r.doc.id).filter((id) => !usual.findings.some((f) => f.rule === id)))
    console.log('made', [...(made.get('aws') ?? [])].length)
  }
}, 60000)
