#!/bin/sh
# Scans again and again, keeps the history, and speaks up only about what is new or what could not be read.
#
#   cron.sh [-d folder] [-k runs] [-a command] [-b program] [--] [what aispm scan takes]
#
#   -d  where the history is kept (default: $HOME/.local/state/aispm)
#   -k  how many runs are kept (default: 90)
#   -a  a command that gets the news on standard input, such as: mail -s aispm ops@example.com
#       (default: standard output, which cron mails)
#   -b  the program (default: aispm)
#
# In a crontab, every night at two:
#
#   0 2 * * *  /opt/aispm/deploy/cron.sh -d /var/lib/aispm -a 'mail -s aispm ops@example.com' -- aws --rules all
#
# The history is a folder a run, runs/2026-11-22T020000Z, with inventory.jsonl, report.json, aispm.sarif, report.txt and
# log.txt. latest.json, latest.sarif and latest.txt point at the last run that could read; it is what the next one is
# held against. Exit codes are those of aispm scan: 0 nothing new, 1 new findings at or above --fail-on, 3 not read.
# 5: the news could not be handed over.
set -eu
umask 077

folder="${HOME:-/var/lib}/.local/state/aispm"
keep=90
alert=
program=aispm

usage() {
  echo "aispm: $1; nothing was scanned" >&2
  echo 'try: cron.sh [-d folder] [-k runs] [-a command] [-b program] [--] [what aispm scan takes]' >&2
  exit 2
}

while getopts d:k:a:b: flag; do
  case $flag in
    d) folder=$OPTARG ;;
    k) keep=$OPTARG ;;
    a) alert=$OPTARG ;;
    b) program=$OPTARG ;;
    *) usage 'wrong usage' ;;
  esac
done
shift $((OPTIND - 1))
case $keep in
  '' | *[!0-9]* | 0*) usage "-k takes how many runs to keep, and not '$keep'" ;;
  *) ;;
esac
command -v "$program" >/dev/null 2>&1 || usage "there is no program '$program'"

mkdir -p "$folder/runs" || usage "$folder cannot be written"
folder=$(cd "$folder" && pwd -P)
lock=$folder/lock

# A folder is made by one process only. One that died while holding it is known by its number on the same machine; on
# another machine, which may share the disk, by an age that no scan reaches.
take_lock() {
  for attempt in first second; do
    if mkdir "$lock" 2>/dev/null; then
      echo "$(uname -n) $$" >"$lock/owner"
      return 0
    fi
    [ "$attempt" = first ] || return 1
    owner=$(cat "$lock/owner" 2>/dev/null || true)
    pid=${owner##* }
    if [ -n "$pid" ] && [ "${owner% *}" = "$(uname -n)" ]; then
      if [ "$pid" != "$$" ] && kill -0 "$pid" 2>/dev/null; then return 1; fi
    elif [ -z "$(find "$lock" -prune -mmin +720 2>/dev/null)" ]; then
      return 1
    fi
    mv "$lock" "$lock.stale.$$" 2>/dev/null && rm -rf "$lock.stale.$$"
  done
  return 1
}
if ! take_lock; then
  echo "aispm: another run is at work in $folder ($(cat "$lock/owner" 2>/dev/null || true)); nothing was scanned" >&2
  exit 3
fi

# In place only when it is whole: a run that was killed leaves nothing that looks like one.
partial=$folder/runs/.partial.$$
trap 'rm -rf "$partial" "$lock"' EXIT
rm -rf "$folder"/runs/.partial.*
mkdir "$partial"

baseline=
[ -s "$folder/latest.json" ] && baseline=$folder/latest.json

"$program" scan -o "text=$partial/report.txt" -o "json=$partial/report.json" -o "sarif=$partial/aispm.sarif" \
  -o "inventory=$partial/inventory.jsonl" ${baseline:+--baseline "$baseline"} "$@" 2>"$partial/log.txt" &
child=$!
# A scan that is told to stop writes what it has, and we wait for that.
trap 'kill -TERM "$child" 2>/dev/null || true' INT TERM HUP
code=0
wait "$child" || code=$?
while kill -0 "$child" 2>/dev/null; do
  code=0
  wait "$child" || code=$?
done

# What there is to say, if anything. Text from outside is told without what a terminal or a mail program might act upon.
news() {
  # shellcheck disable=SC2016 # dollars here are JavaScript's
  node --input-type=module --eval '
    import { readFileSync } from "node:fs"
    const read = (file) => JSON.parse(readFileSync(file, "utf8"))
    const plain = (text) => String(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ").slice(0, 300)
    const [now, before] = process.argv.slice(1)
    const report = read(now)
    const told = report.findings.filter((finding) => !finding.suppressed && (before === "" || finding.baseline === "new"))
    const counts = Object.entries(report.counts.findings).map(([severity, n]) => `${n} ${severity}`).join("  ")
    const lines = []
    if (before === "") lines.push(`first run, and what later ones are held against: ${counts}`)
    else if (told.length > 0) lines.push(`${told.length} new finding${told.length === 1 ? "" : "s"}`)
    if (!report.complete && (before === "" || read(before).complete)) lines.push(`not everything could be read: ${report.counts.unknowns} verdicts are unknown`)
    if (lines.length === 0) process.exit(0)
    for (const { severity, rule, message } of told.slice(0, 50)) lines.push(`  ${severity}  ${plain(rule)}`, `    ${plain(message)}`)
    if (told.length > 50) lines.push(`  and ${told.length - 50} more`)
    console.log(lines.join("\n"))
  ' "$@"
}

stamp=$(date -u +%Y-%m-%dT%H%M%SZ)
name=$stamp
n=1
while [ -e "$folder/runs/$name" ]; do
  n=$((n + 1))
  name=$stamp-$n
done
run=$folder/runs/$name
mv "$partial" "$run"

said=
case $code in
  0 | 1)
    if ! said=$(news "$run/report.json" "$baseline"); then
      said='the report could not be read, and the scan was not taken for a result'
      code=4
    fi
    ;;
  3) said="the scan could not read what it was asked to, or too little of it
$(sed 's/^/  /' "$run/log.txt")" ;;
  *) said="the scan ended with exit code $code, and was not taken for a result
$(tail -n 20 "$run/log.txt" | sed 's/^/  /')" ;;
esac

# The news first: what was not handed over is new again next time.
if [ -n "$said" ]; then
  said="aispm: $said
all of it: $run"
  if [ -z "$alert" ]; then
    printf '%s\n' "$said"
  elif ! printf '%s\n' "$said" | sh -c "$alert"; then
    printf 'aispm: the news could not be handed over by: %s\n%s\n' "$alert" "$said" >&2
    exit 5
  fi
fi

# Each link is changed in one go. A run that could not read is no measure for the next.
case $code in
  0 | 1)
    for pair in json:report.json sarif:aispm.sarif txt:report.txt; do
      ln -s "runs/$name/${pair#*:}" "$folder/latest.${pair%%:*}.$$"
      mv -f "$folder/latest.${pair%%:*}.$$" "$folder/latest.${pair%%:*}"
    done
    ;;
  *) ;;
esac

# The oldest go; the one that the next run is held against never.
held=$(readlink "$folder/latest.json" 2>/dev/null || true)
set -- "$folder"/runs/*
while [ $# -gt "$keep" ]; do
  [ "$1/report.json" = "$folder/$held" ] || rm -rf "$1"
  shift
done
exit "$code"
