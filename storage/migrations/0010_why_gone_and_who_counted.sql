-- Schema 10: what two databases must know of each other to become one.

-- Why a post is gone: 1 deleted, 2 forgotten, 3 expired, 4 opted out. `erasure` sums it up. Of posts that are gone
-- already only the sums of each day are known; which of them stands for which reason is all the same.
ALTER TABLE post ADD COLUMN gone INTEGER;
UPDATE post SET gone = 1 WHERE deleted_at IS NOT NULL;
UPDATE post SET gone = sums.why FROM
  (SELECT id, deleted_at - ((deleted_at % 86400000) + 86400000) % 86400000 AS day,
    row_number() OVER (PARTITION BY deleted_at - ((deleted_at % 86400000) + 86400000) % 86400000 ORDER BY id) AS place
   FROM post WHERE deleted_at IS NOT NULL) AS posts
  JOIN (SELECT why, day, number, sum(number) OVER (PARTITION BY day ORDER BY why) AS up_to FROM erasure WHERE tag = 0)
   AS sums ON sums.day = posts.day AND posts.place > sums.up_to - sums.number AND posts.place <= sums.up_to
  WHERE post.id = posts.id;
DELETE FROM erasure;
INSERT INTO erasure
  SELECT gone, deleted_at - ((deleted_at % 86400000) + 86400000) % 86400000, 0, count(*)
    FROM post WHERE gone IS NOT NULL GROUP BY 1, 2
  UNION ALL
  SELECT p.gone, p.deleted_at - ((p.deleted_at % 86400000) + 86400000) % 86400000, m.tag, count(*)
    FROM post p CROSS JOIN tag t CROSS JOIN mention m
    WHERE p.gone IS NOT NULL AND m.tag = t.id AND m.at = p.at AND m.post = p.id AND m.state = 2 GROUP BY 1, 2, 3;

-- Which database counts in `source`: a name drawn by lot, and the file it was drawn for. A copy that goes on by itself
-- is another file: it gets a name of its own, and what was counted under the old one stands in `counted_elsewhere`, like
-- what other databases counted. The number of a source is the sum of both.
CREATE TABLE origin (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL,
  file TEXT NOT NULL
) STRICT;
CREATE TABLE counted_elsewhere (
  source INTEGER NOT NULL REFERENCES source (id),
  origin TEXT NOT NULL,
  requests INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  rate_limited_seconds INTEGER NOT NULL,
  PRIMARY KEY (source, origin)
) STRICT, WITHOUT ROWID;
-- What was counted before there were names has none: of two such numbers the greater one is taken, as before.
INSERT INTO counted_elsewhere SELECT id, '', requests, errors, rate_limited_seconds FROM source
  WHERE requests > 0 OR errors > 0 OR rate_limited_seconds > 0;
UPDATE source SET requests = 0, errors = 0, rate_limited_seconds = 0;
