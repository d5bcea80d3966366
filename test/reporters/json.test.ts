import { Ajv2020 } from 'ajv/dist/2020.js'
import { default as addFormats } from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import json from '../../src/reporters/json.js'
import { reportSchema } from '../../src/core/report-schema.js'
import { expectGolden } from '../golden.js'
import { crowd, findings, gaps, hostileName, orchard, rules, tidy, unknowns } from './sample.js'
import { written } from './written.js'

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true })
addFormats.default(ajv)
const valid = ajv.compile(reportSchema())
const closed = ajv.compile(close({ ...reportSchema(), $id: 'urn:aispm:report:closed' }))

/** The published schema lets later reports say more; today's must say nothing that it does not describe. */
function close<T>(schema: T): T {
  if (typeof schema !== 'object' || schema === null) return schema
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, Array.isArray(value) ? value.map(close) : close(value)]))
  return (copy['type'] === 'object' && copy['properties'] !== undefined ? { ...copy, additionalProperties: false } : copy) as T
}

describe('json', () => {
  it('is what it was', async () => {
    expectGolden('report.json', await written(json, orchard({ interrupted: 'SIGINT' })))
  })

  it.each([['everything', orchard({ interrupted: 'SIGINT' })], ['a clean run', tidy()], ['a crowd', crowd(300)]])('keeps the published contract for %s', async (_, source) => {
    const report: unknown = JSON.parse(await written(json, source))
    expect([valid(report), valid.errors]).toEqual([true, null])
    expect([closed(report), closed.errors]).toEqual([true, null])
  })

  it('has the promised keys in a stable order', async () => {
    const report = JSON.parse(await written(json, orchard()))
    expect(Object.keys(report)).toEqual([
      'schema', 'tool', 'startedAt', 'finishedAt', 'complete', 'scopes', 'counts', 'findings', 'unknowns', 'gaps', 'coverage', 'inventory', 'rules', 'ignores',
    ])
    expect(report.findings).toHaveLength(findings.length)
    expect(report.findings[3]).toMatchObject({ rule: findings[3]?.rule, asset: findings[3]?.asset, fingerprint: findings[3]?.fingerprint, evidence: findings[3]?.evidence })
    expect(report.unknowns).toEqual(unknowns)
    expect(report.gaps.map(({ id, blinds }: { id: string; blinds: string[] }) => ({ id, blinds }))).toEqual(gaps.map(({ id, blinds }) => ({ id, blinds })))
    expect(report.rules[0]).toEqual({ id: rules[0]?.id, title: rules[0]?.title, severity: rules[0]?.severity, level: rules[0]?.level })
  })

  it('keeps hostile names, and none of their characters raw', async () => {
    const text = await written(json, orchard())
    expect(text).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u)
    expect(JSON.parse(text).findings[4].assetName).toBe(hostileName)
  })
})
