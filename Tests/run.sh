#!/usr/bin/env bash
# Installs what the tests need from Debian, builds once, runs the tests.
#
#   bash Tests/run.sh [unit]      (the default: all there is)
#
# Exit codes: 0 all passed, 1 a test failed, 64 no such part.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n== %s\n' "$*"; }

command -v swift > /dev/null || PATH="$PATH:/opt/swift/usr/bin"
command -v swift > /dev/null || { echo "Tests/run.sh: no swift on the PATH; install Swift $(cat .swift-version)" >&2; exit 1; }

say "packages"
bash Tests/packages.sh

run_unit() {
  say "build"
  swift build --build-tests
  say "unit tests"
  swift test --skip-build --disable-xctest
}

case ${1:-all} in
  unit | all) run_unit ;;
  *) echo "Tests/run.sh: no part '$1'; there is: unit" >&2; exit 64 ;;
esac
