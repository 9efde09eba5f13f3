-- Schema 2: archives. Their posts come through sources of kind 'archive', which no campaign file names and which stay
-- whatever it says. What such a source covers is one stretch per tag, from its first post to its last: whether it was
-- read completely nobody knows, and every chart says so.

-- How far each archive has been read, in the transaction of the posts before it. `content`: what names a file by what
-- is in it; `digest`: of everything read so far, so that another file is never taken for the rest of this one.
CREATE TABLE archive (
  content TEXT PRIMARY KEY,
  records INTEGER NOT NULL,
  digest TEXT NOT NULL,
  finished INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
