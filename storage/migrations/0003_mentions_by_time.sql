-- Schema 3: the mentions of a post are found by its time. They stand at the time of their post, so the key (tag, at, post)
-- reaches them through the few tags there are; a second tree of all mentions is neither written nor kept.
DROP INDEX mention_post;
CREATE VIEW post_mention AS
  SELECT p.id AS post, t.id AS tag, t.key, t.position, m.state, m.spelling, m.edited_at
  FROM post p CROSS JOIN tag t CROSS JOIN mention m
  WHERE m.tag = t.id AND m.at = p.at AND m.post = p.id;
