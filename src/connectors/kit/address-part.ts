// A part of an address of a web page, made of text from outside.

/** Nothing is left that could end the part, or that a shell or a page could take for more than text. */
export function addressPart(text: string): string {
  // Half a character has no code in an address.
  return encodeURIComponent(text.replaceAll(/\p{Cs}/gu, '\uFFFD')).replaceAll(/['()!*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** The same of a path: its slashes stay. */
export function addressPath(path: string): string {
  return path.split('/').map(addressPart).join('/')
}
