-- People are expected at a time, lists are searched, and what somebody has watched is found by who they are.

ALTER TABLE sessions ADD COLUMN starts_at BIGINT;
ALTER TABLE sessions ADD COLUMN sought TEXT NOT NULL DEFAULT '';
UPDATE sessions SET sought = lower(title || ' ' || video_url);

CREATE INDEX sessions_planned ON sessions (visibility, starts_at, id) WHERE state = 'live' AND starts_at IS NOT NULL;
CREATE INDEX playback_by_member ON playback (member_id, session_id, updated_at);
