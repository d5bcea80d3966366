// Which account and region an id names: each provider writes them in its own way.

export interface Places {
  /** Accounts, as scopes call them; a foreign one as the id has it. */
  accounts: string[]
  regions: string[]
}

/** `known` gives the account behind a name or number that ids use for it. */
export function placesIn(id: string, provider: string, known: (name: string) => string | undefined): Places {
  const parts = [...new Set(id.split(/[/:.@]/))]
  const regions = parts.filter((part) => /^[a-z]{2,}(-[a-z]+)+-?\d+$/.test(part))
  if (provider === 'gcp') {
    const named = /\/projects\/([^/]+)/.exec(id)?.[1]
    const location = /\/locations\/([^/]+)/.exec(id)?.[1]
    return { accounts: named === undefined ? [] : [known(named) ?? named], regions: location === undefined ? [] : [location] }
  }
  if (provider === 'azure') {
    const subscription = /^\/subscriptions\/([^/]+)/.exec(id)?.[1]
    return { accounts: subscription === undefined ? [] : [subscription], regions: [] }
  }
  return { accounts: parts.flatMap((part) => known(part) ?? (/^\d{12}$/.test(part) ? [part] : [])), regions }
}
