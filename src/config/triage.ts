// What `aispm.yaml` says of findings, in the shape that judging takes it in.
import type { Ignore, Owners, SeveritySetting, Triage } from '../core/index.js'
import type { ConfigFile } from './file.js'
import type { FolderFile } from './folders.js'

/** The main file comes first among ignores, of which the first counts; folders come last among severities and paths, of which the last counts. */
export function triageOf({ ignores, severity, owners, directories, folders, at }: ConfigFile): Triage {
  return {
    ignores: [...ignoresOf({ ignores, at }), ...folders.flatMap((file) => ignoresOf(file, file.folder))],
    severities: [...severitiesOf({ severity, at }), ...folders.flatMap((file) => severitiesOf(file, file.folder))],
    owners: {
      paths: [...pathsOf({ owners }), ...folders.flatMap((file) => pathsOf(file, file.folder))],
      tags: owners.tags,
      scopes: Object.entries(owners.scopes).map(([scope, names]) => ({ scope, owners: names })),
    },
    directories,
  }
}

function ignoresOf({ ignores, at }: Pick<ConfigFile, 'ignores' | 'at'>, within?: string): Ignore[] {
  return ignores.map(({ rule, asset, file, scope, fingerprint, reason, until, by }, i) => ({
    rules: rule, assets: asset, files: file, scopes: scope, reason, where: at(['ignores', String(i)]),
    ...(fingerprint !== undefined && { fingerprint }), ...(until !== undefined && { until }), ...(by !== undefined && { by }), ...(within !== undefined && { within }),
  }))
}

function severitiesOf({ severity, at }: Pick<ConfigFile, 'severity' | 'at'>, within?: string): SeveritySetting[] {
  return Object.entries(severity).map(([rule, word]) => ({ rule, severity: word, where: at(['severity', rule]), ...(within !== undefined && { within }) }))
}

function pathsOf({ owners }: { owners: Pick<FolderFile['owners'], 'paths'> }, within?: string): Owners['paths'] {
  return Object.entries(owners.paths).map(([pattern, names]) => ({ pattern, owners: names, ...(within !== undefined && { within }) }))
}
