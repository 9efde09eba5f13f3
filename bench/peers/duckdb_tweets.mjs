// DuckDB's bulk reader, then the tables we make of tweets with their keys, as far as SQL makes them: TWEETS DATABASE
import { make, time } from "./duckdb_reading.mjs";

await make([
  "CREATE TABLE author (id BIGINT PRIMARY KEY, key VARCHAR UNIQUE, handle VARCHAR, display_name VARCHAR, url VARCHAR, created_at BIGINT)",
  `INSERT INTO author SELECT row_number() OVER (), key, handle, name, url, created FROM (
     SELECT u.id_str AS key, u.screen_name AS handle, u.name, 'https://x.com/' || u.screen_name AS url,
       ${time("u.created_at")} AS created
     FROM people QUALIFY row_number() OVER (PARTITION BY u.id_str ORDER BY n DESC) = 1)`,
  `INSERT INTO author (id, key) SELECT (SELECT max(id) FROM author) + row_number() OVER (), key FROM (
     SELECT DISTINCT unnest(entities.user_mentions).id_str AS key FROM read UNION
     SELECT DISTINCT in_reply_to_user_id_str FROM read WHERE in_reply_to_user_id_str IS NOT NULL)
     WHERE key NOT IN (SELECT key FROM author)`,
  "CREATE TABLE post_key (id BIGINT PRIMARY KEY, uri VARCHAR UNIQUE)",
  `INSERT INTO post_key SELECT row_number() OVER (), uri FROM (SELECT DISTINCT id_str AS uri FROM read UNION
     SELECT DISTINCT in_reply_to_status_id_str FROM read WHERE in_reply_to_status_id_str IS NOT NULL)`,
  `CREATE TABLE post (id BIGINT PRIMARY KEY, author BIGINT, "at" BIGINT, first_seen_at BIGINT, url VARCHAR, text VARCHAR,
     hashtags VARCHAR, language VARCHAR, reply_to BIGINT, is_reply BOOLEAN, sensitive BOOLEAN, likes BIGINT, boosts BIGINT)`,
  `INSERT INTO post SELECT k.id, a.id, ${time("r.created_at")}, r.first,
     'https://x.com/' || r."user".screen_name || '/status/' || r.id_str, r.full_text,
     list_aggregate(list_transform(r.entities.hashtags, lambda tag: tag."text"), 'string_agg', chr(10)), r.lang,
     parent.id, parent.id IS NOT NULL, r.possibly_sensitive, r.favorite_count, r.retweet_count
     FROM (SELECT *, min(seen) OVER (PARTITION BY id_str) AS first FROM read
       QUALIFY row_number() OVER (PARTITION BY id_str ORDER BY n DESC) = 1) r
     JOIN post_key k ON k.uri = r.id_str JOIN author a ON a.key = r."user".id_str
     LEFT JOIN post_key parent ON parent.uri = r.in_reply_to_status_id_str`,
  `CREATE TABLE author_reading (author BIGINT, vantage BIGINT, "at" BIGINT, until BIGINT, followers BIGINT, following BIGINT,
     posts BIGINT, PRIMARY KEY (author, vantage, "at"))`,
  `INSERT INTO author_reading SELECT a.id, 1, "at", max(until), max(followers), max(following), max(posts) FROM (
     SELECT u.id_str AS key, min(seen) AS "at", max(seen) AS until, u.followers_count AS followers,
       u.friends_count AS following, u.statuses_count AS posts FROM people GROUP BY ALL) JOIN author a USING (key)
     GROUP BY 1, 3`,
  `CREATE TABLE reading (post BIGINT, vantage BIGINT, "at" BIGINT, until BIGINT, home BOOLEAN, likes BIGINT, boosts BIGINT,
     PRIMARY KEY (post, vantage, "at"))`,
  `INSERT INTO reading SELECT k.id, 1, "at", max(until), true, max(likes), max(boosts) FROM (
     SELECT id_str, min(seen) AS "at", max(seen) AS until, favorite_count AS likes, retweet_count AS boosts
     FROM read GROUP BY ALL) r JOIN post_key k ON k.uri = r.id_str GROUP BY 1, 3`,
  `CREATE TABLE sighting (post BIGINT, source BIGINT, first_seen BIGINT, last_seen BIGINT, native_id VARCHAR,
     PRIMARY KEY (post, source))`,
  `INSERT INTO sighting SELECT k.id, 1, min(seen), max(seen), max(id_str) FROM read JOIN post_key k ON k.uri = id_str
     GROUP BY 1`,
  `CREATE TABLE mention (tag VARCHAR, "at" BIGINT, post BIGINT, author BIGINT, spelling VARCHAR, PRIMARY KEY (tag, "at", post))`,
  `INSERT INTO mention SELECT lower(tag."text"), p.at, p.id, p.author, min(tag."text")
     FROM (SELECT id_str, unnest(entities.hashtags) AS tag FROM read) r
     JOIN post_key k ON k.uri = r.id_str JOIN post p ON p.id = k.id
     WHERE lower(tag."text") IN ('freethemall', 'viralicemoslaresponsabilidad') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3`,
  "CREATE TEMP TABLE linked AS SELECT DISTINCT id_str, lower(unnest(entities.urls).expanded_url) AS url FROM read",
  "CREATE TABLE link (id BIGINT PRIMARY KEY, url VARCHAR UNIQUE)",
  "INSERT INTO link SELECT row_number() OVER (), url FROM (SELECT DISTINCT url FROM linked)",
  "CREATE TABLE post_link (post BIGINT, link BIGINT, PRIMARY KEY (post, link))",
  "INSERT INTO post_link SELECT k.id, link.id FROM linked JOIN link USING (url) JOIN post_key k ON k.uri = id_str",
  `CREATE TABLE edge (post BIGINT, kind BIGINT, actor BIGINT, target BIGINT, to_post BIGINT, "at" BIGINT,
     PRIMARY KEY (post, kind, actor, target, to_post))`,
  `INSERT INTO edge SELECT k.id, kind, actor.id, coalesce(target.id, 0), coalesce(parent.id, 0), min("at") FROM (
     SELECT 3 AS kind, "user".id_str AS actor, retweeted_status.id_str AS post, NULL AS target, NULL AS to_post,
       seen AS "at" FROM raw WHERE retweeted_status IS NOT NULL UNION ALL
     SELECT 4, "user".id_str, id_str, unnest(entities.user_mentions).id_str, NULL, NULL FROM read UNION ALL
     SELECT 1, "user".id_str, id_str, in_reply_to_user_id_str, in_reply_to_status_id_str, NULL FROM read
       WHERE in_reply_to_status_id_str IS NOT NULL) e
     JOIN post_key k ON k.uri = e.post JOIN author actor ON actor.key = e.actor
     LEFT JOIN author target ON target.key = e.target LEFT JOIN post_key parent ON parent.uri = e.to_post
     GROUP BY 1, 2, 3, 4, 5`,
  "CREATE TABLE rollup (tag VARCHAR, bucket BIGINT, posts BIGINT, boosts BIGINT, engagement BIGINT, PRIMARY KEY (tag, bucket))",
  `INSERT INTO rollup SELECT tag, m.at // 900000 * 900000, count(*), sum(boosts), sum(boosts + likes)
     FROM mention m JOIN post ON post.id = m.post GROUP BY 1, 2`,
  "DROP TABLE linked",
], { possibly_sensitive: "BOOLEAN" });
