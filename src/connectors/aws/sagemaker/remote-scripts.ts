// Finds in shell scripts what runs or installs code that somebody else can change underway.

const download = /\b(?:curl|wget)\b/
const interpreter = /^(?:\S*\/)?(?:(?:ba|z|da|k)?sh|python[0-9.]*|perl|ruby|node)$/
/** `bash <(curl ...)`, `sh -c "$(curl ...)"`, `eval "$(wget ...)"` */
const substituted = /(?:^|[\s;&|/])(?:(?:ba|z|da|k)?sh|eval|source|\.|python[0-9.]*)\s+(?:-\S+\s+){0,4}["']?(?:<\(|\$\(|`)\s*(?:curl|wget)\b/
const pip = /\b(?:pip[0-9.]*|uv|conda|mamba)\b/

/** Line numbers count from 1 and name where a command starts. */
export function remoteScripts(text: string): { at: string; what: string }[] {
  const found: { at: string; what: string }[] = []
  for (const { line, command } of commands(text)) {
    for (const what of new Set(judge(command))) found.push({ at: `line ${line}`, what })
  }
  return found
}

/** Commands without comments; lines that end in a backslash are one with the next. */
function* commands(text: string): Iterable<{ line: number; command: string }> {
  let start = 0
  let command = ''
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (command === '') start = i + 1
    if (line.endsWith('\\')) {
      command += `${line.slice(0, -1)} `
      continue
    }
    command += line
    if (command !== '' && !command.startsWith('#')) yield { line: start, command }
    command = ''
  }
  if (command !== '' && !command.startsWith('#')) yield { line: start, command }
}

function* judge(command: string): Iterable<string> {
  // Joined commands are judged one by one, so that only what is piped from the download counts.
  for (const single of command.split(/;|&&|\|\|/)) {
    const [head = '', ...piped] = single.split('|')
    if (download.test(head) && piped.some((part) => interpreter.test(program(part)))) yield 'download piped to an interpreter'
  }
  if (substituted.test(command)) yield 'download run by an interpreter'
  if (!pip.test(command)) return
  if (/--trusted-host\b/.test(command)) yield 'package host trusted without TLS'
  if (/(?:--(?:extra-)?index-url|--find-links|\s-[if])[\s=]+["']?http:\/\//.test(command)) yield 'package index over plain HTTP'
}

/** The start of a piped command, where its program stands: after `sudo -u ec2-user -i`, `env`, a path. */
function program(part: string): string {
  const words = part.trim().split(/\s+/, 8)
  let i = 0
  while (i < words.length - 1 && /^(?:sudo|env|nohup|time|-.*|[A-Za-z_]\w*=.*|root|ec2-user)$/.test(words[i] ?? '')) i += 1
  return words[i] ?? ''
}
