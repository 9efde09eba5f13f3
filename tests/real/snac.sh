#!/usr/bin/env bash
# Two real federated snac servers (a small ActivityPub server with part of the Mastodon API).
source "$(dirname "$0")/common.sh"

[[ -x $shared/testbed/snac/start.sh ]] || skip "needs ../shared/testbed/snac"
command -v jq >/dev/null || skip "needs jq"
command -v snac >/dev/null || [[ $(id -u) == 0 ]] || skip "needs snac, which only root can install"
start_server bash "$shared/testbed/snac/start.sh" --data "$work/servers"

ask() { jq -r "$1" <<<"$announcement"; }
cat >"$work/clamor.toml" <<TOML
[campaign]
name = "Real servers"
hashtags = ["FreeThemAll", "ViralicemosLaResponsabilidad", "paginas"]
contact = "tests@example.org"
[storage]
url = "sqlite:clamor.db"
[[source]]
name = "a"
kind = "mastodon"
server = "$(ask .urls.a)"
[[source]]
name = "b"
kind = "mastodon"
server = "$(ask .urls.b)"
TOML
collect_twice_and_verify

# What each server lists under a tag, by its own pages, a boosted post unwrapped: the ledger to agree with.
uris() { # server tag
  local max_id='' page
  while page=$(curl -sf "$1/api/v1/timelines/tag/$2?limit=20${max_id:+&max_id=$max_id}"); [[ $(jq length <<<"$page") != 0 ]]; do
    jq -r '.[] | (.reblog // .).uri' <<<"$page"
    max_id=$(jq -r '.[-1].id' <<<"$page")
  done | sort -u
}
for tag in freethemall viralicemoslaresponsabilidad paginas; do
  for name in a b; do
    uris "$(ask ".urls.$name")" "$tag" >"$work/$name-$tag"
    expect "posts of #$tag on $name" "$(wc -l <"$work/$name-$tag")" \
      "$(jq --arg name "$name" --arg tag "$tag" '[.sources[] | select(.name == $name).tags[] | select((.tag | ascii_downcase) == $tag).posts][0] // 0' "$work/status.json")"
  done
  expect "mentions of #$tag" "$(sort -u "$work/a-$tag" "$work/b-$tag" | wc -l)" \
    "$(jq --arg tag "$tag" '.tags[] | select((.tag | ascii_downcase) == $tag).mentions' "$work/status.json")"
done
close
