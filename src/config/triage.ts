// What `aispm.yaml` says of findings, in the shape that judging takes it in.
import type { Triage } from '../core/index.js'
import type { ConfigFile } from './file.js'

export function triageOf({ ignores, severity, owners, directories, at }: ConfigFile): Triage {
  return {
    ignores: ignores.map(({ rule, asset, file, scope, fingerprint, reason, until, by }, i) => ({
      rules: rule, assets: asset, files: file, scopes: scope, reason, where: at(['ignores', String(i)]),
      ...(fingerprint !== undefined && { fingerprint }), ...(until !== undefined && { until }), ...(by !== undefined && { by }),
    })),
    severities: Object.entries(severity).map(([rule, word]) => ({ rule, severity: word, where: at(['severity', rule]) })),
    owners: {
      paths: Object.entries(owners.paths).map(([pattern, names]) => ({ pattern, owners: names })),
      tags: owners.tags,
      scopes: Object.entries(owners.scopes).map(([scope, names]) => ({ scope, owners: names })),
    },
    directories,
  }
}
