// Rule files: what is wrong with them, by file, line and column.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '../../src/core/index.js'
import { checkParams, loadRules, precompileRules, prepareRules, readPrecompiled, readRule } from '../../src/engine/index.js'
import { types } from './rule-text.js'

const good = `title: Notebook users are root
on: aws.sagemaker.notebook_instance
params:
  maxAgeDays: { type: int, default: 90, doc: How old is old }
assert: asset.props.rootAccess == "Disabled"
severity: medium
confidence: high
phase: training
category: iam
level: recommended
message: "{name} lets its users become root"
why: Root on the notebook host can read every credential of the instance role.
fix: { text: Set root access to Disabled, command: "aws x --name {name}" }
frameworks: { owasp-llm-2025: ["LLM03:2025"] }
references: [https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-root-access.html]
since: 0.1.0
examples:
  pass: [{ rootAccess: Disabled }]
  fail: [{ rootAccess: Enabled }]
  unknown: [{ $gaps: { rootAccess: denied } }]
`
const frameworks = new Map([['owasp-llm-2025', new Set(['LLM03:2025', 'LLM04:2025'])]])

const wrong = async (text: string): Promise<string[]> => {
  const { rule, problems } = await readRule(text, 'rules/orchard-rule.yaml', frameworks)
  if (rule !== null && problems.length === 0) {
    try {
      prepareRules({ rules: [rule], problems }, types, [])
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return error.message.split('\n').slice(1).map((line) => line.trim().replace('rules/orchard-rule.yaml:', ''))
    }
  }
  return problems.map((p) => `${p.line}:${p.column}  ${p.message}`)
}
const changed = (from: string, to: string): Promise<string[]> => {
  expect(good).toContain(from)
  return wrong(good.replace(from, to))
}

