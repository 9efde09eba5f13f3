// DuckDB's bulk reader, then tables of the last state of each post and author: STATUSES DATABASE
import { DuckDBInstance } from "@duckdb/node-api";

const [statuses, database] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database);
const db = await instance.connect();
const file = statuses.replaceAll("'", "''");
for (const sql of [
  "SET threads = 2",
  `CREATE TEMP TABLE raw AS SELECT row_number() OVER () AS n, * FROM read_json('${file}',
     format = 'newline_delimited', columns = {uri: 'VARCHAR', url: 'VARCHAR', created_at: 'TIMESTAMP',
     language: 'VARCHAR', content: 'VARCHAR', sensitive: 'BOOLEAN', in_reply_to_id: 'VARCHAR',
     favourites_count: 'BIGINT', reblogs_count: 'BIGINT', replies_count: 'BIGINT',
     account: 'STRUCT(uri VARCHAR, acct VARCHAR, display_name VARCHAR, followers_count BIGINT,
                      following_count BIGINT, statuses_count BIGINT, created_at TIMESTAMP, bot BOOLEAN)',
     tags: 'STRUCT(name VARCHAR)[]', card: 'STRUCT(url VARCHAR)', media_attachments: 'STRUCT(id VARCHAR)[]'})`,
  `CREATE TABLE post AS SELECT uri, url, account.uri AS author, created_at, language, content, sensitive,
     in_reply_to_id, favourites_count, reblogs_count, replies_count, len(media_attachments) AS media
     FROM raw QUALIFY row_number() OVER (PARTITION BY uri ORDER BY n DESC) = 1`,
  `CREATE TABLE author AS SELECT account.* FROM raw
     QUALIFY row_number() OVER (PARTITION BY account.uri ORDER BY n DESC) = 1`,
  "CREATE TABLE post_tag AS SELECT DISTINCT uri, unnest(tags).name AS tag FROM raw",
  "CREATE TABLE post_link AS SELECT DISTINCT uri, card.url AS link FROM raw WHERE card IS NOT NULL",
  "DROP TABLE raw",
  "CHECKPOINT",
])
  await db.run(sql);
db.closeSync();
instance.closeSync();
