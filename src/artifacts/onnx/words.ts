// Texts that a model carries for people: what in them is a credential, or something to run.
import { Signs } from '../sign.js'
import { findSecrets } from '../text/secrets.js'
import { commandsIn, pipesDownload, substitutesDownload } from '../text/shell-scripts.js'
import type { Words } from './model.js'

const payloads: readonly (readonly [string, RegExp])[] = [
  // Protocols 2 to 5 of a pickle, in base64.
  ['pickle in base64', /(?<![A-Za-z0-9+/])gA[I-X][A-Za-z0-9+/]{30,}/],
  ['script element', /<script[\s>]/i],
  ['javascript: address', /\bjavascript:\s*\S/i],
  ['Python that starts a process', /\b(?:os\.(?:system|popen)|subprocess\.(?:run|call|Popen|check_output)|__import__)\s*\(/],
  ['Python that evaluates text', /\b(?:eval|exec)\s*\(\s*(?:compile|base64|bytes|__import__|zlib|codecs)/],
]

export function checkWords(words: readonly Words[]): { secrets: Signs; payloads: Signs } {
  const found = { secrets: new Signs(), payloads: new Signs() }
  for (const { at, text, offset } of words) {
    for (const hit of findSecrets(text)) found.secrets.add(hit.type, { offset, detail: `${at}, ${hit.at}, ${hit.length} characters` })
    for (const [what, shape] of payloads) if (shape.test(text)) found.payloads.add(what, { offset, detail: at })
    for (const { line, command } of commandsIn(text)) {
      if (!pipesDownload(command) && !substitutesDownload(command)) continue
      found.payloads.add('download piped to a shell', { offset, detail: `${at}, line ${line}` })
    }
  }
  return found
}
