-- Schema 9: which hashtags of which source are being told by a stream, and which stream broke off.

-- Only of the collector that wrote last: who opens the file to collect begins with none.
CREATE TABLE stream (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  since INTEGER,
  dropped_at INTEGER,
  detail TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (source, tag)
) STRICT, WITHOUT ROWID;
