// DuckDB's bulk reader at its quickest: rows of tweets without keys or ids, joined by nothing: TWEETS DATABASE
import { make, time } from "./duckdb_reading.mjs";

await make([
  `CREATE TABLE post AS SELECT id_str AS uri, "user".id_str AS author, ${time("created_at")} AS at, full_text AS text,
     lang, favorite_count AS likes, retweet_count AS boosts, in_reply_to_status_id_str AS reply_to FROM read
     QUALIFY row_number() OVER (PARTITION BY id_str ORDER BY n DESC) = 1`,
  `CREATE TABLE author AS SELECT u.id_str AS key, u.screen_name AS handle, u.name, ${time("u.created_at")} AS created
     FROM people QUALIFY row_number() OVER (PARTITION BY u.id_str ORDER BY n DESC) = 1`,
  `CREATE TABLE author_reading AS SELECT u.id_str AS author, min(seen) AS at, max(seen) AS until,
     u.followers_count AS followers, u.friends_count AS following, u.statuses_count AS posts FROM people GROUP BY ALL`,
  `CREATE TABLE reading AS SELECT id_str AS post, min(seen) AS at, max(seen) AS until, favorite_count AS likes,
     retweet_count AS boosts FROM read GROUP BY ALL`,
  "CREATE TABLE sighting AS SELECT id_str AS post, min(seen) AS first, max(seen) AS last FROM read GROUP BY 1",
  `CREATE TABLE mention AS SELECT DISTINCT lower(tag."text") AS tag, ${time("created_at")} AS at, id_str AS post,
     "user".id_str AS author, tag."text" AS spelling FROM (SELECT *, unnest(entities.hashtags) AS tag FROM read)
     WHERE lower(tag."text") IN ('freethemall', 'viralicemoslaresponsabilidad') ORDER BY 1, 2, 3`,
  "CREATE TEMP TABLE linked AS SELECT DISTINCT id_str, lower(unnest(entities.urls).expanded_url) AS url FROM read",
  "CREATE TABLE link AS SELECT row_number() OVER () AS id, url FROM (SELECT DISTINCT url FROM linked)",
  "CREATE TABLE post_link AS SELECT id_str AS post, id AS link FROM linked JOIN link USING (url)",
  `CREATE TABLE edge AS
     SELECT DISTINCT 3 AS kind, "user".id_str AS actor, retweeted_status.id_str AS post,
       retweeted_status."user".id_str AS target, seen AS at FROM raw WHERE retweeted_status IS NOT NULL UNION ALL
     SELECT DISTINCT 4, "user".id_str, id_str, unnest(entities.user_mentions).id_str, seen FROM read UNION ALL
     SELECT DISTINCT 1, "user".id_str, id_str, in_reply_to_user_id_str, seen FROM read
       WHERE in_reply_to_status_id_str IS NOT NULL`,
  `CREATE TABLE rollup AS SELECT tag, m.at // 900000 * 900000 AS bucket, count(*) AS posts, sum(boosts) AS boosts,
     sum(boosts + likes) AS engagement FROM mention m JOIN post ON post.uri = m.post GROUP BY 1, 2`,
  "DROP TABLE linked",
]);
