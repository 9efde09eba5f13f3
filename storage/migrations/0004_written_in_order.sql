-- Schema 4: what comes in order of time is written in order of time, so that a commit touches few pages.

-- The hash of a key begins with the time that its uri tells, where it tells one (storage/sqlite/key_hash.cpp).
DROP INDEX post_key_hash;
DROP INDEX author_hash;
DROP INDEX link_hash;
UPDATE post_key SET hash = clamor_key_hash(network, uri);
UPDATE author SET hash = clamor_key_hash(network, key);
UPDATE link SET hash = clamor_key_hash(99, url);
CREATE INDEX post_key_hash ON post_key (hash);
CREATE INDEX author_hash ON author (hash);
CREATE INDEX link_hash ON link (hash);

-- The numbers of a post's author, as a source first told them with the post, at author_at: beside the post, which is
-- new, and not among the author's rows, which lie anywhere. NULL: none were told.
ALTER TABLE sighting ADD COLUMN author_at INTEGER;
ALTER TABLE sighting ADD COLUMN vantage INTEGER REFERENCES vantage (id);
ALTER TABLE sighting ADD COLUMN home INTEGER;
ALTER TABLE sighting ADD COLUMN followers INTEGER;
ALTER TABLE sighting ADD COLUMN following INTEGER;
ALTER TABLE sighting ADD COLUMN author_posts INTEGER;
-- Every reading of an author's numbers. author_reading holds those that came without a post of theirs.
CREATE VIEW author_numbers AS
  SELECT author, vantage, at, until, home, followers, following, posts, 0 AS with_post FROM author_reading
  UNION ALL
  SELECT p.author, s.vantage, s.author_at, s.author_at, s.home, s.followers, s.following, s.author_posts, 1
  FROM sighting s JOIN post p ON p.id = s.post
  WHERE s.author_at IS NOT NULL AND p.author IS NOT NULL;

-- Profiles read again unchanged, in order of arrival. Newer than author.profile_at, into which they go before an older
-- page comes (storage/sqlite/authors.hpp).
CREATE TABLE profile_confirmed (
  author INTEGER NOT NULL REFERENCES author (id),
  vantage INTEGER NOT NULL REFERENCES vantage (id),
  at INTEGER NOT NULL
) STRICT;
ALTER TABLE vantage ADD COLUMN profiles_confirmed_at INTEGER;
