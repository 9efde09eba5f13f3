#!/usr/bin/env bash
# A real Bluesky network (PDS, AppView, search) from npm packages, collected through the PDS with a login and
# through the AppView without one.
source "$(dirname "$0")/common.sh"

[[ -d $shared/testbed/bluesky ]] || skip "needs ../shared/testbed/bluesky"
command -v jq >/dev/null || skip "needs jq"
major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
[[ ${major:-0} -ge 20 ]] || skip "needs Node 20 or newer"

# Installed once per machine: the build of its native part takes minutes.
installed=${CLAMOR_TESTBED_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/clamor-testbed}/bluesky
if [[ ! -d $installed/node_modules ]]; then
  mkdir -p "$installed"
  cp -r "$shared"/testbed/bluesky/. "$installed"
  chmod -R u+w "$installed"
  (cd "$installed" && npm_config_nodedir=/usr npm ci >"$work/npm.log" 2>&1) || {
    tail -n 5 "$work/npm.log"
    rm -rf "$installed"
    skip "npm could not install the testbed"
  }
fi
chmod 711 "$work" # the testbed's PostgreSQL runs as another user
start_server node "$installed/start.mjs" --data "$work/network"

ask() { jq -r "$1" <<<"$announcement"; }
printf '%s' "$(ask '[.accounts[] | select(.handle == "ana.test")][0].handle')" >"$work/handle"
printf '%s' "$(ask '[.accounts[] | select(.handle == "ana.test")][0].password')" >"$work/password"
chmod 600 "$work/handle" "$work/password"

config() { # source table's lines
  cat >"$work/clamor.toml" <<TOML
[campaign]
name = "Real servers"
hashtags = ["FreeThemAll", "ViralicemosLaResponsabilidad"]
contact = "tests@example.org"
[storage]
url = "sqlite:$1.db"
[[source]]
kind = "bluesky"
$2
TOML
}

compare() { # how
  collect_twice_and_verify
  for tag in freethemall viralicemoslaresponsabilidad; do
    expect "$1: mentions of #$tag" "$(ask ".expected.postsByTag.$tag")" \
      "$(jq --arg tag "$tag" '.tags[] | select((.tag | ascii_downcase) == $tag).mentions' "$work/status.json")"
  done
  local both
  both=$(ask '.expected.bothTags')
  expect "$1: distinct posts" \
    "$(($(ask '.expected.postsByTag.freethemall') + $(ask '.expected.postsByTag.viralicemoslaresponsabilidad') - both))" \
    "$(jq .posts "$work/status.json")"
  expect "$1: state" ok "$(jq -r '.sources[0].state' "$work/status.json")"
}

config with-login "server = \"$(ask .urls.pds)\"
identifier = \"file:handle\"
password = \"file:password\""
compare "PDS with a login"

config anonymous "server = \"$(ask .urls.appview)\""
compare "AppView without a login"
close
