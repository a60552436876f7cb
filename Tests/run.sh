#!/usr/bin/env bash
# Installs what the tests need from Debian, builds, and runs the tests.
#
#   bash Tests/run.sh [PART]
#
#   all            unit and integration (the default)
#   unit           each module by itself; those that speak to Postgres start a private server
#   integration    the whole way, on a real Kafka where KAFKA_HOME names a distribution, else on librdkafka's mock cluster
#   bench [ARGUMENT…]
#                  measures against a real broker (KAFKA_HOME), one JSON line a result
#
# What comes from outside is named by the environment, and what needs it is skipped by name where it isn't:
#   KAFKA_HOME       an Apache Kafka distribution (bin/, libs/)
#   ZAPLINE_SAMPLES  recorded payloads of gateways, one folder a gateway
#   ASYNCAPI_CHECK   a script for node that validates an AsyncAPI document
#   COMPOSE_CHECK, DOCKERFILE_CHECK   programs that validate a compose file and a Dockerfile
#
# Exit codes: 0 all passed, 1 a test failed or a floor is not held, 64 no such part, 69 a needed server is not there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n== %s\n' "$*" >&2; }

command -v swift > /dev/null || PATH="$PATH:/opt/swift/usr/bin"
command -v swift > /dev/null || { echo "Tests/run.sh: no swift on the PATH; install Swift $(cat .swift-version)" >&2; exit 1; }

part=${1:-all}
[ $# -eq 0 ] || shift
case $part in
  all | unit | integration) ;;
  bench)
    if [ ! -x "${KAFKA_HOME:-}/bin/kafka-server-start.sh" ]; then
      echo "Tests/run.sh: bench needs a real broker: set KAFKA_HOME to the folder of an Apache Kafka distribution" >&2
      exit 69
    fi ;;
  *) echo "Tests/run.sh: no part '$part'; there are: all, unit, integration, bench" >&2; exit 64 ;;
esac

say "packages"
bash Tests/packages.sh >&2

# Broker, database and consumers share two cores, however many there are: ratios of one machine then fit another.
run_bench() {
  say "release build"
  BENCHMARKS=1 swift build -c release >&2
  say "benchmarks"
  local cores
  cores=$(taskset -cp $$ | sed 's/.*: //' | tr ',' '\n' | while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done | head -n 2 | paste -sd,)
  BENCHMARKS=1 taskset -c "$cores" "$(BENCHMARKS=1 swift build -c release --show-bin-path)/benchmarks" "$@"
}

if [ "$part" = bench ]; then
  run_bench "$@"
  exit
fi

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
