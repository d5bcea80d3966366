// Every rule of the package: its file, its types and all of its examples.
import { basename, dirname } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileRule, loadRules, runExamples, stubTypes } from '../../src/engine/index.js'
import type { CompiledRule } from '../../src/engine/index.js'
import { frameworkIds } from '../../src/installed.js'
import { accessModels, assetTypes, rulesDir } from './discover.js'

const { types, broken } = await assetTypes()
const access = await accessModels()
const escalationPaths = new Set(access.flatMap((model) => model.escalationPaths))
const { rules, problems } = await loadRules([rulesDir], await frameworkIds())

it('every collector can be imported', () => {
  expect(broken).toEqual([])
})

it('every rule file can be read', () => {
  expect(problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.message}`)).toEqual([])
})

it('there are rules', () => {
  expect(rules.length).toBeGreaterThan(90)
})

it('what a rule supersedes exists, and does not supersede it', () => {
  const byId = new Map(rules.map(({ doc }) => [doc.id, doc]))
  const wrong = rules.flatMap(({ doc }) => doc.supersedes.flatMap((id) => {
    const general = byId.get(id)
    if (general === undefined) return [`${doc.id} supersedes ${id}, which does not exist`]
    return general.supersedes.includes(doc.id) ? [`${doc.id} and ${id} supersede each other`] : []
  }))
  expect(wrong).toEqual([])
})

describe.each(rules.map((loaded) => [loaded.doc.id, loaded] as const))('%s', (id, loaded) => {
  const { doc } = loaded
  const { types: known, stubbed } = stubTypes(doc, types)
  let rule: CompiledRule | null = null
  let mistakes: string[] = []

  beforeAll(() => {
    const options = { types: known, ...(access.length === 0 ? {} : { escalationPaths }) }
    const compiled = compileRule(doc, options)
    rule = compiled.rule
    mistakes = compiled.problems.map((problem) => {
      const { line, column } = loaded.locate(problem.key, problem.offset)
      return `${doc.file}:${line}:${column} ${problem.message}`
    })
  })

  it('is of types that collectors emit', () => {
    expect(stubbed, 'no collector emits these yet: properties were not checked').toEqual([])
  })

  it('compiles', () => {
    expect(mistakes).toEqual([])
  })

  it('says what it says as all rules do', () => {
    expect(basename(doc.file)).toBe(`${id}.yaml`)
    const first = Array.isArray(doc.on) ? (doc.on[0] ?? '') : ''
    if (first !== '') expect(dirname(doc.file).split('/').slice(-2)).toEqual(first.split('.').slice(0, 2))
    expect(Object.keys(doc.frameworks).length > 0 || doc.tags.includes('house'), 'a framework, or the tag house').toBe(true)
    for (const reference of doc.references) expect(reference).toMatch(/^https:\/\//)
    expect(doc.message).not.toMatch(/\.\s*$/)
    expect(doc.why.trim().length, 'why is longer than 60 characters').toBeGreaterThan(60)
  })

  it.each(['pass', 'fail', 'unknown', 'notApplicable'].map((group) => [group]))('examples: %s', (group) => {
    if (rule === null) return expect.fail(`does not compile:\n${mistakes.join('\n')}`)
    const runs = runExamples(rule, known, access).filter((run) => run.example.startsWith(`${group} `))
    expect(runs.flatMap((run) => (run.problem === undefined ? [] : [`${run.example}: ${run.problem}`]))).toEqual([])
  })
})
