#!/usr/bin/env bash
# Installs what the tests need from Debian, builds, and runs the tests.
#
#   bash Tests/run.sh [PART]
#
#   all            unit and integration (the default)
#   unit           each module by itself; those that speak to Postgres start a private server
#   integration    the whole way, on a real Kafka where KAFKA_HOME names a distribution, else on librdkafka's mock cluster
#
# What comes from outside is named by the environment, and what needs it is skipped by name where it isn't:
#   KAFKA_HOME       an Apache Kafka distribution (bin/, libs/)
#   ZAPLINE_SAMPLES  recorded payloads of gateways, one folder a gateway
#   ASYNCAPI_CHECK   a script for node that validates an AsyncAPI document
#
# Exit codes: 0 all passed, 1 a test failed, 64 no such part.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n== %s\n' "$*"; }

command -v swift > /dev/null || PATH="$PATH:/opt/swift/usr/bin"
command -v swift > /dev/null || { echo "Tests/run.sh: no swift on the PATH; install Swift $(cat .swift-version)" >&2; exit 1; }

part=${1:-all}
case $part in
  all | unit | integration) ;;
  *) echo "Tests/run.sh: no part '$part'; there are: all, unit, integration" >&2; exit 64 ;;
esac

say "packages"
bash Tests/packages.sh

say "build"
swift build --build-tests

# One target after another: tests block on servers, and a process of its own for each keeps them out of each other's way.
failed=()
run_target() {
  say "$1"
  swift test --skip-build --disable-xctest --filter "^$1\\." || failed+=("$1")
}

for folder in Tests/*Tests; do
  target=${folder##*/}
  [ "$target" = IntegrationTests ] || [ "$part" = integration ] || run_target "$target"
done
[ "$part" = unit ] || run_target IntegrationTests

if [ ${#failed[@]} -gt 0 ]; then
  say "failed: ${failed[*]}"
  exit 1
fi
say "all passed"
