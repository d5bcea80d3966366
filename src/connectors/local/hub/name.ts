// Names on a hub, out of the address that is their id.

/** `https://huggingface.co/datasets/owner/name` → `datasets`, `owner`, `name`. */
export function hubName(id: string): string[] {
  return id.replace(/^https:\/\/[^/]+\//, '').split('/')
}
