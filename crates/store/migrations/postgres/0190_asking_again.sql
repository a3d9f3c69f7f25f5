-- When a video's provider is asked (again) what it is, and how long the pause before was, in milliseconds.
ALTER TABLE videos ADD COLUMN ask_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE videos ADD COLUMN ask_pause_ms BIGINT NOT NULL DEFAULT 0;
