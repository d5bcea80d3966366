// The language of conditions: what is read, what is decided, what stays open.
import { describe, expect, test } from 'vitest'
import { parseTest } from '../../../src/access/azure/condition-text.js'
import { type Facts, conditionHolds, idsIn, parseCondition } from '../../../src/access/azure/condition.js'
import { encoded } from '../../../src/access/azure/permission.js'
import { roleIds } from './world.js'

const write = encoded('Microsoft.Authorization/roleAssignments/write')
const read = encoded('Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read')
const facts: Facts = { now: Date.UTC(2026, 5, 1), action: read, storageAccount: 'orchardcorpus', container: 'docs', granting: null }
const holds = (text: string, more: Partial<Facts> = {}, effect: 'Allow' | 'Deny' = 'Allow') => {
  const truth = conditionHolds(parseCondition(text), { ...facts, ...more }, effect)
  return typeof truth === 'boolean' ? truth : 'open'
}
const name = '@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]'
const granted = '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]'
const tag = '@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:Project<$key_case_sensitive$>]'
const { owner, contributor, reader, access } = roleIds

describe('what is decided', () => {
  test.each<[string, boolean | 'open', Partial<Facts>?]>([
    ["ActionMatches{'Microsoft.Storage/*'}", true], ["ActionMatches{'microsoft.storage/storageaccounts/blobservices/containers/blobs/read'}", true], ["!(ActionMatches{'Microsoft.Storage/*'})", false],
    ["NOT ActionMatches{'Microsoft.Search/*'}", true], ["ActionMatches {'Microsoft.Search/*', 'Microsoft.Storage/*'}", true],
    [`${name} StringEquals 'docs'`, true], [`${name} StringEquals 'Docs'`, false], [`${name} StringEqualsIgnoreCase 'Docs'`, true], [`${name} StringNotEquals 'docs'`, false],
    [`${name} StringLike 'd?c*'`, true], [`${name} StringLike 'd?c'`, false], [`${name} StringNotLikeIgnoreCase 'D*'`, false], [`${name} StringLike 'do\\*'`, false], [`${name} StringStartsWith 'do'`, true],
    [`${name} StringNotStartsWithIgnoreCase 'X'`, true], [`${name} ForAnyOfAnyValues:StringEquals {'a', 'docs'}`, true], [`${name} ForAnyOfAnyValues:StringEquals {'a'}`, false], [`${name} ForAnyOfAnyValues:StringEquals {}`, false],
    [`@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'orchardcorpus'`, true],
    ["{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'blue', 'green'}", true], ["{'red', 'blue'} ForAllOfAnyValues:StringEquals {'red', 'green'}", false], ["{'red', 'blue'} ForAllOfAnyValues:StringEquals {'orange', 'red', 'blue'}", true],
    ['{10, 20} ForAnyOfAllValues:NumericLessThan {15, 18}', true], ['{10, 20} ForAllOfAllValues:NumericLessThan {15, 25}', false], ['{10, 20} ForAllOfAllValues:NumericLessThan {25, 30}', true],
    ["@Environment[UtcNow] DateTimeLessThan '2026-07-01T00:00:00Z'", true], ["@Environment[UtcNow] DateTimeGreaterThanEquals '2026-07-01T00:00:00Z'", false],
    [`${granted} ForAnyOfAnyValues:GuidEquals {${reader}}`, false, { granting: owner }], [`${granted} ForAnyOfAnyValues:GuidEquals {${owner.toUpperCase()}, ${reader}}`, true, { granting: owner }],
    [`${granted} ForAnyOfAllValues:GuidNotEquals {${owner}, ${access}}`, false, { granting: owner }], [`${granted} ForAnyOfAllValues:GuidNotEquals {${owner}, ${access}}`, true, { granting: contributor }],
    [`((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (${granted} ForAnyOfAnyValues:GuidEquals {${reader}}))`, false, { action: write, granting: owner }],
    [`((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) || (${granted} ForAnyOfAnyValues:GuidEquals {${reader}}))`, true, { granting: owner }],
    [`Exists ${name}`, true], [`NotExists ${name}`, false],
  ])('%s', (text, expected, more) => expect(holds(text, more)).toBe(expected))
})

describe('what the caller chooses, he chooses in his favour', () => {
  test.each<[string, Partial<Facts>?]>([
    [`${name} StringEquals 'secret'`, { container: null }], [`!(${name} StringEquals 'docs')`, { container: null }],
    ["@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path] StringLike 'public/*'"], ["!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})", { action: encoded('Microsoft.Storage/*') }],
    [`${granted} ForAnyOfAnyValues:GuidEquals {${reader}}`], ["SubOperationMatches{'Blob.List'}"], ["!(ActionMatches{'Microsoft.Storage/*'} AND SubOperationMatches{'Blob.Read.WithTagConditions'})"],
    ["@Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}"],
  ])('%s', (text, more) => {
    expect(holds(text, more)).toBe(true)
    expect(holds(text, more, 'Deny')).toBe(false)
  })
})

describe('what circumstances decide', () => {
  test.each([
    `${tag} StringEquals 'Cascade'`, '@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:team] StringEquals \'ml\'', '@Environment[isPrivateLink] BoolEquals true',
    `@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:team] StringEquals ${tag}`, `${name} StringSounds 'docs'`, `${name} IpInRange '10.0.0.0/8'`,
  ])('%s', (text) => expect(holds(text)).toBe('open'))

  test('Kleene', () => {
    const open = `${tag} StringEquals 'a'`
    expect(holds(`${open} AND ${name} StringEquals 'other'`)).toBe(false)
    expect(holds(`${open} OR ${name} StringEquals 'docs'`)).toBe(true)
    expect(holds(`!(${open})`)).toBe('open')
    // AND binds tighter.
    expect(holds(`${name} StringEquals 'docs' OR ${open} AND ${name} StringEquals 'x'`)).toBe(true)
    // Two things to choose may exclude each other.
    expect(holds(`${name} StringEquals 'a' AND ${name} StringEquals 'b'`, { container: null })).toBe('open')
  })
})

describe('what is not understood stays open', () => {
  test.each([
    '(', ')', 'true', "ActionMatches{'a'", "ActionMatches{'a'} AND", "@Resource[a] StringEquals", "@Resource[a StringEquals 'b'", "'unclosed", "a b c d", '!', 'Exists x', "ActionMatches{'a' 'b'}", '§', `${'('.repeat(200)}ActionMatches{'a'}${')'.repeat(200)}`, 'x'.repeat(9000),
  ])('%s', (text) => {
    expect(parseTest(text)).toBeNull()
    expect(holds(text)).toBe('open')
  })
})

test('roles are named by their ids', () => expect(idsIn(parseCondition(`x {${owner.toUpperCase()}, ${reader}} ${owner}`))).toEqual([owner, reader]))
