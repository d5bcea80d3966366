// One hostile file of the floor: what it is made of, and which rules tell of it.

export interface Case {
  /** What it is made of, part by part: each is a class of the floor. */
  classes: string[]
  path: string
  data: Uint8Array
  /** Files that stand near it. */
  siblings?: Record<string, Uint8Array>
  /** It is this folder as a whole that is hostile; `path` and `data` are a file of it. */
  folder?: true
  /** One of these rules must fail on it or on what is in it. */
  tells: ReadonlySet<string>
}

/** Rules that say what a pickle does; those that only say that something is odd about it are not enough. */
export const pickleRules: ReadonlySet<string> = new Set([
  'model-pickle-dangerous-call', 'model-pickle-dangerous-global', 'model-pickle-dynamic-global', 'model-pickle-attribute-traversal', 'model-pickle-nested-loader',
  'model-pickle-nested-payload', 'model-pickle-extension-registry', 'model-pickle-build-on-global', 'model-pickle-code-object', 'model-pickle-persistent-id-unexpected',
  'model-torch-rpc-remote-module',
])
