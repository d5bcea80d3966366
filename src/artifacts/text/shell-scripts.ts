// Finds in shell scripts what is fetched and run unseen. Cut at separators and pipes, so that it stays linear.

const download = /\b(?:curl|wget)\b/
const interpreter = /^(?:\S*\/)?(?:(?:ba|da|k|z)?sh|python[0-9.]*|perl|ruby|node)$/
/** `bash <(curl …)`, `sh -c "$(curl …)"`, `eval "$(wget …)"`, `source <(curl …)` */
const substituted = /(?:^|[\s;&|/])(?:(?:ba|da|k|z)?sh|eval|source|\.|python[0-9.]*)\s+(?:-\S+\s+){0,4}["']?(?:<\(|\$\(|`)\s*(?:curl|wget)\b/

/** Commands without comments, by the line where each starts, counted from 1; lines that end in a backslash are one with the next. */
export function* commandsIn(script: string): Iterable<{ line: number; command: string }> {
  let start = 0
  let command = ''
  for (const [i, raw] of script.split('\n').entries()) {
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

/** Whether what is downloaded is piped to an interpreter. Joined commands are looked at one by one: only what comes out of the download counts. */
export function pipesDownload(command: string): boolean {
  return command.split(/;|&&|\|\|/).some((single) => {
    const [head = '', ...piped] = single.split('|')
    return download.test(head) && piped.some((part) => interpreter.test(program(part)))
  })
}

/** Whether an interpreter is given a download in place of a file or a text. */
export function substitutesDownload(command: string): boolean {
  return substituted.test(command)
}

/** What a piped command starts: after `sudo -u ec2-user -i`, `env NAME=value`, a path. */
function program(part: string): string {
  return part.trim().split(/\s+/, 8).find((word) => !/^(?:sudo|env|nohup|time|-.*|[A-Za-z_]\w*=.*|root|ec2-user|jupyter)$/.test(word)) ?? ''
}