describe('a rule file', () => {
  it('is read whole', async () => {
    const { rule, problems } = await readRule(good, 'rules/orchard-rule.yaml', frameworks)
    expect(problems).toEqual([])
    expect(rule?.doc).toMatchObject({
      id: 'orchard-rule', on: ['aws.sagemaker.notebook_instance'], let: {}, aliases: [], tags: [], supersedes: [], needs: [], weaknesses: [], status: 'stable', file: 'rules/orchard-rule.yaml',
      params: { maxAgeDays: { type: 'int', default: 90, doc: 'How old is old' } }, examples: { notApplicable: [] }, since: '0.1.0',
    })
  })

  it.each<[string, string, string]>([
    ['severity: medium', 'severty: medium', '6:1  unknown key "severty", did you mean "severity"?'],
    ['severity: medium', 'severity: mediun', '6:11  severity: "mediun" is none of critical, high, medium, low: did you mean "medium"?'],
    ['severity: medium\n', '', '1:1  the key "severity" is missing: one of critical, high, medium, low'],
    ['title: Notebook users are root\n', '', '1:1  the key "title" is missing'],
    ['command: "aws', 'comand: "aws', '13:43  unknown key "comand", did you mean "command"?'],
    ['default: 90', 'default: ninety', '4:37  the default of maxAgeDays must be a whole number'],
    ['default: 90', 'defalt: 90', '4:28  unknown key "defalt", did you mean "default"?'],
    ['type: int', 'type: integer', '4:23  params.maxAgeDays.type: "integer" is none of int, string, bool, strings'],
    ['owasp-llm-2025: [', 'owasp-llm-2026: [', '14:15  unknown framework "owasp-llm-2026", did you mean "owasp-llm-2025"?'],
    ['"LLM03:2025"]', '"LLM99:2025"]', '14:33  owasp-llm-2025 has no "LLM99:2025", did you mean "LLM03:2025"?'],
    ['frameworks: { owasp-llm-2025: ["LLM03:2025"] }\n', '', '1:1  a rule of no framework carries the tag "house"'],
    ['since: 0.1.0', 'since: soon', '16:8  since: a version, such as 0.1.0'],
    ['$gaps: {', '$gap: {', '20:15  unknown key "$gap", did you mean "$gaps"?'],
    ['become root"', 'become root."', '11:11  the message has no full stop at its end'],
    ['assert:', 'when: asset.props.open\nassert:', '19:3  a rule with `when` has at least one example under notApplicable'],
    ['assert:', 'let: { asset: "true" }\nassert:', '5:8  "asset" has a meaning already: choose another name'],
    ['  fail: [{ rootAccess: Enabled }]\n', '', '18:3  the key "examples.fail" is missing'],
    // Expressions, however they are written.
    ['asset.props.rootAccess', 'asset.props.rootAcces', '5:21  aws.sagemaker.notebook_instance has no property "rootAcces", did you mean "rootAccess"?'],
    ['assert: asset.props.rootAccess == "Disabled"', `assert: 'asset.name != ''x'' && asset.props.rotAccess == "Disabled"'`, '5:45  aws.sagemaker.notebook_instance has no property "rotAccess", did you mean "rootAccess"?'],
    ['assert: asset.props.rootAccess == "Disabled"', 'assert: "asset.name != \\"\\u0078\\" && asset.props.rotAccess == \\"Disabled\\""', '5:50  aws.sagemaker.notebook_instance has no property "rotAccess", did you mean "rootAccess"?'],
    ['assert: asset.props.rootAccess == "Disabled"', 'assert: >-\n  asset.name != "x"\n\n    && asset.props.rotAccess == "Disabled"', '8:20  aws.sagemaker.notebook_instance has no property "rotAccess", did you mean "rootAccess"?'],
    ['assert: asset.props.rootAccess == "Disabled"', 'assert: |\n  // one\n  asset.name != "x" &&\n  asset.props.rotAccess == "Disabled"', '8:15  aws.sagemaker.notebook_instance has no property "rotAccess", did you mean "rootAccess"?'],
    ['assert: asset.props.rootAccess == "Disabled"', 'assert: asset.name != "x" &&\n  asset.props.rotAccess == "Disabled"', '6:15  aws.sagemaker.notebook_instance has no property "rotAccess", did you mean "rootAccess"?'],
    ['assert: asset.props.rootAccess == "Disabled"', 'assert: asset.props.rootAccess == "Disabled" &&', '5:47  unexpected token: EOF'],
    ['assert:', 'let:\n  roles: related(asset, \'run-as\') as aws.iam.role\nassert:', '6:25  unknown relation "run-as", did you mean "runs-as"?'],
    ['{name} lets', '{nmae} lets', '11:11  unknown placeholder {nmae}, did you mean {name}?'],
    ['{name}" }', '{props.rotAccess}" }', '13:66  placeholder {props.rotAccess}: no property "rotAccess", did you mean "rootAccess"?'],
    ['on: aws.sagemaker.notebook_instance', 'on: [aws.sagemaker.notebook_instanc]', '2:5  no collector emits assets of type "aws.sagemaker.notebook_instanc", did you mean "aws.sagemaker.notebook_instance"?'],
  ])('%j as %j', async (from, to, message) => {
    expect((await changed(from, to)).map((m) => m.slice(0, message.length))).toContain(message)
  })

  it('tells every mistake, not the first', async () => {
    const problems = await wrong(good.replace('severity: medium', 'severity: none').replace('level: recommended', 'level: always').replace('phase: training', 'fase: training'))
    expect(problems.map((p) => p.split('  ')[0])).toEqual(expect.arrayContaining(['6:11', '8:1', '10:8']))
  })
})

