// What each key of a rule file is for: shown by editors, and written beside the keys of a new rule.
import type { ruleKeys } from './rule-schema.js'

export const ruleKeyDocs: Readonly<Record<(typeof ruleKeys)[number], string>> = {
  title: 'What is wrong, in a few words.',
  aliases: 'Earlier ids of this rule: ignores and baselines keep working.',
  on: 'The type of asset it judges, several of them, or one kind.',
  params: 'What users may set in aispm.yaml, each with its type and what it is for.',
  let: 'Named look-ups over the graph, such as role: "related(asset, \'runs-as\') as aws.iam.role".',
  when: 'Which assets the rule is about at all (CEL). The others are not applicable.',
  assert: 'What is so where all is well (CEL): true passes, false fails, unread is unknown.',
  severity: 'How bad it is.',
  confidence: 'How sure a finding is true.',
  phase: 'The part of the life of an AI system that it is about.',
  category: 'A word of yours to group rules by.',
  level: 'recommended runs by default; strict is for audits.',
  message: 'One sentence for a finding, without a full stop; {name} is the asset.',
  why: 'What an attacker gains by it.',
  fix: 'How to put it right: text, and a command or Terraform where there is one.',
  frameworks: 'Ids in known frameworks, by the framework.',
  weaknesses: 'CWE and CVE ids.',
  tags: 'Words of yours; a rule of no framework carries the tag house.',
  references: 'Pages that say more.',
  supersedes: 'Rules whose findings this one makes needless.',
  needs: 'Optional reads without which it cannot judge, as for --with.',
  since: 'The version in which it came.',
  status: 'preview, stable or deprecated.',
  examples: 'Assets and their verdicts: aispm rules test judges every one.',
}
