#!/usr/bin/env bash
# Asks this container's service for /healthz and prints the answer: 0 where a restart would not help, 1 where it would or
# nobody answers. In bash alone, since the image has no HTTP client.
set -euo pipefail

# The services' own defaults, for who didn't set ZAPLINE_HTTP_LISTEN. Process 1 may be `docker run --init`'s, with ours behind.
default_address() {
  local words word
  mapfile -d '' -t words < /proc/1/cmdline
  for word in "${words[@]}"; do
    case ${word##*/} in
      status-projector) echo 127.0.0.1:9471; return ;;
      message-archiver) echo 127.0.0.1:9472; return ;;
      health-monitor) echo 127.0.0.1:9473; return ;;
    esac
  done
}

address=${ZAPLINE_HTTP_LISTEN:-$(default_address)}
# A command that serves nothing has nothing to say.
[ -n "$address" ] || exit 0

port=${address##*:}
host=${address%:*}
host=${host#[}
host=${host%]}
# Who listens on all addresses is reached over loopback.
case $host in 0.0.0.0) host=127.0.0.1 ;; ::) host=::1 ;; esac

exec 3<> "/dev/tcp/$host/$port"
printf 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
IFS=' ' read -r _ code _ <&3
while IFS= read -r line <&3 && [ "$line" != $'\r' ]; do :; done
cat <&3
[ "$code" = 200 ]
