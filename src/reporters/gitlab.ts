// The report as GitLab's security report, of the type for files (sast): the one that takes a finding without a package, an
// image or a web site, and shows it in merge requests and the vulnerability report.
import { jsonText } from '../core/json-text.js'
import type { Reporter, ReportSource } from '../core/index.js'
import { plainTime } from './gitlab/words.js'
import { messagesOf } from './gitlab/messages.js'
import { schemaUrl, schemaVersion, type Vulnerability } from './gitlab/report.js'
import { causeVulnerability, findingVulnerability, lastingVulnerability, type Telling } from './gitlab/vulnerability.js'
import { namesOf } from './kit/names.js'
import { pour } from './kit/pour.js'
import { isLasting, standingOf } from './kit/standing.js'
import { causesOf, isBlinding } from './kit/unjudged.js'

const home = 'https://github.com/aispm/aispm'

export default {
  id: 'gitlab',
  summary: 'GitLab security report, for artifacts:reports:sast',
  extension: 'json',
  render: (source, out) => pour(pieces(source), out),
} satisfies Reporter

async function* pieces(source: ReportSource): AsyncGenerator<string> {
  yield `{\n"version": ${jsonText(schemaVersion)},\n"schema": ${jsonText(schemaUrl)},\n"scan": ${jsonText(scanOf(source))},\n"vulnerabilities": [`
  let separator = '\n'
  for await (const vulnerability of vulnerabilities(source)) {
    yield separator + jsonText(vulnerability)
    separator = ',\n'
  }
  yield '],\n"remediations": []\n}\n'
}

function scanOf(source: ReportSource): object {
  const { tool, startedAt, finishedAt, interrupted, scopes } = source
  const scanner = { id: tool.name, name: tool.name, url: home, version: tool.version, vendor: { name: tool.name } }
  return {
    analyzer: scanner, scanner, type: 'sast', start_time: plainTime(startedAt), end_time: plainTime(finishedAt),
    status: interrupted !== undefined || !scopes.some(({ state }) => state === 'read') ? 'failure' : 'success',
    // `primary_identifiers`, the rules that ran, is left out: GitLab resolves what an earlier run found by a rule that is
    // not among them, and a rule that did not run has found nothing fixed.
    messages: messagesOf(source),
  }
}

// Suppressed findings are left out and counted in a message: the format has no word for them, and would list them as open.
async function* vulnerabilities(source: ReportSource): AsyncGenerator<Vulnerability> {
  const telling: Telling = { names: namesOf(source), rules: new Map(source.rules.map((rule) => [rule.id, rule])), frameworks: source.frameworks }
  for await (const standing of standingOf(source)) {
    if (isLasting(standing)) yield lastingVulnerability(standing, telling)
    else if (standing.suppressed === undefined) yield findingVulnerability(standing, telling)
  }
  yield* causesOf(source).filter(isBlinding).map(causeVulnerability)
}
