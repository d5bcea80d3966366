// The script for fish: one line a flag, told by the words before the cursor.
import { encoded, type Flag, type Place, type Value } from './tree.js'

export function fishScript(places: readonly Place[]): string {
  const takers = [...new Set(places.flatMap(({ flags }) => flags.filter(({ takes }) => takes !== undefined).flatMap(({ long, short }) => [long, ...(short === undefined ? [] : [short])])))]
  const tree = places.filter(({ commands }) => commands.length > 0).map(({ path, commands }) => `        case ${quote(path)}\n            string split ' ' ${quote(commands.map(({ name }) => name).join(' '))}`)
  const rows = places.flatMap((place) => [
    ...place.commands.map(({ name, what }) => `complete -c aispm -n ${quote(`__aispm_at ${quote(place.path)} 0`)} -a ${quote(name)} -d ${quote(what)}`),
    ...place.flags.map((flag) => flagRow(place.path, flag)),
    ...place.args.flatMap(({ takes, variadic }, i) => (takes.kind === 'text' ? [] : [`complete -c aispm -n ${quote(`__aispm_at ${quote(place.path)} ${i}${variadic ? ' more' : ''}`)} ${answer(takes)}`])),
  ])
  return String.raw`# Completion of aispm for fish. Load it: aispm completion fish > ~/.config/fish/completions/aispm.fish

function __aispm_commands
    switch "$argv[1]"
${tree.join('\n')}
    end
end

# Whether the cursor stands in a command, at its argument of that number, or later with "more".
function __aispm_at
    set -l words (commandline -opc)
    set -l place ''
    set -l n 0
    set -l skip 0
    for word in $words[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        if string match -q -- '-*' $word
            contains -- $word ${takers.join(' ')}; and set skip 1
            continue
        end
        if contains -- $word (__aispm_commands "$place")
            set place (string trim -- "$place $word")
            set n 0
        else
            set n (math $n + 1)
        end
    end
    test "$place" = "$argv[1]"; or return 1
    test (count $argv) = 1; and return 0
    test $n = $argv[2]; and return 0
    test (count $argv) = 3; and test $n -gt $argv[2]
end

# Several words with commas between.
function __aispm_list
    set -l head (string match -r -- '^.*,' (commandline -ct | string replace -r -- '^--[^=]*=' ''))
    printf '%s\n' "$head"$argv
end

# A format, then "=" and a file.
function __aispm_outputs
    set -l token (commandline -ct | string replace -r -- '^--output=' '')
    if string match -q -- '*=*' $token
        set -l format (string match -r -- '^[^=]*=' $token)
        for file in (__fish_complete_path (string replace -r -- '^[^=]*=' '' $token) | string replace -r '\t.*' '')
            printf '%s\n' $format$file
        end
    else
        printf '%s\n' $argv
    end
end

complete -c aispm -f
${rows.join('\n')}
`
}

function flagRow(path: string, { long, short, what, takes }: Flag): string {
  const names = `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`
  return `complete -c aispm -n ${quote(`__aispm_at ${quote(path)}`)} ${names} -d ${quote(what)}${takes === undefined ? '' : takes.kind === 'text' ? ' -x' : ` -r ${answer(takes)}`}`
}

function answer(value: Value): string {
  const [kind = '', ...words] = encoded(value).split(' ')
  const said = words.map((word) => (word.startsWith('@') ? `(aispm words ${word.slice(1)} 2>/dev/null)` : word)).join(' ')
  switch (kind) {
    case 'list': return `-f -a ${quote(`(__aispm_list ${said})`)}`
    case 'outputs': return `-f -a ${quote(`(__aispm_outputs ${said})`)}`
    case 'files': return '-F'
    case 'folders': return `-f -a ${quote('(__fish_complete_directories (commandline -ct))')}`
    case 'targets': return `-F -a ${quote(said)}`
    default: return `-f -a ${quote(said)}`
  }
}

/** For fish, where a backslash counts within quotes. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
