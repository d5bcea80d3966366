// Finds in shell scripts what runs or installs code that somebody else can change underway.
import { commandsIn, pipesDownload, substitutesDownload } from '../../../artifacts/text/shell-scripts.js'

const pip = /\b(?:pip[0-9.]*|uv|conda|mamba)\b/

/** Line numbers count from 1 and name where a command starts. */
export function remoteScripts(text: string): { at: string; what: string }[] {
  return [...commandsIn(text)].flatMap(({ line, command }) => [...judge(command)].map((what) => ({ at: `line ${line}`, what })))
}

function* judge(command: string): Iterable<string> {
  if (pipesDownload(command)) yield 'download piped to an interpreter'
  if (substitutesDownload(command)) yield 'download run by an interpreter'
  if (!pip.test(command)) return
  if (/--trusted-host\b/.test(command)) yield 'package host trusted without TLS'
  if (/(?:--(?:extra-)?index-url|--find-links|\s-[if])[\s=]+["']?http:\/\//.test(command)) yield 'package index over plain HTTP'
}
