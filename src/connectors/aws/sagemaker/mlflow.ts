// Versions of MLflow as numbers that rules can compare.

export function mlflowVersion(text: string | undefined): { mlflowVersion: string | null; mlflowMajor: number | null; mlflowMinor: number | null } {
  const [, major, minor = '0'] = /^(\d+)(?:\.(\d+))?/.exec(text ?? '') ?? []
  return major === undefined
    ? { mlflowVersion: null, mlflowMajor: null, mlflowMinor: null }
    : { mlflowVersion: text ?? null, mlflowMajor: Number(major), mlflowMinor: Number(minor) }
}
