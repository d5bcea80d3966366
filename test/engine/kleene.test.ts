// The logic of true, false and unknown, and of what breaks.
import { describe, expect, it } from 'vitest'
import { asset, fullProps, graphOf, judged, rule, verdict } from './rule-text.js'

const T = 'true'
const F = 'false'
const U = 'asset.props.open'
/** An index out of range. */
const B = '(asset.props.groups[9] == "a")'
const gaps = { open: 'gap-open', idle: 'gap-idle', subnetId: 'gap-subnet' }
const known = Object.fromEntries(Object.entries(fullProps).filter(([name]) => !(name in gaps)))

type Word = 'T' | 'F' | 'U' | 'B'
const texts: Record<Word, string> = { T, F, U, B }

function value(expression: string): Word {
  const outcome = verdict(expression, known, gaps)
  if (outcome.fault !== undefined) return 'B'
  return outcome.verdict === 'pass' ? 'T' : outcome.verdict === 'fail' ? 'F' : 'U'
}

describe('&& and ||', () => {
  it.each<[Word, Word, Word, Word]>([
    // a, b, a && b, a || b
    ['T', 'T', 'T', 'T'], ['T', 'F', 'F', 'T'], ['F', 'T', 'F', 'T'], ['F', 'F', 'F', 'F'],
    ['T', 'U', 'U', 'T'], ['U', 'T', 'U', 'T'], ['F', 'U', 'F', 'U'], ['U', 'F', 'F', 'U'], ['U', 'U', 'U', 'U'],
    // What breaks is absorbed like what is unknown; beside an unknown it stays unknown, for the gap may hide what would mend it.
    ['T', 'B', 'B', 'T'], ['B', 'T', 'B', 'T'], ['F', 'B', 'F', 'B'], ['B', 'F', 'F', 'B'], ['B', 'B', 'B', 'B'], ['U', 'B', 'U', 'U'], ['B', 'U', 'U', 'U'],
  ])('%s, %s: && is %s, || is %s', (a, b, and, or) => {
    expect(value(`${texts[a]} && ${texts[b]}`)).toBe(and)
    expect(value(`${texts[a]} || ${texts[b]}`)).toBe(or)
    // De Morgan.
    expect(value(`!(!${texts[a]} || !${texts[b]})`)).toBe(and)
    expect(value(`!(!${texts[a]} && !${texts[b]})`)).toBe(or)
  })
})

describe('! and ?:', () => {
  it.each<[Word, Word]>([['T', 'F'], ['F', 'T'], ['U', 'U'], ['B', 'B']])('!%s is %s', (a, not) => {
    expect(value(`!${texts[a]}`)).toBe(not)
  })

  it.each<[Word, Word, Word, Word]>([
    ['T', 'T', 'F', 'T'], ['F', 'T', 'F', 'F'], ['U', 'T', 'F', 'U'], ['U', 'T', 'T', 'T'], ['U', 'F', 'F', 'F'], ['U', 'T', 'U', 'U'],
    ['T', 'F', 'U', 'F'], ['F', 'F', 'U', 'U'], ['B', 'T', 'T', 'B'], ['T', 'T', 'B', 'T'],
  ])('%s ? %s : %s is %s', (a, b, c, chosen) => {
    expect(value(`${texts[a]} ? ${texts[b]} : ${texts[c]}`)).toBe(chosen)
  })
})

describe('everything else', () => {
  it.each([
    'asset.props.subnetId == "a"', 'asset.props.subnetId != null', 'asset.props.subnetId in ["a"]', 'asset.props.subnetId == null || asset.props.subnetId.startsWith("a")',
    'asset.props.subnetId == asset.props.subnetId', '[asset.props.subnetId] == ["a"]', 'size([asset.props.subnetId]) == 1', 'asset.props.groups[asset.props.open ? 0 : 1] == "a"',
  ])('is unknown with an unknown operand: %s', (expression) => {
    expect(value(expression)).toBe('U')
  })
})

describe('the gaps that are told', () => {
  it('are those that left it unknown, not those that were absorbed', () => {
    expect(verdict('(asset.props.open || true) && asset.props.subnetId != null', known, gaps).gaps).toEqual(['gap-subnet'])
    expect(verdict('(asset.props.open && false) || asset.props.subnetId != null', known, gaps).gaps).toEqual(['gap-subnet'])
    expect(verdict('asset.props.open && asset.props.subnetId != null', known, gaps).gaps).toEqual(['gap-open', 'gap-subnet'])
  })

  it('are told again where a let is used again', () => {
    const made = rule('(net && false) || net', { let: { net: 'asset.props.subnetId == null' } })
    expect(judged(made, graphOf([asset(known, { gaps })])).gaps).toEqual(['gap-subnet'])
  })
})

describe('when', () => {
  const of = (when: string, assert: string) => judged(rule(assert, { when }), graphOf([asset(known, { gaps })]))
  it('decides whether a rule is about an asset', () => {
    expect(of(F, F).verdict).toBe('not-applicable')
    expect(of(F, U).verdict).toBe('not-applicable')
    expect(of(T, T).verdict).toBe('pass')
    expect(of(T, F).verdict).toBe('fail')
    expect(of(T, U)).toMatchObject({ verdict: 'unknown', gaps: ['gap-open'] })
  })
  it('when unknown, lets only a pass through', () => {
    expect(of(U, T).verdict).toBe('pass')
    expect(of(U, F)).toMatchObject({ verdict: 'unknown', gaps: ['gap-open'] })
    expect(of(U, 'asset.props.subnetId == null')).toMatchObject({ verdict: 'unknown', gaps: ['gap-open', 'gap-subnet'] })
  })
  it('when broken, never passes', () => {
    expect(of(B, T)).toMatchObject({ verdict: 'unknown', fault: 'groups has 2 members, none at 9' })
  })
})

describe('what is neither read nor gapped', () => {
  it('is a fault that nothing absorbs', () => {
    const { open: _open, ...without } = fullProps
    expect(verdict('asset.props.open || true', without)).toMatchObject({
      verdict: 'unknown', gaps: [],
      fault: 'aws.sagemaker.notebook_instance: property "open" of arn:aws:sagemaker:us-east-1:111122223333:notebook-instance/orchard-lab is neither read nor gapped',
    })
  })
  it('is not asked for where the verdict stands before', () => {
    const { open: _open, ...without } = fullProps
    expect(verdict('true || asset.props.open', without).verdict).toBe('pass')
  })
  it('may be gapped below a property', () => {
    const props = { ...fullProps, network: { open: true } }
    expect(verdict('asset.props.network == null || asset.props.network.name == null', props, { 'network.name': 'gap-name' })).toMatchObject({ verdict: 'unknown', gaps: ['gap-name'] })
    expect(verdict('asset.props.network == null || asset.props.network.name == null', props).fault).toContain('"network.name"')
    expect(verdict('asset.props.disks.all(d, d.encrypted)', { ...fullProps, disks: [{ size: 1 }] }).fault).toContain('encrypted is declared, but neither read nor gapped')
  })
})
