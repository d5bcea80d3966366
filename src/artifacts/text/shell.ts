// What a shell command does that matters: runs what it fetches, opens a way back in, mines, or installs what is not pinned.
import { pipesDownload, substitutesDownload } from './shell-scripts.js'

const decoded = /\b(?:base64\s+(?:-d|-D|--decode)|openssl\s+(?:base64|enc)\s[^|]{0,80}-d|xxd\s+-r|uudecode)\b[^|\n]{0,200}\|\s*(?:sudo\s+)?(?:\S{0,40}\/)?(?:ba|da|k|z)?(?:sh|python[\d.]*|perl|ruby|node)\b/
const shells: readonly (readonly [RegExp, string])[] = [
  [/\/dev\/(?:tcp|udp)\/[\w.$-]+\/\d/, 'opens a shell to another host'],
  [/\b(?:nc|ncat|netcat)\b[^|;&\n]{0,80}\s(?:-\w{0,6}[ec]\w{0,3}|--exec|--sh-exec)\s/, 'opens a shell to another host'],
  [/\b(?:ba|z|k|da)?sh\s+-i\s*(?:[<>]|[0-9]>)/, 'opens a shell to another host'],
  [/\bmkfifo\s[^|\n]{0,120}\|\s*(?:nc|ncat|netcat|openssl|telnet)\b/, 'opens a shell to another host'],
  [/\bsocat\b[^\n]{0,160}\bexec:/i, 'opens a shell to another host'],
  [/\b(?:xmrig|xmr-stak|minerd|cpuminer|ethminer|nbminer|lolminer|phoenixminer|t-rex|teamredminer|cgminer|bfgminer|ccminer|nicehash|cryptonight|gminer)\b|stratum\+(?:tcp|ssl):\/\//i, 'starts a crypto miner'],
  [/>>?\s*(?:~|\$HOME|\/root|\/home\/[\w-]+)?\/?(?:\.ssh\/authorized_keys|\.bashrc|\.bash_profile|\.profile|\.zshrc)\b|>>?\s*\/etc\/(?:cron|sudoers|passwd|rc\.local|ld\.so\.preload)|\bcrontab\s+-(?!l|e)/, 'writes where the next login runs it'],
]
const fetched = /\b(?:curl|wget)\b[^|;&\n]{0,300}?(?:\s-o\s*|\s-O\s*|\s--output[= ]|\s--output-document[= ]|>\s*)["']?([\w./~$-]{1,120})/
const fetchedPlainly = /\b(?:wget|curl\s[^|;&\n]{0,200}-\w{0,8}O)\b[^|;&\n]{0,300}?https?:\/\/[^\s|;&"']{1,300}?\/([\w.-]{1,120}\.(?:sh|py|pl|rb|bin|run|elf|exe))\b/

/** What is wrong with a command or a script of several; null if nothing is. */
export function hostileCommand(command: string): string | null {
  if (command.length > 100_000) return null
  if (pipesDownload(command) || substitutesDownload(command)) return 'runs what it downloads'
  if (decoded.test(command)) return 'runs decoded text'
  for (const [pattern, what] of shells) if (pattern.test(command)) return what
  const file = fetched.exec(command)?.[1] ?? fetchedPlainly.exec(command)?.[1]
  if (file === undefined || !/(?:\.(?:sh|py|pl|rb|bin|run|elf|exe)|\/\w+)$/.test(file)) return null
  const name = (file.split('/').at(-1) ?? file).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const runs = new RegExp(String.raw`(?:\b(?:ba|da|k|z)?sh|\bpython[\d.]*|\bperl|\bsource|\bchmod\s+[\w+]{1,8})\s+(?:-\S+\s+){0,3}["']?[\w./~$-]{0,80}${name}\b|(?:^|[;&|\n]\s*)(?:sudo\s+)?\.{0,2}/[\w./-]{0,80}${name}\b`)
  return runs.test(command) ? 'runs what it downloads' : null
}

const installer = /^(?:sudo\s+(?:-\S+\s+){0,3})?(?:python[\d.]*\s+-m\s+|uv\s+)?(pip[\d.]*|conda|mamba|micromamba)\s+(?:install|add)\s+(.+)$/
const uvAdd = /^uv\s+(add)\s+(.+)$/
const takesValue = new Set(['-r', '--requirement', '-c', '--constraint', '-t', '--target', '--prefix', '--root', '--platform', '--python-version', '-n', '--name', '-p', '--channel', '-c', '--python', '--timeout', '--progress-bar', '--cache-dir', '-f', '--find-links', '-i', '--index-url', '--extra-index-url', '--trusted-host'])

/** Why an install command takes whatever is there on the day; an empty list if it is pinned or no install. */
export function looseInstalls(command: string): { what: string; detail: string }[] {
  const found: { what: string; detail: string }[] = []
  for (const single of command.split(/;|&&|\|\||\n/)) {
    const text = single.trim().replace(/\s#.*$/, '').replace(/\s(?:[12&]?>{1,2}|\|).*$/, '').slice(0, 4000)
    const match = installer.exec(text) ?? uvAdd.exec(text)
    if (match === null) continue
    const isConda = /conda|mamba/.test(match[1] ?? '')
    const words = (match[2] ?? '').split(/\s+/).map((word) => word.replaceAll(/^["']|["']$/g, ''))
    for (let i = 0; i < words.length; i++) {
      const word = words[i] ?? ''
      const option = word.split('=')[0] ?? word
      if (option === '--extra-index-url' || option === '--trusted-host') found.push({ what: option, detail: `${option} ${withoutPassword(word.includes('=') ? word.slice(option.length + 1) : words[i + 1] ?? '')}` })
      if (word.startsWith('-')) {
        if (takesValue.has(word) && !(isConda && word === '-p')) i += 1
        continue
      }
      const why = looseRequirement(word, isConda)
      if (why !== null) found.push({ what: withoutPassword(word), detail: why })
    }
  }
  return found
}

function looseRequirement(word: string, isConda: boolean): string | null {
  if (word === '' || /^[.$~/{<&|]|^\w:[\\/]/.test(word) || /\.(?:whl|tar\.gz|zip)$/.test(word) && !word.includes('://')) return null
  if (/^(?:[\w.[\],-]+\s?@\s?)?git\+/.test(word)) return /@[0-9a-f]{40}(?:#|$)/.test(word) ? null : 'repository without a commit'
  if (/^(?:[\w.[\],-]+\s?@\s?)?https?:\/\//.test(word)) return /#sha256=[0-9a-f]{64}/.test(word) ? null : 'address without a hash'
  if (!/^[A-Za-z0-9][\w.-]*(?:\[[\w,.-]*\])?(?:[=<>!~].*)?$/.test(word.replace(/^[\w-]+::/, ''))) return null
  return (isConda ? /=/ : /={2,3}[^*]+$/).test(word) ? null : 'no version'
}

function withoutPassword(text: string): string {
  return text.replace(/(:\/\/)[^/@\s]{1,300}@/, '$1***@')
}

/** Commands that people run in notebooks to look around, to fetch data and to install. */
const harmless = /^(?:sudo\s+)?(?:pip[\d.]*|python[\d.]*\s+-m\s+(?:pip|spacy|nltk|ipykernel)|conda|mamba|uv|poetry|npm|apt|apt-get|brew|yum|dpkg|ls|ll|pwd|cd|cat|head|tail|less|more|wc|grep|find|tree|du|df|free|top|ps|which|whoami|uname|date|echo|printf|env|nvidia-smi|nvcc|lscpu|lsb_release|mkdir|cp|mv|rm|touch|ln|tar|unzip|zip|gunzip|gzip|7z|git|wget|curl|gdown|kaggle|gsutil|aws\s+s3|huggingface-cli|hf|jupyter|export|sed|awk|sort|uniq|diff|file|stat|sleep|clear|man|help|ffmpeg|tensorboard|wandb|dvc)\b/

/** Whether a command is none of those. */
export function isUnusualCommand(command: string): boolean {
  return command.split(/;|&&|\|\||\||\n/).some((single) => single.trim() !== '' && !single.trim().startsWith('#') && !harmless.test(single.trim()))
}
