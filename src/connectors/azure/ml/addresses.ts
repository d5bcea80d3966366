// Addresses that connections and data assets name, without what may be secret in them.
import { said } from '../names.js'

export interface Address {
  /** Less user, password and query; for a web address those may be credentials. */
  shown: string | null
  /** `https`, `azureml`, `abfss` and the like; null for a bare host name or path. */
  scheme: string | null
  host: string | null
}

/** Schemes in which the part before the `@` is a user, and not a container. */
const web = /^(?:git\+)?(?:https?|ssh|ftps?)$/

export function addressOf(text: string | null | undefined): Address {
  const given = said(text)?.trim() ?? ''
  const [, scheme = '', before = '', authority = '', path = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^/?#@]*)@)?([^/?#]*)([^?#]*)/i.exec(given) ?? []
  if (given === '') return { shown: null, scheme: null, host: null }
  const word = scheme === '' ? null : scheme.toLowerCase()
  const isContainer = word !== null && !web.test(word) && before !== ''
  const shown = `${word === null ? '' : `${word}://`}${isContainer ? `${before}@` : ''}${authority}${path}`
  return { shown, scheme: word, host: hostIn(authority, word) }
}

function hostIn(authority: string, scheme: string | null): string | null {
  const host = authority.toLowerCase().replace(/:\d+$/, '')
  return host === '' || (scheme === null && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(host)) ? null : host
}
