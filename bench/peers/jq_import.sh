#!/usr/bin/env bash
# The shell's way: jq to CSV, .import, then upserts into tables: STATUSES DATABASE
set -euo pipefail
jq -r '[.uri, .url, .created_at, .language, .content, .sensitive, (.media_attachments | length), .favourites_count,
        .reblogs_count, .replies_count, .in_reply_to_id, .account.uri, .account.acct, .account.display_name,
        .account.followers_count, .account.following_count, .account.statuses_count, (.tags | map(.name) | join(" ")),
        (.card.url // "")] | @csv' "$1" >"$2.csv"
sqlite3 "$2" <<SQL
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
CREATE TABLE raw (uri, url, created_at, language, text, sensitive, media, likes, boosts, replies, reply_to, author_uri,
                  acct, name, followers, following, statuses, tags, link);
.mode csv
.import $2.csv raw
CREATE TABLE author (uri TEXT PRIMARY KEY, acct, name, followers INT, following INT, statuses INT);
CREATE TABLE post (uri TEXT PRIMARY KEY, url, author, created_at, language, text, sensitive, media INT, likes INT,
                   boosts INT, replies INT, reply_to, tags, link);
BEGIN;
INSERT INTO author SELECT author_uri, acct, name, followers, following, statuses FROM raw WHERE true
  ON CONFLICT DO UPDATE SET name = excluded.name, followers = excluded.followers, following = excluded.following,
  statuses = excluded.statuses;
INSERT INTO post SELECT uri, url, author_uri, created_at, language, text, sensitive, media, likes, boosts, replies,
  reply_to, tags, link FROM raw WHERE true
  ON CONFLICT DO UPDATE SET likes = excluded.likes, boosts = excluded.boosts, replies = excluded.replies;
DROP TABLE raw;
COMMIT;
SQL
rm "$2.csv"
