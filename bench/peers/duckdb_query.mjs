// The questions of `query` over a table of posts: POSTS.csv TIMES FROM TO, the last two of the free window. Prints one line
// per question: name, milliseconds, check.
import { DuckDBInstance } from "@duckdb/node-api";

const [posts, times, from, to] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:");
const db = await instance.connect();
await db.run("SET threads = 2");
await db.run(`CREATE TABLE post AS SELECT * FROM read_csv('${posts.replaceAll("'", "''")}', header = true, columns = {
  t: 'BIGINT', id: 'BIGINT', author: 'INTEGER', tags: 'INTEGER', engagement: 'INTEGER', followers: 'INTEGER'})`);
const hour = "t // 3600000", day = "(t - 21600000) // 86400000"; // days of Mexico City in winter
const free = `t >= ${from} AND t < ${to}`;
const questions = {
  "mentions per hour, one tag": `SELECT ${hour} AS b, count(*) AS n FROM post WHERE tags & 1 <> 0 GROUP BY 1 ORDER BY 1`,
  "unique authors per day, one tag":
    `SELECT ${day} AS b, count(DISTINCT author) AS n FROM post WHERE tags & 1 <> 0 GROUP BY 1 ORDER BY 1`,
  "unique authors per day": `SELECT ${day} AS b, count(DISTINCT author) AS n FROM post GROUP BY 1 ORDER BY 1`,
  "cumulative audience ceiling": `SELECT b, sum(sum(lift)) OVER (ORDER BY b) AS n FROM (SELECT ${day} AS b,
    greatest(followers - coalesce(max(followers) OVER (PARTITION BY author ORDER BY t, id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0), 0) AS lift FROM post WHERE followers >= 0) GROUP BY b ORDER BY b`,
  "drill-down, 50 best of a day": `SELECT engagement AS b, id AS n FROM post WHERE ${day} = (SELECT ${day} FROM post
    ORDER BY t DESC LIMIT 1) - 1 ORDER BY 1 DESC, t DESC, 2 DESC LIMIT 50`,
  "top 100 authors": "SELECT author AS b, count(*) AS n FROM post GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100",
  "free window: top 100 authors":
    `SELECT author AS b, count(*) AS n FROM post WHERE ${free} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100`,
  "free window: 50 best posts": `SELECT engagement AS b, id AS n FROM post WHERE ${free} ORDER BY 1 DESC, t DESC, 2 DESC LIMIT 50`,
  "free window: authors and ceiling, one tag": `SELECT 0 AS b, count(*) + sum(greatest(most, 0)) AS n
    FROM (SELECT author, max(followers) AS most FROM post WHERE ${free} AND tags & 2 <> 0 GROUP BY author)`,
};
for (const [name, sql] of Object.entries(questions)) {
  const spent = [];
  let check = 0;
  for (let i = 0; i < Number(times); ++i) {
    const start = process.hrtime.bigint();
    const rows = (await db.runAndReadAll(sql)).getRows();
    spent.push(Number(process.hrtime.bigint() - start) / 1e6);
    check = rows.reduce((sum, [, n]) => sum + Number(n), 0);
  }
  spent.sort((a, b) => a - b);
  console.log(`${name}\t${spent[spent.length >> 1]}\t${check}`);
}
db.closeSync();
instance.closeSync();
