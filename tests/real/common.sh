# What both scripts against real servers share. Sourced with: clamor (the program), shared (the folder of testbeds).
# shellcheck shell=bash
set -euo pipefail
clamor=$1
shared=${CLAMOR_SHARED:-$2}
work=$(mktemp -d)
failed=0 passed=0
server_pid=

skip() { echo "SKIPPED: $*"; exit 77; }

finish() {
  if [[ -n $server_pid ]]; then
    kill -TERM "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT

# Says what was compared; goes on after a difference so that one run shows them all.
expect() { # description wanted actual
  if [[ $2 == "$3" ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "DIFFERS $1: the server holds $2, clamor says $3"
  fi
}

# Waits for the testbed's one JSON line by reading its pipe, then keeps the pipe drained.
start_server() { # command...
  mkfifo "$work/announce"
  "$@" >"$work/announce" 2>"$work/server.log" &
  server_pid=$!
  exec 3<"$work/announce"
  read -r -t 600 announcement <&3 || { tail -n 20 "$work/server.log"; skip "the testbed did not start"; }
  cat <&3 >/dev/null &
}

collect() { "$clamor" --config "$work/clamor.toml" --json collect --once; }
status() { "$clamor" --config "$work/clamor.toml" --json status; }
dump() { "$clamor" --config "$work/clamor.toml" verify --dump; }

# The second run asks again and must change nothing; every sum must add up.
collect_twice_and_verify() {
  collect >"$work/collect.json"
  dump >"$work/first.dump"
  collect >"$work/collect-again.json"
  dump >"$work/second.dump"
  expect "dump after a second collection" same "$(cmp -s "$work/first.dump" "$work/second.dump" && echo same || echo other)"
  "$clamor" --config "$work/clamor.toml" verify >/dev/null && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "verify failed"; }
  status >"$work/status.json"
}

close() {
  echo "$passed passed, $failed failed"
  ((failed == 0))
}
