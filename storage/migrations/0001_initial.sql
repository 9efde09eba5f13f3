-- Schema 1. Times are UTC milliseconds; a value that was not given is NULL, never zero.
-- Words: docs/decisions and storage/store.hpp. Numbers of kinds and states are those of core/ and never change.

-- Simulated data are marked once and for ever.
CREATE TABLE simulated (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL CHECK (id <> '')
) STRICT;

-- ---- the campaign as configured ----------------------------------------------------------------------
CREATE TABLE campaign (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL,
  timezone TEXT NOT NULL
) STRICT;
CREATE TABLE campaign_change (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  old TEXT NOT NULL,
  new TEXT NOT NULL
) STRICT;
-- Tracked while `position` is set. `variants` and `veto`: one spelling per line.
CREATE TABLE tag (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  variants TEXT NOT NULL DEFAULT '',
  veto TEXT NOT NULL DEFAULT '',
  position INTEGER
) STRICT;
-- Configured while `position` is set. Health lives here too: it moves with every page.
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  server TEXT NOT NULL,
  network INTEGER NOT NULL,
  position INTEGER,
  state INTEGER NOT NULL DEFAULT 0,
  detail TEXT NOT NULL DEFAULT '',
  last_success INTEGER,
  last_attempt INTEGER,
  requests INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  rate_limited_seconds INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE theme (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  position INTEGER
) STRICT;
CREATE TABLE vantage (
  id INTEGER PRIMARY KEY,
  server TEXT NOT NULL UNIQUE
) STRICT;

-- ---- people ------------------------------------------------------------------------------------------
-- An author known only by key has no profile: profile_full is NULL. The profile kept is the best by
-- (full, home, vantage, read last): the four columns let a later one compare.
CREATE TABLE author (
  id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,
  network INTEGER NOT NULL,
  key TEXT NOT NULL,
  handle TEXT NOT NULL DEFAULT '',
  display_name TEXT NOT NULL DEFAULT '',
  uri TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  created_at INTEGER,
  bot INTEGER,
  is_group INTEGER,
  discoverable INTEGER,
  indexable INTEGER,
  noindex INTEGER,
  hidden_from_signed_out INTEGER,
  profile_full INTEGER,
  profile_home INTEGER,
  profile_vantage TEXT,
  profile_at INTEGER,
  profile_hash INTEGER
) STRICT;
CREATE INDEX author_hash ON author (hash);
-- The same numbers read again only move `until`.
CREATE TABLE author_reading (
  author INTEGER NOT NULL REFERENCES author (id),
  vantage INTEGER NOT NULL REFERENCES vantage (id),
  at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  home INTEGER NOT NULL,
  followers INTEGER,
  following INTEGER,
  posts INTEGER,
  PRIMARY KEY (author, vantage, at)
) STRICT, WITHOUT ROWID;

-- ---- posts -------------------------------------------------------------------------------------------
-- Every post we heard of, read or only named (a parent, a quoted post). The hash finds it, network and uri are it.
CREATE TABLE post_key (
  id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,
  network INTEGER NOT NULL,
  uri TEXT NOT NULL
) STRICT;
CREATE INDEX post_key_hash ON post_key (hash);

-- The posts we read. `hashtags`: every spelling of the newest edit, one per line.
-- likes..views: the best counts, kept from `reading` so that a chart need not look for them.
CREATE TABLE post (
  id INTEGER PRIMARY KEY REFERENCES post_key (id),
  network INTEGER NOT NULL,
  author INTEGER REFERENCES author (id),
  at INTEGER NOT NULL,
  repair INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER,
  first_seen_at INTEGER NOT NULL,
  edited_at INTEGER NOT NULL DEFAULT 0,
  deleted_at INTEGER,
  version_home INTEGER NOT NULL,
  version_hash INTEGER NOT NULL,
  url TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  hashtags TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  detected_language TEXT NOT NULL DEFAULT '',
  reply_to INTEGER REFERENCES post_key (id),
  root INTEGER REFERENCES post_key (id),
  quote_of INTEGER REFERENCES post_key (id),
  bridged_copy_of INTEGER REFERENCES post_key (id),
  is_reply INTEGER NOT NULL DEFAULT 0,
  sensitive INTEGER NOT NULL DEFAULT 0,
  media INTEGER NOT NULL DEFAULT 0,
  likes INTEGER,
  boosts INTEGER,
  replies INTEGER,
  quotes INTEGER,
  views INTEGER
) STRICT;

-- Tracked hashtags only, clustered by time. state: 1 counted, 2 deleted, 3 edited away, 4 vetoed, 5 opted out.
-- edited_at: the newest edit of the post that still had the tag.
CREATE TABLE mention (
  tag INTEGER NOT NULL REFERENCES tag (id),
  at INTEGER NOT NULL,
  post INTEGER NOT NULL REFERENCES post (id),
  network INTEGER NOT NULL,
  author INTEGER REFERENCES author (id),
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 5),
  vetoed INTEGER NOT NULL DEFAULT 0,
  edited_at INTEGER NOT NULL DEFAULT 0,
  spelling TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tag, at, post)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX mention_post ON mention (post, tag);

