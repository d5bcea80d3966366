// The script for bash: from 3.2, which macOS has, without the bash-completion package.
import { cases } from './cases.js'
import type { Place } from './tree.js'

export function bashScript(places: readonly Place[]): string {
  const { takers, commands, flags, values, args } = cases(places)
  return String.raw`# Completion of aispm for bash. Load it: source <(aispm completion bash)

# What each place has; the answer goes to REPLY.
_aispm_takes() { case "$1" in ${takers}) return 0;; esac; return 1; }
_aispm_commands() { REPLY=; case "$1" in
${commands}
esac; }
_aispm_flags() { REPLY=; case "$1" in
${flags}
esac; }
_aispm_value() { REPLY=text; case "$1" in
${values}
esac; }
_aispm_argument() { REPLY=text; case "$1" in
${args}
esac; }

# Offers what a value may be: its kind, then its words; @rules is asked for.
_aispm_offer() {
  local kind="$1" current="$2" head='' words='' word line
  shift 2
  for word in "$@"; do
    case "$word" in @*) words="$words $("$_aispm_program" words "\${word#@}" 2>/dev/null)";; *) words="$words $word";; esac
  done
  case "$kind" in
    list) case "$current" in *,*) head="\${current%,*},"; current="\${current##*,}";; esac;;
    files|targets) compopt -o filenames 2>/dev/null; while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current");;
    folders) compopt -o filenames 2>/dev/null; while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "$current");;
    outputs) compopt -o nospace 2>/dev/null;;
  esac
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -P "$head" -W "$words" -- "$current")
}

_aispm() {
  local _aispm_program="$1" current="\${COMP_WORDS[COMP_CWORD]}" place='' i=1 n=0 word REPLY
  local flag='' left=''
  COMPREPLY=()
  # Bash takes words apart at "=".
  if [ "$current" = '=' ]; then current=''; left="\${COMP_WORDS[COMP_CWORD-1]}"; i=2
  elif [ "\${COMP_WORDS[COMP_CWORD-1]}" = '=' ]; then left="\${COMP_WORDS[COMP_CWORD-2]}"; i=3; fi
  flag="\${COMP_WORDS[COMP_CWORD-i]}"
  if [ -n "$left" ]; then
    case "$left" in
      -*) flag="$left";;
      *) case "$flag" in -o|--output) _aispm_offer files "$current";; esac; return;;
    esac
  fi
  # Where we are: commands, without flags and their values.
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      =) ((i++)); continue;;
      -*) if _aispm_takes "$word" && [ "\${COMP_WORDS[i+1]}" != '=' ]; then ((i++)); fi; continue;;
    esac
    _aispm_commands "$place"
    case " $REPLY " in *" $word "*) place="\${place:+$place }$word"; n=0;; *) ((n++));; esac
  done
  if [ "$n" -gt 2 ]; then n=2; fi
  if _aispm_takes "$flag"; then
    _aispm_value "$place $flag"
    _aispm_offer \${REPLY%% *} "$current" $(_aispm_rest "$REPLY")
    return
  fi
  case "$current" in -*) _aispm_flags "$place"; _aispm_offer words "$current" $REPLY; return;; esac
  _aispm_commands "$place"
  if [ "$n" = 0 ] && [ -n "$REPLY" ]; then _aispm_offer words "$current" $REPLY; fi
  _aispm_argument "$place $n"
  _aispm_offer \${REPLY%% *} "$current" $(_aispm_rest "$REPLY")
}
_aispm_rest() { case "$1" in *' '*) printf '%s' "\${1#* }";; esac; }

complete -F _aispm aispm
`.replaceAll('\\${', '${')
}
