-- Schema 8: an outage is one gap, however many runs met it; reading goes on inside a gap after a restart; what was read
-- again for late arrivals; what a host's limits and a source's waits were before a restart.

-- `reason`: of state 4, why. `mark` and `resume`, of readers that go down from the newest: the newest post known below the
-- gap, and where reading goes on.
ALTER TABLE gap ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE gap ADD COLUMN mark TEXT NOT NULL DEFAULT '';
ALTER TABLE gap ADD COLUMN resume TEXT NOT NULL DEFAULT '';
-- Each failing run left a row with the same beginning: the longest says it all.
DELETE FROM gap WHERE state IN (1, 2) AND EXISTS (
  SELECT 1 FROM gap g WHERE g.source = gap.source AND g.tag = gap.tag AND g."from" = gap."from" AND g."to" > gap."to"
    AND g.state IN (1, 2));

-- The newest time that the last `hours` hours before `at` were read again.
CREATE TABLE lookback (
  source INTEGER NOT NULL REFERENCES source (id),
  tag INTEGER NOT NULL REFERENCES tag (id),
  hours INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (source, tag, hours)
) STRICT, WITHOUT ROWID;

-- One token an interval (milliseconds), `capacity` at most: narrower than usual where the host announced a limit.
ALTER TABLE host_budget ADD COLUMN interval INTEGER;
ALTER TABLE host_budget ADD COLUMN capacity REAL;
ALTER TABLE host_budget ADD COLUMN paging_interval INTEGER;
ALTER TABLE host_budget ADD COLUMN paging_capacity REAL;
ALTER TABLE host_budget ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;

ALTER TABLE source ADD COLUMN next_try INTEGER;
ALTER TABLE source ADD COLUMN clock_skew_seconds INTEGER;