CREATE TABLE sighting (
  post INTEGER NOT NULL REFERENCES post (id),
  source INTEGER NOT NULL REFERENCES source (id),
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  indexed_at INTEGER,
  native_id TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (post, source)
) STRICT, WITHOUT ROWID;
-- Counts a server gave at an instant, as it gave them. Read again unchanged, only `until` moves.
CREATE TABLE reading (
  post INTEGER NOT NULL REFERENCES post (id),
  vantage INTEGER NOT NULL REFERENCES vantage (id),
  at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  home INTEGER NOT NULL,
  likes INTEGER,
  boosts INTEGER,
  replies INTEGER,
  quotes INTEGER,
  views INTEGER,
  PRIMARY KEY (post, vantage, at)
) STRICT, WITHOUT ROWID;
-- Who did what to whom: 1 reply, 2 quote, 3 boost, 4 address. It happened in (not_before, at].
-- An unknown `target` or `to_post` is 0: NULL would not be unique.
CREATE TABLE edge (
  post INTEGER NOT NULL REFERENCES post_key (id),
  kind INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES author (id),
  target INTEGER NOT NULL DEFAULT 0,
  to_post INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER,
  at INTEGER,
  PRIMARY KEY (post, kind, actor, target, to_post)
) STRICT, WITHOUT ROWID;
CREATE TABLE link (
  id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,
  url TEXT NOT NULL
) STRICT;
CREATE INDEX link_hash ON link (hash);
CREATE TABLE post_link (
  post INTEGER NOT NULL REFERENCES post (id),
  link INTEGER NOT NULL REFERENCES link (id),
  PRIMARY KEY (post, link)
) STRICT, WITHOUT ROWID;
CREATE TABLE post_theme (
  post INTEGER NOT NULL REFERENCES post (id),
  theme INTEGER NOT NULL REFERENCES theme (id),
  PRIMARY KEY (post, theme)
) STRICT, WITHOUT ROWID;

-- ---- roll-ups: kept in the same transaction as the rows they sum, recounted by `verify` ------------------
-- tag 0: any tracked tag, each post once. bucket: start of 15 minutes. known_*: posts that have a reading of it.
CREATE TABLE rollup (
  tag INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  network INTEGER NOT NULL,
  posts INTEGER NOT NULL,
  boosts INTEGER NOT NULL,
  engagement INTEGER NOT NULL,
  known_boosts INTEGER NOT NULL,
  known_engagement INTEGER NOT NULL,
  PRIMARY KEY (tag, bucket, network)
) STRICT, WITHOUT ROWID;
CREATE TABLE source_posts (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL,
  posts INTEGER NOT NULL,
  PRIMARY KEY (source, tag)
) STRICT, WITHOUT ROWID;

-- ---- where the collection stands -----------------------------------------------------------------------
CREATE TABLE cursor (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  newest TEXT NOT NULL,
  oldest TEXT NOT NULL,
  at_start INTEGER NOT NULL,
  PRIMARY KEY (source, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE coverage (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  "from" INTEGER NOT NULL,
  "to" INTEGER NOT NULL,
  PRIMARY KEY (source, tag, "from")
) STRICT, WITHOUT ROWID;
-- state: 1 open, 2 filling, 3 closed, 4 unrecoverable. recovered: posts found later inside it.
CREATE TABLE gap (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  "from" INTEGER NOT NULL,
  "to" INTEGER NOT NULL,
  cause TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  recovered INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source, tag, "from", "to")
) STRICT, WITHOUT ROWID;
-- The same trouble met again is one row, counted.
CREATE TABLE issue (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  place TEXT NOT NULL,
  what TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  times INTEGER NOT NULL,
  UNIQUE (source, place, what)
) STRICT;
CREATE TABLE request (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER REFERENCES tag (id),
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  posts INTEGER NOT NULL,
  outcome TEXT NOT NULL
) STRICT;
-- What a server itself counts of a tag, by UTC day: beside our numbers, never among them.
CREATE TABLE tag_history (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  day INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  accounts INTEGER NOT NULL,
  PRIMARY KEY (source, tag, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE host_budget (
  host TEXT PRIMARY KEY,
  tokens REAL NOT NULL,
  paging_tokens REAL NOT NULL,
  updated_at INTEGER NOT NULL,
  wait_until INTEGER,
  halved_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE TRIGGER simulated_once BEFORE INSERT ON simulated
  WHEN EXISTS (SELECT 1 FROM simulated) OR EXISTS (SELECT 1 FROM post)
  BEGIN SELECT RAISE(ABORT, 'the simulated mark is set on an empty database, once'); END;
CREATE TRIGGER simulated_stays BEFORE UPDATE ON simulated
  BEGIN SELECT RAISE(ABORT, 'the simulated mark cannot be changed'); END;
CREATE TRIGGER simulated_remains BEFORE DELETE ON simulated
  BEGIN SELECT RAISE(ABORT, 'the simulated mark cannot be removed'); END;
