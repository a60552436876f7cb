#!/usr/bin/env bash
# Installs what the tests need from Debian, builds, and runs the tests.
#
#   bash Tests/run.sh [PART]
#
#   all            unit, simulation, integration, and a short run of the faults with one new seed (the default)
#   unit           each module by itself; those that speak to Postgres start a private server
#   integration    the whole way, on a real Kafka where KAFKA_HOME names a distribution, else on librdkafka's mock cluster
#   faults [--seed N] [--minutes M]
#                  real processes on real servers that are killed, frozen, cut off and filled up, judged by a fold of the whole
#                  log; a seed repeats a run, minutes ask for more seeds until they are over
#   simulation [--seed N] [--minutes M]
#                  the state machines under random schedules, and the mutants that it must find
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
  all | unit | integration | simulation) ;;
  bench | faults)
    if [ ! -x "${KAFKA_HOME:-}/bin/kafka-server-start.sh" ]; then
      echo "Tests/run.sh: $part needs a real broker: set KAFKA_HOME to the folder of an Apache Kafka distribution" >&2
      exit 69
    fi ;;
  *) echo "Tests/run.sh: no part '$part'; there are: all, unit, integration, faults, simulation, bench" >&2; exit 64 ;;
esac

# The seed and the length of a random part reach the tests by the environment.
if [ "$part" = faults ] || [ "$part" = simulation ]; then
  while [ $# -gt 0 ]; do
    case $1 in
      --seed) export TEST_SEED=${2:?--seed takes a number}; shift 2 ;;
      --minutes) export TEST_MINUTES=${2:?--minutes takes a number}; shift 2 ;;
      --seed=*) export TEST_SEED=${1#*=}; shift ;;
      --minutes=*) export TEST_MINUTES=${1#*=}; shift ;;
      *) echo "Tests/run.sh: $part takes --seed N and --minutes M, not '$1'" >&2; exit 64 ;;
    esac
  done
fi

say "packages"
# The cases that validators of JSON Schema are held against; promtool and a Prometheus for the rules and the dashboard.
bash Tests/packages.sh json-schema-test-suite prometheus >&2
# A browser for the status page, 100 MB: where there is none its tests are skipped by name.
bash Tests/packages.sh chromium >&2 || echo "Tests/run.sh: no chromium to be had, BrowserTests will be skipped" >&2

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
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
failed=()
run_target() {
  local began=$SECONDS
  say "$1"
  # Not a pipe: that would end only with the last process that a test left behind.
  exec {out}> >(tee "$logs/$1")
  local teller=$!
  swift test --skip-build --disable-xctest --filter "^$1\\." >&"$out" 2>&1 || failed+=("$1")
  exec {out}>&-
  timeout 5 tail --pid="$teller" -f /dev/null || true
  say "$1: $((SECONDS - began)) s"
}

# What went wrong is said once more where it is looked for: at the end.
retell() {
  for target in "${failed[@]}"; do
    say "$target failed"
    grep -aE '^[✘↳]|recorded an issue|[Ff]atal error|unexpected signal' "$logs/$target" | cut -c 1-400 | tail -n 40 || true
  done
}

case $part in
  faults) run_target FaultTests ;;
  simulation) run_target SimulationTests ;;
  integration) run_target IntegrationTests ;;
  *)
    for folder in Tests/*Tests; do
      target=${folder##*/}
      case $target in
        IntegrationTests | FaultTests) ;;
        SimulationTests) [ "$part" = unit ] || run_target "$target" ;;
        *) run_target "$target" ;;
      esac
    done
    if [ "$part" = all ]; then
      run_target IntegrationTests
      run_target FaultTests
    fi ;;
esac

if [ ${#failed[@]} -gt 0 ]; then
  retell
  say "failed: ${failed[*]}"
  exit 1
fi
say "all passed"
