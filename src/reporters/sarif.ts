// The report as SARIF 2.1.0 for code scanning: one run an account, within the limits that GitHub sets.
import type { Run } from 'sarif'
import { jsonText } from '../core/json-text.js'
import type { Reporter, ReportSource } from '../core/index.js'
import { namesOf } from './kit/names.js'
import { pour } from './kit/pour.js'
import { printable } from './kit/printable.js'
import { causesOf } from './kit/unjudged.js'
import { accountKey, byName, takeCensus } from './sarif/census.js'
import { chapterOf, written, type Chapter } from './sarif/chapter.js'
import { notificationDescriptors, settingNotifications } from './sarif/notification.js'
import type { SarifOptions } from './sarif/options.js'
import { sourceRoot } from './sarif/place.js'
import { tellingOf } from './sarif/result.js'
import { absentNotifications, cutShort, notificationsOf, propertiesOf } from './sarif/told.js'

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'
const home = 'https://github.com/aispm/aispm'

export default {
  id: 'sarif',
  summary: 'SARIF 2.1.0 for code scanning',
  extension: 'sarif',
  render: (source, out, options: SarifOptions) => pour(pieces(source, options), out),
} satisfies Reporter

async function* pieces(source: ReportSource, options: SarifOptions): AsyncGenerator<string> {
  const { kept, left } = await takeCensus(source, options)
  const telling = tellingOf(source, namesOf(source))
  const causes = causesOf(source)
  const planned = kept.map((tally) => chapterOf(tally, source, causes, telling))
  const chapters = (await written(planned, source, options, telling, (chapter) => jsonText(headOf(chapter, source)))).sort((a, b) => byName(a.tally, b.tally))
  const placed = new Set(chapters.map(({ tally }) => tally))
  const absent = absentNotifications(chapters, [...kept.filter((tally) => !placed.has(tally)), ...left].sort(byName), source)
  yield `{\n"$schema": ${jsonText(schema)},\n"version": "2.1.0",\n"runs": [`
  for (const [i, chapter] of chapters.entries()) {
    yield i === 0 ? '\n' : ',\n'
    yield* run(headOf(chapter, source, i === 0 ? absent : []), chapter)
  }
  // A log without a run is refused. This one has a category of its own and no results, so it opens and closes no alert.
  if (chapters.length === 0) yield* run(unreadHead(source, absent))
  yield ']\n}\n'
}

type Head = Omit<Run, 'results'>

function* run(head: Head, chapter?: Chapter): Generator<string> {
  yield `${jsonText(head).slice(0, -1)},\n"results": [`
  let separator = '\n'
  for (const piece of chapter === undefined ? [] : resultsOf(chapter)) {
    yield separator + piece
    separator = ',\n'
  }
  yield ']}'
}

function* resultsOf({ ream, causes }: Chapter): Generator<string> {
  yield* ream?.pieces() ?? []
  for (const cause of causes) yield jsonText(cause)
}

function headOf(chapter: Chapter, source: ReportSource, absent: ReturnType<typeof absentNotifications> = []): Head {
  const { provider, account } = chapter.tally
  return {
    ...commonHead(source, chapter.rules, [...notificationsOf(chapter, source), ...absent]),
    // One category an account: code scanning refuses two runs of one category in a file, and closes the alerts of a
    // category that a new upload of it no longer has. Everything before the last slash is the category.
    automationDetails: { id: `aispm/${printable(accountKey(chapter.tally))}/`, description: { text: `AI security posture of ${printable(`${provider} account ${account}`)}.` } },
    originalUriBaseIds: { [sourceRoot]: { description: { text: 'The top of the repository that is scanned.' } } },
    properties: propertiesOf(chapter, source),
  }
}

function unreadHead(source: ReportSource, absent: ReturnType<typeof absentNotifications>): Head {
  return {
    ...commonHead(source, [], [...cutShort(source), ...absent]),
    automationDetails: { id: 'aispm/unread/', description: { text: 'Nothing was read.' } },
    properties: { complete: source.complete },
  }
}

function commonHead(source: ReportSource, rules: Chapter['rules'], notifications: ReturnType<typeof notificationsOf>): Head {
  const { tool, startedAt, finishedAt, interrupted } = source
  return {
    tool: {
      driver: { name: tool.name, version: tool.version, semanticVersion: tool.version, informationUri: home, rules, notifications: notificationDescriptors },
    },
    invocations: [{
      executionSuccessful: interrupted === undefined, startTimeUtc: startedAt, endTimeUtc: finishedAt,
      toolExecutionNotifications: notifications, toolConfigurationNotifications: settingNotifications(source),
    }],
    columnKind: 'utf16CodeUnits',
    language: 'en',
  }
}
