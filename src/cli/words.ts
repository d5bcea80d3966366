// Words that arguments take, for help pages, completion and the commands themselves.

export const shells = ['bash', 'zsh', 'fish'] as const

/** What `aispm schema` knows, and what each describes. */
export const schemas = {
  report: 'what -o json writes',
  inventory: 'a line of -o inventory',
  diff: 'what aispm diff -o json writes',
  config: 'aispm.yaml',
  rule: 'the file of a rule',
} as const

export const providers = ['aws', 'azure', 'gcp'] as const

/** What `--with` takes. */
export const optionalReads = ['activity', 'artifacts', 'data-plane', 'digests', 'directory', 'keys', 'last-accessed'] as const

export const colors = ['auto', 'always', 'never'] as const

/** Words too many to stand in a script: `aispm words rules` lists them for the shell. */
export const asked = ['rules', 'frameworks', 'types'] as const
export type Asked = typeof asked[number]
