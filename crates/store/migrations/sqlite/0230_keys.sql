-- A row's mark (fold) says what the row was when it was made ready to be found: of a session, how long its log was, and of a video,
-- when it was kept. A node of an older version changes that and leaves the mark, and by this its rows are found.

DROP INDEX sessions_unfolded;
-- Sessions have none: it would have to change with every entry of a log.
DROP INDEX videos_unfolded;
CREATE INDEX videos_stale ON videos (id) WHERE fold <> updated_at;
