-- Schema 10 as version 0.4.0 wrote it, with a few simulated rows.
PRAGMA application_id = 1131176301;
PRAGMA user_version = 10;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE simulated (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL CHECK (id <> '')
) STRICT;
INSERT INTO simulated VALUES(1,'red simulada de las pruebas');
CREATE TABLE campaign (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL,
  timezone TEXT NOT NULL
) STRICT;
INSERT INTO campaign VALUES(1,'Campaña simulada','America/Mexico_City');
CREATE TABLE campaign_change (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  old TEXT NOT NULL,
  new TEXT NOT NULL
) STRICT;
INSERT INTO campaign_change VALUES(1,1700000000000,'campaign name','','Campaña simulada');
INSERT INTO campaign_change VALUES(2,1700000000000,'timezone','','America/Mexico_City');
INSERT INTO campaign_change VALUES(3,1700000000000,'tag','','freethemall');
INSERT INTO campaign_change VALUES(4,1700000000000,'tag freethemall label','','FreeThemAll');
INSERT INTO campaign_change VALUES(5,1700000000000,'tag','','viralicemos');
INSERT INTO campaign_change VALUES(6,1700000000000,'tag viralicemos label','','Viralicemos');
INSERT INTO campaign_change VALUES(7,1700000000000,'source','','cielo');
INSERT INTO campaign_change VALUES(8,1700000000000,'source cielo kind','','bluesky');
INSERT INTO campaign_change VALUES(9,1700000000000,'source cielo server','','https://cielo.example');
INSERT INTO campaign_change VALUES(10,1700000000000,'source','','dos');
INSERT INTO campaign_change VALUES(11,1700000000000,'source dos kind','','mastodon');
INSERT INTO campaign_change VALUES(12,1700000000000,'source dos server','','https://dos.example');
INSERT INTO campaign_change VALUES(13,1700000000000,'source','','uno');
INSERT INTO campaign_change VALUES(14,1700000000000,'source uno kind','','mastodon');
INSERT INTO campaign_change VALUES(15,1700000000000,'source uno server','','https://uno.example');
INSERT INTO campaign_change VALUES(16,1700000000000,'theme','','raids');
INSERT INTO campaign_change VALUES(17,1700000000000,'theme','','release');
CREATE TABLE tag (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  variants TEXT NOT NULL DEFAULT '',
  veto TEXT NOT NULL DEFAULT '',
  position INTEGER
) STRICT;
INSERT INTO tag VALUES(1,'freethemall','FreeThemAll','','',0);
INSERT INTO tag VALUES(2,'viralicemos','Viralicemos','','',1);
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
, next_try INTEGER, clock_skew_seconds INTEGER) STRICT;
INSERT INTO source VALUES(1,'uno','mastodon','https://uno.example',1,2,1,'',1700006000000,1700006000000,1,0,0,NULL,NULL);
INSERT INTO source VALUES(2,'dos','mastodon','https://dos.example',1,3,0,'',1700007200000,1700007200000,0,0,0,NULL,NULL);
INSERT INTO source VALUES(3,'cielo','bluesky','https://cielo.example',2,4,0,'',NULL,NULL,0,0,0,NULL,NULL);
CREATE TABLE theme (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  position INTEGER
) STRICT;
INSERT INTO theme VALUES(1,'release',5);
INSERT INTO theme VALUES(2,'raids',6);
CREATE TABLE vantage (
  id INTEGER PRIMARY KEY,
  server TEXT NOT NULL UNIQUE
, profiles_confirmed_at INTEGER) STRICT;
INSERT INTO vantage VALUES(1,'https://uno.example',NULL);
INSERT INTO vantage VALUES(2,'https://dos.example',NULL);
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
INSERT INTO author VALUES(1,8302116472881295773,1,'cuenta_simulada_1@uno.example','','cuenta simulada 1','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,1,'https://uno.example',1700006000000,6867917101327869689);
INSERT INTO author VALUES(2,-3647661351985102280,1,'cuenta_simulada_2@uno.example','','','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO author VALUES(3,5522387733471349402,1,'cuenta_simulada_3@uno.example','','','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
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
CREATE TABLE post_key (
  id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,
  network INTEGER NOT NULL,
  uri TEXT NOT NULL
) STRICT;
INSERT INTO post_key VALUES(1,93999,1,'https://uno.example/posts/1');
INSERT INTO post_key VALUES(2,179644,1,'https://uno.example/posts/2');
INSERT INTO post_key VALUES(3,218549,1,'https://uno.example/posts/3');
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
, gone INTEGER) STRICT;
INSERT INTO post VALUES(1,1,1,1700000000000,0,1700000000000,1700006000000,0,NULL,1,18502067447347,'https://uno.example/posts/1.html','texto simulado 1',replace('FreeThemAll\nViralicemos','\n',char(10)),'es','',NULL,NULL,NULL,NULL,0,0,0,3,1,NULL,NULL,NULL,NULL);
INSERT INTO post VALUES(2,1,2,1700001200000,0,1700001200000,1700006000000,0,NULL,1,17818753782894,'https://uno.example/posts/2.html','texto simulado 2','freethemall','es','',NULL,NULL,NULL,NULL,0,0,0,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO post VALUES(3,1,3,1700002400000,0,1700002400000,1700007200000,0,NULL,0,18565450491752,'https://uno.example/posts/3.html','texto simulado 3','FREETHEMALL','es','',NULL,NULL,NULL,NULL,0,0,0,NULL,NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO mention VALUES(1,1700000000000,1,1,1,1,0,0,'FreeThemAll');
INSERT INTO mention VALUES(1,1700001200000,2,1,2,1,0,0,'freethemall');
INSERT INTO mention VALUES(1,1700002400000,3,1,3,1,0,0,'FREETHEMALL');
INSERT INTO mention VALUES(2,1700000000000,1,1,1,1,0,0,'Viralicemos');
CREATE TABLE sighting (
  post INTEGER NOT NULL REFERENCES post (id),
  source INTEGER NOT NULL REFERENCES source (id),
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  indexed_at INTEGER,
  native_id TEXT NOT NULL DEFAULT '', author_at INTEGER, vantage INTEGER REFERENCES vantage (id), home INTEGER, followers INTEGER, following INTEGER, author_posts INTEGER,
  PRIMARY KEY (post, source)
) STRICT, WITHOUT ROWID;
INSERT INTO sighting VALUES(1,1,1700006000000,1700006000000,NULL,'11',1700006000000,1,1,12,NULL,NULL);
INSERT INTO sighting VALUES(1,2,1700007200000,1700007200000,NULL,'11',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO sighting VALUES(2,1,1700006000000,1700006000000,NULL,'12',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO sighting VALUES(3,2,1700007200000,1700007200000,NULL,'13',NULL,NULL,NULL,NULL,NULL,NULL);
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
INSERT INTO reading VALUES(1,1,1700006000000,1700006000000,1,3,1,NULL,NULL,NULL);
INSERT INTO reading VALUES(1,2,1700007200000,1700007200000,0,2,1,NULL,NULL,NULL);
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
INSERT INTO edge VALUES(1,3,2,1,0,1700000060000,1700000540000);
CREATE TABLE link (
  id INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,
  url TEXT NOT NULL
) STRICT;
INSERT INTO link VALUES(1,6296696336103565841,'https://example.org/peticion');
CREATE TABLE post_link (
  post INTEGER NOT NULL REFERENCES post (id),
  link INTEGER NOT NULL REFERENCES link (id),
  PRIMARY KEY (post, link)
) STRICT, WITHOUT ROWID;
INSERT INTO post_link VALUES(1,1);
CREATE TABLE post_theme (
  post INTEGER NOT NULL REFERENCES post (id),
  theme INTEGER NOT NULL REFERENCES theme (id),
  PRIMARY KEY (post, theme)
) STRICT, WITHOUT ROWID;
INSERT INTO post_theme VALUES(1,1);
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
INSERT INTO rollup VALUES(0,1699999200000,1,1,1,4,1,1);
INSERT INTO rollup VALUES(0,1700001000000,1,1,0,0,0,0);
INSERT INTO rollup VALUES(0,1700001900000,1,1,0,0,0,0);
INSERT INTO rollup VALUES(1,1699999200000,1,1,1,4,1,1);
INSERT INTO rollup VALUES(1,1700001000000,1,1,0,0,0,0);
INSERT INTO rollup VALUES(1,1700001900000,1,1,0,0,0,0);
INSERT INTO rollup VALUES(2,1699999200000,1,1,1,4,1,1);
CREATE TABLE source_posts (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL,
  posts INTEGER NOT NULL,
  PRIMARY KEY (source, tag)
) STRICT, WITHOUT ROWID;
INSERT INTO source_posts VALUES(1,0,2);
INSERT INTO source_posts VALUES(1,1,2);
INSERT INTO source_posts VALUES(1,2,1);
INSERT INTO source_posts VALUES(2,0,2);
INSERT INTO source_posts VALUES(2,1,2);
INSERT INTO source_posts VALUES(2,2,1);
CREATE TABLE cursor (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  newest TEXT NOT NULL,
  oldest TEXT NOT NULL,
  at_start INTEGER NOT NULL,
  PRIMARY KEY (source, tag)
) STRICT, WITHOUT ROWID;
INSERT INTO cursor VALUES(1,1,'12','11',1);
CREATE TABLE coverage (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  "from" INTEGER NOT NULL,
  "to" INTEGER NOT NULL,
  PRIMARY KEY (source, tag, "from")
) STRICT, WITHOUT ROWID;
INSERT INTO coverage VALUES(1,1,1700000000000,1700006000000);
CREATE TABLE gap (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  "from" INTEGER NOT NULL,
  "to" INTEGER NOT NULL,
  cause TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 4),
  recovered INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', mark TEXT NOT NULL DEFAULT '', resume TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (source, tag, "from", "to")
) STRICT, WITHOUT ROWID;
INSERT INTO gap VALUES(1,1,1700006000000,1700007800000,'unreachable',1,0,'','','');
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
INSERT INTO issue VALUES(1,1,'post 4','the date is not a date',1700006000000,1700006000000,1);
CREATE TABLE request (
  id INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER REFERENCES tag (id),
  at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  posts INTEGER NOT NULL,
  outcome TEXT NOT NULL
) STRICT;
INSERT INTO request VALUES(1,1,1,1700006000000,200,2,'ok');
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
, interval INTEGER, capacity REAL, paging_interval INTEGER, paging_capacity REAL, failures INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
INSERT INTO host_budget VALUES('uno.example',3.0,1.0,1700006000000,NULL,NULL,0,0.0,0,0.0,0);
CREATE TABLE archive (
  content TEXT PRIMARY KEY,
  records INTEGER NOT NULL,
  digest TEXT NOT NULL,
  finished INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE profile_confirmed (
  author INTEGER NOT NULL REFERENCES author (id),
  vantage INTEGER NOT NULL REFERENCES vantage (id),
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  token INTEGER NOT NULL,
  posts BLOB NOT NULL,
  authors BLOB NOT NULL,
  readings_from INTEGER,
  named INTEGER NOT NULL
) STRICT;
INSERT INTO change VALUES(2,-5456747632424304143,X'',X'',NULL,0);
INSERT INTO change VALUES(3,5427465828773353793,X'0101',X'',NULL,18);
INSERT INTO change VALUES(4,2465907572604268858,X'03',X'',NULL,35);
CREATE TABLE veil (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  key BLOB NOT NULL
) STRICT;
CREATE TABLE tombstone (
  hash TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TABLE erasure (
  why INTEGER NOT NULL,
  day INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (why, day, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE care (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  pruned_at INTEGER,
  bytes_left INTEGER NOT NULL DEFAULT 0,
  old_names INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO care VALUES(1,NULL,0,0);
CREATE TABLE boosters_read (
  post INTEGER NOT NULL REFERENCES post (id),
  vantage INTEGER NOT NULL REFERENCES vantage (id),
  at INTEGER NOT NULL,
  boosts INTEGER NOT NULL,
  PRIMARY KEY (post, vantage)
) STRICT, WITHOUT ROWID;
CREATE TABLE lookback (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  hours INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (source, tag, hours)
) STRICT, WITHOUT ROWID;
CREATE TABLE stream (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  since INTEGER,
  dropped_at INTEGER,
  detail TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (source, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE origin (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  name TEXT NOT NULL,
  file TEXT NOT NULL
) STRICT;
INSERT INTO origin VALUES(1,'f793a8787d6616dc','5310324 1795896851.808786078');
CREATE TABLE counted_elsewhere (
  source INTEGER NOT NULL REFERENCES source (id),
  origin TEXT NOT NULL,
  requests INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  rate_limited_seconds INTEGER NOT NULL,
  PRIMARY KEY (source, origin)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER simulated_once BEFORE INSERT ON simulated
  WHEN EXISTS (SELECT 1 FROM simulated) OR EXISTS (SELECT 1 FROM post)
  BEGIN SELECT RAISE(ABORT, 'the simulated mark is set on an empty database, once'); END;
CREATE TRIGGER simulated_stays BEFORE UPDATE ON simulated
  BEGIN SELECT RAISE(ABORT, 'the simulated mark cannot be changed'); END;
CREATE TRIGGER simulated_remains BEFORE DELETE ON simulated
  BEGIN SELECT RAISE(ABORT, 'the simulated mark cannot be removed'); END;
CREATE VIEW post_mention AS
  SELECT p.id AS post, t.id AS tag, t.key, t.position, m.state, m.spelling, m.edited_at
  FROM post p CROSS JOIN tag t CROSS JOIN mention m
  WHERE m.tag = t.id AND m.at = p.at AND m.post = p.id;
CREATE INDEX post_key_hash ON post_key (hash);
CREATE INDEX author_hash ON author (hash);
CREATE INDEX link_hash ON link (hash);
CREATE VIEW author_numbers AS
  SELECT author, vantage, at, until, home, followers, following, posts, 0 AS with_post FROM author_reading
  UNION ALL
  SELECT p.author, s.vantage, s.author_at, s.author_at, s.home, s.followers, s.following, s.author_posts, 1
  FROM sighting s JOIN post p ON p.id = s.post
  WHERE s.author_at IS NOT NULL AND p.author IS NOT NULL;
COMMIT;
