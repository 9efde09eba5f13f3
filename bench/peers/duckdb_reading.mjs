// What both of DuckDB's ways with tweets begin and end with.
import { DuckDBInstance } from "@duckdb/node-api";

const user = `STRUCT(id_str VARCHAR, screen_name VARCHAR, name VARCHAR, followers_count BIGINT,
  friends_count BIGINT, statuses_count BIGINT, created_at VARCHAR)`;
const entities = `STRUCT(hashtags STRUCT("text" VARCHAR)[], urls STRUCT(expanded_url VARCHAR)[],
  user_mentions STRUCT(id_str VARCHAR)[])`;
const used = {
  id_str: "VARCHAR", created_at: "VARCHAR", full_text: "VARCHAR", lang: "VARCHAR", favorite_count: "BIGINT",
  retweet_count: "BIGINT", in_reply_to_status_id_str: "VARCHAR", in_reply_to_user_id_str: "VARCHAR",
  user, entities,
};
const list = (of, pair) => Object.entries(of).map(pair).join(", ");
export const time = (column) => `epoch_ms(strptime(${column}, '%a %b %d %H:%M:%S %z %Y'))`;

// Makes `tables`, statements that read the temporary tables raw (as tweeted), read (as written: what is repeated in place of
// the tweet that repeats it) and people. `more`: members of a tweet that they want beside those that all do.
export async function make(tables, more = {}) {
  const [tweets, database] = process.argv.slice(2);
  const instance = await DuckDBInstance.create(database);
  const db = await instance.connect();
  const file = tweets.replaceAll("'", "''");
  const columns = { ...used, ...more };
  const struct = `STRUCT(${list(columns, ([name, type]) => `"${name}" ${type}`)})`.replaceAll("'", "''");
  const shape = list({ ...columns, retweeted_status: struct }, ([name, type]) => `"${name}": '${type}'`);
  const reading = [
    "SET threads = 2",
    `CREATE TEMP TABLE raw AS SELECT row_number() OVER () AS n, *, ${time("created_at")} AS seen
       FROM read_json('${file}', format = 'newline_delimited', columns = {${shape}})`,
    `CREATE TEMP TABLE read AS
       SELECT n, seen, ${list(columns, ([name]) => `"${name}"`)} FROM raw WHERE retweeted_status IS NULL UNION ALL
       SELECT n, seen, ${list(columns, ([name]) => `retweeted_status."${name}"`)} FROM raw
         WHERE retweeted_status IS NOT NULL`,
    `CREATE TEMP TABLE people AS SELECT n, seen, "user" AS u FROM read UNION ALL SELECT n, seen, "user" FROM raw`,
  ];
  const leaving = ["DROP TABLE raw", "DROP TABLE read", "DROP TABLE people", "CHECKPOINT"];
  for (const sql of [...reading, ...tables, ...leaving]) await db.run(sql);
  db.closeSync();
  instance.closeSync();
}