describe('folders of rules', () => {
  let dir = ''
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'aispm-rules-'))
  })
  afterEach(async () => {
    await rm(dir, { recursive: true })
  })
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(join(dir, path, '..'), { recursive: true })
    await writeFile(join(dir, path), text)
  }

  it('are read in order, wherever the files lie', async () => {
    await put('aws/sagemaker/b-rule.yaml', good)
    await put('aws/sagemaker/a-rule.yaml', good)
    await put('aws/sagemaker/notes.txt', 'not a rule')
    const { rules, problems } = await loadRules([dir], frameworks)
    expect(problems).toEqual([])
    expect(rules.map(({ doc }) => doc.id)).toEqual(['a-rule', 'b-rule'])
  })
  it('tell the mistakes of all files, and then nothing runs', async () => {
    await put('aws/sagemaker/a-rule.yaml', good.replace('severity', 'severty'))
    await put('aws/sagemaker/b-rule.yaml', good.replace('rootAccess ==', 'rotAccess =='))
    await put('aws/s3/c-rule.yaml', good)
    const loaded = await loadRules([dir], frameworks)
    let message = ''
    try {
      prepareRules(loaded, types, [])
    } catch (error) {
      message = error instanceof UsageError ? error.message : String(error)
    }
    expect(message.replaceAll(dir, '')).toBe([
      '4 mistakes in rule files — nothing was judged',
      '  /aws/s3/c-rule.yaml:2:5  a rule on aws.sagemaker.notebook_instance belongs in aws/sagemaker/, not in aws/s3/',
      '  /aws/sagemaker/a-rule.yaml:1:1  the key "severity" is missing: one of critical, high, medium, low',
      '  /aws/sagemaker/a-rule.yaml:6:1  unknown key "severty", did you mean "severity"?',
      '  /aws/sagemaker/b-rule.yaml:5:21  aws.sagemaker.notebook_instance has no property "rotAccess", did you mean "rootAccess"?',
    ].join('\n'))
  })
  it('hold an id once', async () => {
    await put('aws/sagemaker/a-rule.yaml', good)
    await put('own/a-rule.yaml', good)
    const { problems } = await loadRules([join(dir, 'aws'), join(dir, 'own')], frameworks)
    expect(problems.map((p) => p.message)).toEqual([expect.stringMatching(/^rule "a-rule" is also in /)])
    const apart = await Promise.all(['aws', 'own'].map((folder) => loadRules([join(dir, folder)])))
    expect(() => prepareRules({ rules: apart.flatMap((one) => one.rules), problems: [] }, types, [])).toThrow(/rule "a-rule" is also in /)
  })
  it('that are not there are said so', async () => {
    await expect(loadRules([join(dir, 'nowhere')])).rejects.toThrow(/^no rules folder .*nowhere — nothing was judged$/)
  })
  it('are one JSON text once they are precompiled', async () => {
    await put('aws/sagemaker/a-rule.yaml', good)
    const json = await precompileRules(dir, frameworks)
    const [rule] = readPrecompiled(json)
    expect(rule).toMatchObject({ checked: true, doc: { id: 'a-rule' } })
    expect(rule?.doc.file).toMatch(/^aispm-rules-[^/]+\/aws\/sagemaker\/a-rule\.yaml$/)
    expect(prepareRules({ rules: readPrecompiled(json), problems: [] }, types, [])).toHaveLength(1)
    expect(() => readPrecompiled('{"schema":2,"rules":[]}')).toThrow(UsageError)
    await put('aws/sagemaker/b-rule.yaml', 'title: x')
    await expect(precompileRules(dir)).rejects.toThrow(/mistakes in rule files/)
  })
})

describe('settings', () => {
  it('name rules and parameters that exist, with values that fit', async () => {
    const { rule } = await readRule(good, 'orchard-rule.yaml')
    const rules = rule === null ? [] : [rule]
    expect(() => checkParams(rules, { 'orchard-rule': { maxAgeDays: 30 } })).not.toThrow()
    expect(() => checkParams(rules, { 'orchard-rul': {} })).toThrow('params: no rule "orchard-rul"')
    expect(() => checkParams(rules, { 'orchard-rule': { maxAge: 30 } })).toThrow('params.orchard-rule: the rule has no parameter "maxAge"')
    expect(() => checkParams(rules, { 'orchard-rule': { maxAgeDays: '30' } })).toThrow('params.orchard-rule.maxAgeDays must be a whole number')
    expect(() => checkParams(rules, { 'orchard-rule': { constructor: 1 } })).toThrow('the rule has no parameter "constructor"')
  })
})
