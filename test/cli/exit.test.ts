// How a scan ends, without running one: the codes that only a bug or a signal of the right moment gives.
import { describe, expect, it } from 'vitest'
import { exitCodes, scanExit, type Outcome } from '../../src/cli/exit.js'
import { complaint, exitCodeOf } from '../../src/cli/fail.js'
import { ScanError, UsageError } from '../../src/core/index.js'

const clean: Outcome = { findings: { critical: 0, high: 0, medium: 0, low: 0 }, coverage: 1, faults: 0, empty: false }
const high = { ...clean, findings: { ...clean.findings, high: 1 } }
const strict = { failOn: 'high', minCoverage: 0.9 } as const

describe('a scan ends', () => {
  it.each<[string, Outcome, number]>([
    ['clean', clean, exitCodes.done],
    ['with findings at the severity', high, exitCodes.findings],
    ['with findings above it', { ...clean, findings: { ...clean.findings, critical: 1 } }, exitCodes.findings],
    ['with findings below it', { ...clean, findings: { ...clean.findings, medium: 9 } }, exitCodes.done],
    ['with too little judged', { ...clean, coverage: 0.89 }, exitCodes.incomplete],
    ['with just enough judged', { ...clean, coverage: 0.9 }, exitCodes.done],
    ['with nothing read', { ...clean, empty: true }, exitCodes.incomplete],
    ['with findings and too little judged: the findings are known', { ...high, coverage: 0.1 }, exitCodes.findings],
    ['with a bug of ours', { ...clean, faults: 1 }, exitCodes.bug],
    ['with a bug and findings: the report cannot be trusted', { ...high, faults: 1 }, exitCodes.bug],
    ['interrupted, whatever else', { ...high, faults: 1, interrupted: exitCodes.interrupted }, 130],
    ['terminated', { ...clean, interrupted: exitCodes.terminated }, 143],
  ])('%s', (_how, outcome, code) => {
    expect(scanExit(strict, outcome)).toBe(code)
  })

  it('with no regard for findings when told so', () => {
    expect(scanExit({ failOn: 'never', minCoverage: 0 }, high)).toBe(exitCodes.done)
  })

  it('with 1 from the lowest severity on', () => {
    expect(scanExit({ failOn: 'low', minCoverage: 0 }, { ...clean, findings: { ...clean.findings, low: 1 } })).toBe(exitCodes.findings)
  })
})

describe('an error', () => {
  it('is the user\'s, the scan\'s or ours', () => {
    expect([new UsageError('x'), new ScanError('x'), new TypeError('x'), 'x'].map(exitCodeOf)).toEqual([2, 3, 4, 4])
  })

  it('of ours says so, and where to go; the stack only when asked for', () => {
    const bug = new TypeError('orchard is not a function')
    expect(complaint(bug, false)).toMatch(/^aispm: this is a bug of ours, not of yours: TypeError: orchard is not a function\nrun again with --verbose and report it at https:/)
    expect(complaint(bug, true)).toContain('exit.test.ts')
  })

  it('asks or proposes', () => {
    expect(complaint(new UsageError('no', 'did you mean yes?'), false)).toBe('aispm: no\ndid you mean yes?\n')
    expect(complaint(new UsageError('no', 'aispm --help'), false)).toBe('aispm: no\ntry: aispm --help\n')
  })
})
