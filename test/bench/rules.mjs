// Our rules against closures written by hand that give the same verdicts and record the same evidence: `rules.mjs DIST`.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , dist] = process.argv
const load = (file) => import(pathToFileURL(join(dist, file)).href)
const { compileRule, readRule, judgeOne, frameFor } = await load('engine/index.js')
const { indexInventory } = await load('graph/index.js')
const { installed } = await load('installed.js')
const { noTrust } = await load('core/index.js')
const { types } = await installed()
const { resolve } = await import('node:path')
const { readFile } = await import('node:fs/promises')

const UNKNOWN = Symbol('unknown')
const type = 'aws.sagemaker.notebook_instance'
const equals = (name, wanted) => (asset, out) => {
  const gap = asset.gaps[name]
  if (gap !== undefined) {
    out.gaps.push(gap)
    return UNKNOWN
  }
  const saw = asset.props[name]
  if (saw === wanted) return true
  out.evidence.push({ asset: asset.id, path: name, saw, wanted: JSON.stringify(wanted) })
  return false
}
const hand = { 'aws-sagemaker-notebook-root-access-enabled': equals('rootAccess', 'Disabled'), 'aws-sagemaker-notebook-imdsv1-allowed': equals('minimumImdsVersion', '2') }

function assets(n, gapped) {
  return Array.from({ length: n }, (_, i) => {
    const gaps = {}
    const props = { rootAccess: i % 3 === 0 ? 'Enabled' : 'Disabled', minimumImdsVersion: i % 5 === 0 ? '1' : '2', createdAt: null, kmsKeyId: null }
    if (gapped(i)) for (const name of ['rootAccess', 'minimumImdsVersion']) { delete props[name]; gaps[name] = 'sagemaker:DescribeNotebookInstance:denied:aws/111122223333/us-east-1' }
    return { id: `arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/orchard-${i}`, type, kind: 'notebook', name: `orchard-${i}`, scope: { provider: 'aws', account: '111122223333', region: 'us-east-1' }, props, gaps }
  })
}

const rules = []
for (const id of Object.keys(hand)) {
  const file = resolve('rules/aws/sagemaker', `${id}.yaml`)
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) continue
  const { rule } = await readRule(text, file)
  const compiled = rule === null ? null : compileRule(rule.doc, { types, check: false }).rule
  if (compiled !== null) rules.push({ compiled, byHand: hand[id] })
}
if (rules.length === 0) throw new Error('none of the rules that the bench knows is there')

const best = (body) => {
  let least = Infinity
  for (let i = 0; i < 7; i++) {
    const started = performance.now()
    body()
    least = Math.min(least, performance.now() - started)
  }
  return least
}
const inventoryOf = (all) => ({ schema: 1, takenAt: '2026-06-01T00:00:00Z', collected: [...types.keys()], finished: true, scopes: [], assets: all, relations: [], gaps: [] })
const nothing = Object.freeze({})
function perRule(all) {
  const frame = frameFor(rules.map((one) => one.compiled), indexInventory(inventoryOf(all), types, noTrust), [])
  let told = 0
  const ours = best(() => { for (const asset of all) for (const { compiled } of rules) { const o = judgeOne(compiled, asset, nothing, frame); told += o.evidence.length + o.gaps.length } })
  const theirs = best(() => { for (const asset of all) for (const { byHand } of rules) {
    const out = { evidence: [], gaps: [] }
    const v = byHand(asset, out)
    const o = { verdict: v === true ? 'pass' : v === false ? 'fail' : 'unknown', evidence: out.evidence, gaps: out.gaps, doubts: [], confidence: 'high' }
    told += o.evidence.length + o.gaps.length
  } })
  const n = all.length * rules.length
  return { ours: (ours * 1e6) / n, hand: (theirs * 1e6) / n, told }
}
const read = perRule(assets(200_000, (i) => i % 10 === 0))
const open = perRule(assets(100_000, () => false))
const gapped = perRule(assets(100_000, () => true))
process.send({ rules: rules.length, read, open, gapped })
