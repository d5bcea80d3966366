// The script for zsh: a file `_aispm` in a folder of $fpath, or sourced.
import { cases, quote } from './cases.js'
import type { Place } from './tree.js'

export function zshScript(places: readonly Place[]): string {
  const { takers, commands, flags, values, args } = cases(places)
  const told = (rows: readonly (readonly [path: string, word: string, what: string])[]): string =>
    [...new Set(rows.map(([path, word, what]) => `  ${quote(`${path} ${word}`)} ${quote(what)}`))].join('\n')
  const words = told(places.flatMap((place) => [
    ...place.commands.map(({ name, what }) => [place.path, name, what] as const), ...place.flags.map(({ long, what }) => [place.path, long, what] as const),
  ]))
  return String.raw`#compdef aispm
# Completion of aispm for zsh. Load it: aispm completion zsh > _aispm, in a folder of $fpath; or source <(aispm completion zsh)

typeset -gA _aispm_told
_aispm_told=(
${words}
)
# What each place has; the answer goes to REPLY.
_aispm_takes() { case "$1" in (${takers}) return 0;; esac; return 1 }
_aispm_commands() { REPLY=; case "$1" in
${commands}
esac }
_aispm_flags() { REPLY=; case "$1" in
${flags}
esac }
_aispm_value() { REPLY=text; case "$1" in
${values}
esac }
_aispm_argument() { REPLY=text; case "$1" in
${args}
esac }

# Commands or flags of a place, each with what it is for.
_aispm_describe() {
  local place="$1" title="$2" word
  shift 2
  local -a rows
  for word in "$@"; do rows+=("$word:\${_aispm_told[$place $word]}"); done
  _describe "$title" rows
}

# Offers what a value may be: its kind, then its words; @rules is asked for.
_aispm_offer() {
  local kind="$1" word
  shift
  local -a words_of
  for word in "$@"; do
    case "$word" in (@*) words_of+=(\${(f)"$("$_aispm_program" words "\${word#@}" 2>/dev/null)"});; (*) words_of+=("$word");; esac
  done
  case "$kind" in
    (words) compadd -a words_of;;
    (list) compset -P '*,'; compadd -S '' -a words_of;;
    (outputs) if compset -P '*='; then _files; else compadd -S '' -a words_of; fi;;
    (files) _files;;
    (folders) _files -/;;
    (targets) compadd -a words_of; _files;;
  esac
}

_aispm() {
  local _aispm_program="\${words[1]}" place='' word REPLY
  local -i i n=0
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    case "$word" in
      (--*=*) continue;;
      (-*) if _aispm_takes "$word"; then ((i++)); fi; continue;;
    esac
    _aispm_commands "$place"
    if (( \${\${=REPLY}[(Ie)$word]} )); then place="\${place:+$place }$word"; n=0; else n+=1; fi
  done
  if (( n > 2 )); then n=2; fi
  if [[ "$PREFIX" == --*=* ]]; then
    word="\${PREFIX%%=*}"
    compset -P '*='
  else
    word="\${words[CURRENT-1]}"
  fi
  if _aispm_takes "$word"; then
    _aispm_value "$place $word"
    _aispm_offer \${=REPLY}
    return
  fi
  if [[ "$PREFIX" == -* ]]; then _aispm_flags "$place"; _aispm_describe "$place" flag \${=REPLY}; return; fi
  _aispm_commands "$place"
  if (( n == 0 )) && [[ -n "$REPLY" ]]; then _aispm_describe "$place" command \${=REPLY}; fi
  _aispm_argument "$place $n"
  _aispm_offer \${=REPLY}
}

# As a file in $fpath this runs in the function it defines; sourced, it has to be told of.
if [[ "\${funcstack[1]}" = _aispm ]]; then _aispm "$@"; else compdef _aispm aispm; fi
`.replaceAll('\\${', '${')
}
