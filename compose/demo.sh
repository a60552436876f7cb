#!/usr/bin/env bash
# Installs what is needed from Debian, builds, and runs `zapline demo` with the options given here. From any folder, as root or not.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
programs=(status-projector message-archiver health-monitor zapline)

say() { printf '\n== %s\n' "$*"; }
fail() {
  printf '\ndemo.sh: %s\n' "$*" >&2
  exit 69
}

command -v swift > /dev/null || PATH=$PATH:/opt/swift/usr/bin
command -v swift > /dev/null || fail "there is no swift on PATH nor in /opt/swift/usr/bin; install it from https://swift.org/install"

say "What is needed from Debian: C libraries and Postgres"
bash "$project/Tests/packages.sh" || fail "these packages can't be installed; Tests/packages.sh names them"

say "The build, optimised: a few minutes the first time, seconds after that"
log=$(mktemp "${TMPDIR:-/tmp}/zapline-build.XXXXXX")
trap 'rm -f "$log"' EXIT
for program in "${programs[@]}"; do
  printf '%s\n' "$program"
  swift build --package-path "$project" -c release --product "$program" > "$log" 2>&1 || {
    grep -E 'error' "$log" | head -n 20 >&2 || true
    tail -n 5 "$log" >&2
    fail "the build of $program failed"
  }
done
folder=$(swift build --package-path "$project" -c release --show-bin-path)

say "The demo"
# Not by exec, so that the trap still runs; an interrupt is the demo's to answer.
trap : INT
status=0
"$folder/zapline" demo "$@" || status=$?
exit "$status"
