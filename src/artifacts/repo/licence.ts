// What a licence lets one do, in the coarse classes that a policy asks about.

/** Families whose terms forbid some use, by what their identifiers contain. */
const restricted: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[-_ ])nc(?:[-_ ]|$)|non-?commercial/i, 'no commercial use'],
  [/research|academic/i, 'research only'],
  [/rail/i, 'use restrictions (RAIL)'],
  [/^(?:llama|gemma|deepseek|qwen-research|apple-amlr|fair-|nvidia-open)/i, 'the publisher\'s own terms'],
  [/^(?:other|unknown)$/i, 'terms that are not named'],
]

/** Why the licence needs a look, or null. */
export function restriction(licence: string): string | null {
  return restricted.find(([pattern]) => pattern.test(licence))?.[1] ?? null
}

const texts: readonly (readonly [RegExp, string])[] = [
  [/apache license\s+version 2\.0/i, 'apache-2.0'], [/\bMIT license\b|permission is hereby granted, free of charge/i, 'mit'],
  [/GNU AFFERO GENERAL PUBLIC LICENSE/i, 'agpl-3.0'], [/GNU LESSER GENERAL PUBLIC LICENSE/i, 'lgpl'], [/GNU GENERAL PUBLIC LICENSE/i, 'gpl'],
  [/Attribution-NonCommercial/i, 'cc-by-nc'], [/Creative Commons Attribution/i, 'cc-by'], [/RAIL(?:-M| license)/i, 'openrail'],
  [/LLAMA[\d. ]*COMMUNITY LICENSE/i, 'llama'], [/Gemma Terms of Use/i, 'gemma'], [/redistribution and use in source and binary forms/i, 'bsd'],
]

/** The licence that a LICENSE file is the text of, or null. */
export function licenceOfText(text: string): string | null {
  return texts.find(([pattern]) => pattern.test(text.slice(0, 4096)))?.[1] ?? null
}

/** Whether two identifiers name one licence: `Apache License 2.0` and `apache-2.0` do. */
export function isSameLicence(a: string, b: string): boolean {
  const [one, other] = [plain(a), plain(b)]
  return one.startsWith(other) || other.startsWith(one)
}

function plain(licence: string): string {
  return licence.toLowerCase().replaceAll(/licen[sc]e|version|the|clause|[^a-z0-9]/g, '')
}
