#!/usr/bin/env python3
"""A careful script: post, author, tag and link with upserts, a commit a page: STATUSES DATABASE"""

import json
import sqlite3
import sys

db = sqlite3.connect(sys.argv[2], isolation_level=None)
db.executescript(
    """
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE author (id INTEGER PRIMARY KEY, uri TEXT UNIQUE, acct TEXT, name TEXT, followers INT, following INT,
                         statuses INT, created_at TEXT, bot INT);
    CREATE TABLE post (id INTEGER PRIMARY KEY, uri TEXT UNIQUE, url TEXT, author INT, created_at TEXT, language TEXT,
                       text TEXT, sensitive INT, media INT, likes INT, boosts INT, replies INT, reply_to TEXT);
    CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
    CREATE TABLE post_tag (post INT, tag INT, PRIMARY KEY (post, tag)) WITHOUT ROWID;
    CREATE TABLE link (id INTEGER PRIMARY KEY, url TEXT UNIQUE);
    CREATE TABLE post_link (post INT, link INT, PRIMARY KEY (post, link)) WITHOUT ROWID;
    """
)
tags, links = {}, {}


def id_of(known, table, column, value):
    found = known.get(value)
    if found is None:
        sql = f"INSERT INTO {table} ({column}) VALUES (?) ON CONFLICT DO UPDATE SET {column} = {column} RETURNING id"
        found = known[value] = db.execute(sql, (value,)).fetchone()[0]
    return found


def save(status):
    a = status["account"]
    author = db.execute(
        "INSERT INTO author (uri, acct, name, followers, following, statuses, created_at, bot) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uri) DO UPDATE SET name = excluded.name, "
        "followers = excluded.followers, following = excluded.following, statuses = excluded.statuses RETURNING id",
        (a["uri"], a["acct"], a["display_name"], a["followers_count"], a["following_count"], a["statuses_count"],
         a["created_at"], a["bot"]),
    ).fetchone()[0]
    post = db.execute(
        "INSERT INTO post (uri, url, author, created_at, language, text, sensitive, media, likes, boosts, replies, "
        "reply_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (uri) DO UPDATE SET "
        "likes = excluded.likes, boosts = excluded.boosts, replies = excluded.replies RETURNING id",
        (status["uri"], status["url"], author, status["created_at"], status["language"], status["content"],
         status["sensitive"], len(status["media_attachments"]), status["favourites_count"], status["reblogs_count"],
         status["replies_count"], status["in_reply_to_id"]),
    ).fetchone()[0]
    for tag in status["tags"]:
        db.execute("INSERT OR IGNORE INTO post_tag VALUES (?, ?)", (post, id_of(tags, "tag", "name", tag["name"])))
    if status["card"]:
        link = id_of(links, "link", "url", status["card"]["url"])
        db.execute("INSERT OR IGNORE INTO post_link VALUES (?, ?)", (post, link))


with open(sys.argv[1], encoding="utf-8") as lines:
    db.execute("BEGIN")
    for number, line in enumerate(lines):
        if number % 40 == 0 and number > 0:
            db.execute("COMMIT")
            db.execute("BEGIN")
        save(json.loads(line))
    db.execute("COMMIT")
