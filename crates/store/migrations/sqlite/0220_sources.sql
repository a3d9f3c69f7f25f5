-- Where a video can be played in other qualities, one a line: how, how high, where, and what it is called.
ALTER TABLE videos ADD COLUMN sources TEXT NOT NULL DEFAULT '';
