-- What is looked through for words has neither case nor accents, names stand in the order of their numbers, and videos are found by
-- what they are about and what is spoken in them. Rows that were written before are brought up to date when the store is opened:
-- a database cannot do it by itself.

ALTER TABLE sessions ADD COLUMN fold BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sessions_unfolded ON sessions (id) WHERE fold = 0;

ALTER TABLE videos ADD COLUMN fold BIGINT NOT NULL DEFAULT 0;
-- Each between ends of lines.
ALTER TABLE videos ADD COLUMN tag_keys TEXT NOT NULL DEFAULT '';
ALTER TABLE videos ADD COLUMN language_keys TEXT NOT NULL DEFAULT '';
CREATE INDEX videos_unfolded ON videos (id) WHERE fold = 0;

-- By bytes, whatever language the database speaks: pages are put together with what is not in it.
ALTER TABLE videos ALTER COLUMN sort_key TYPE TEXT COLLATE "C";
ALTER TABLE videos ALTER COLUMN id TYPE TEXT COLLATE "C";
