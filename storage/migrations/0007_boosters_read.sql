-- Schema 7: when everybody who boosted a post was last listed by a server, and how many boosts it had there then. Who is on
-- the next list and was not on this one boosted in between.
CREATE TABLE boosters_read (
  post INTEGER NOT NULL REFERENCES post (id),
  vantage INTEGER NOT NULL REFERENCES vantage (id),
  at INTEGER NOT NULL,
  boosts INTEGER NOT NULL,
  PRIMARY KEY (post, vantage)
) STRICT, WITHOUT ROWID;
