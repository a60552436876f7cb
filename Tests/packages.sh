#!/usr/bin/env bash
# Installs what Zapline is built of and what its tests run against, from Debian; does nothing where it is all there.
# Arguments name more packages: those that tests look into and the demo has no use for.
set -euo pipefail

# The build: each C library has one importer, named in Package.swift. The tests: Postgres, whose server they start themselves.
packages=(pkg-config g++ librdkafka-dev libpq-dev libsimdjson-dev libmicrohttpd-dev libyaml-dev postgresql)
packages+=("$@")

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as=()
[ "$(id -u)" = 0 ] || as=(sudo)
echo "installing ${missing[*]}"
"${as[@]}" apt-get update -qq
# A server that starts by itself is of no use here: tests and demo start their own.
printf '#!/bin/sh\nexit 101\n' > /tmp/zapline-policy && chmod +x /tmp/zapline-policy
if [ ! -e /usr/sbin/policy-rc.d ]; then
  "${as[@]}" cp /tmp/zapline-policy /usr/sbin/policy-rc.d
  trap '"${as[@]}" rm -f /usr/sbin/policy-rc.d' EXIT
fi
DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
