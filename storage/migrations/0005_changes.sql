-- Schema 5: what each commit touched, so that whoever keeps sums beside the database (analysis/read_model.hpp) need not
-- read ten million posts again for one new one. One row per commit, not per post. `token` is drawn by lot: a number and
-- its token are only met again in the same history, so sums of a copy that went its own way are never taken for ours.
-- posts, authors: ids, sorted, as differences. readings_from: the earliest follower reading that is new.
-- named: how much rows have named up to here; what is too old is dropped.
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  token INTEGER NOT NULL,
  posts BLOB NOT NULL,
  authors BLOB NOT NULL,
  readings_from INTEGER,
  named INTEGER NOT NULL
) STRICT;
INSERT INTO change VALUES (1, random(), x'', x'', NULL, 0);
