import { expect, it } from 'vitest'
import sarif from '../../src/reporters/sarif.js'
import type { Finding } from '../../src/core/index.js'
import type { SarifOptions } from '../../src/reporters/sarif/options.js'
import { compared } from '../reporters/compared.js'
import { crowd, findings, hostileName, orchard, tidy } from '../reporters/sample.js'
import { written } from '../reporters/written.js'
import { multitoolSays } from './multitool.js'

// Advice that we do not take, and why.
const declined = new Map([
  ['SARIF2002', 'GitHub wants whole messages, not arguments'],
  ['SARIF2003', 'a cloud account is in no version control'],
  ['SARIF2006', 'links are not fetched in tests'],
  ['SARIF2009', 'rule ids are words, not numbers'],
  ['SARIF2010', 'a cloud asset has no code to show'],
  ['SARIF2011', 'a cloud asset has no code to show'],
  ['SARIF2012', 'help is in the log; not every rule has a page'],
])

const [any] = findings
if (any === undefined) throw new Error('the sample has no finding')
const hostile: Finding = { ...any, asset: hostileName, assetName: hostileName, message: `${hostileName} {0} [a](https://example.com)`, source: { file: `a b/..\\${hostileName}#?%\ud800`, line: 3 } }

it.each([
  ['everything', orchard()],
  ['a clean run', tidy()],
  ['a run against a baseline', compared()],
  ['many accounts', { ...crowd(44, 22), scopes: [] }],
  ['hostile names', orchard({ findings: [hostile] })],
  ['nothing read', tidy({ scopes: [] })],
])('the multitool has no objection to %s', async (_, source) => {
  const options: SarifOptions = { color: 0, sarifUnknown: true, sarifSuppressed: true }
  const said = await multitoolSays(await written(sarif, source, options))
  expect(said.filter((line) => !/^SARIF\d+ note:/.test(line))).toEqual([])
  expect(said.filter((line) => !declined.has(line.slice(0, 9)))).toEqual([])
}, 60_000)

it('the multitool is really asked', async () => {
  const log = JSON.parse(await written(sarif, orchard()))
  delete log.runs[0].results[0].locations
  log.runs[0].results[1].ruleIndex = 400
  const said = await multitoolSays(JSON.stringify(log))
  expect(said.join('\n')).toMatch(/GH1015 error[^]*SARIF1009 error/)
}, 60_000)
