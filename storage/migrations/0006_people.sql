-- Schema 6: people who are not to be kept. What is erased leaves counts and keyed hashes; names never stand here.

-- The campaign is sensitive: hashes under this random key stand for posts and authors. A database that was veiled stays
-- so.
CREATE TABLE veil (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  key BLOB NOT NULL
) STRICT;
-- Keyed hashes of authors who were forgotten or opted out and of posts that are gone: no page brings them back.
-- A post that is gone has 'gone:' and its hash for an uri.
CREATE TABLE tombstone (
  hash TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
-- What erasing took away, as numbers. why: 1 deleted, 2 forgotten, 3 expired, 4 opted out. tag 0: posts; else mentions
-- of the tag, which stay without a name.
CREATE TABLE erasure (
  why INTEGER NOT NULL,
  day INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (why, day, tag)
) STRICT, WITHOUT ROWID;
-- When the daily care was done last; whether the file may still hold bytes of what was erased since; whether deleted
-- posts still have the addresses that earlier versions left them.
CREATE TABLE care (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  pruned_at INTEGER,
  bytes_left INTEGER NOT NULL DEFAULT 0,
  old_names INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO care SELECT 1, NULL, EXISTS (SELECT 1 FROM post WHERE deleted_at IS NOT NULL),
  EXISTS (SELECT 1 FROM post WHERE deleted_at IS NOT NULL);
