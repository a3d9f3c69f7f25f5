-- What this server knows of videos. Who brought one here is not kept; one that no provider lists is in no list.

CREATE TABLE videos (
    id           TEXT   NOT NULL PRIMARY KEY,
    provider     TEXT   NOT NULL,
    external_id  TEXT   NOT NULL,
    url          TEXT   NOT NULL,
    -- How it is played, and from where.
    kind         TEXT   NOT NULL,
    source_url   TEXT   NOT NULL,
    title        TEXT   NOT NULL,
    length_ms    BIGINT,
    live         BIGINT NOT NULL,
    picture      TEXT,
    -- One a line, as are the languages and the subtitles (language, space, address).
    tags         TEXT   NOT NULL,
    year         BIGINT,
    languages    TEXT   NOT NULL,
    subtitles    TEXT   NOT NULL,
    listed       BIGINT NOT NULL,
    -- Nothing as long as its provider was not asked.
    described_at BIGINT,
    updated_at   BIGINT NOT NULL,
    gone_at      BIGINT,
    -- What it is ordered by, and what is looked through for words.
    sort_key     TEXT   NOT NULL,
    sought       TEXT   NOT NULL
);

CREATE INDEX videos_listed ON videos (listed, sort_key, id);
CREATE INDEX videos_of_provider ON videos (provider, updated_at);
CREATE INDEX videos_wanted ON videos (described_at, updated_at);

-- What providers have said, for as long as it may be repeated.
CREATE TABLE provider_cache (
    name    TEXT   NOT NULL PRIMARY KEY,
    said    TEXT   NOT NULL,
    until   BIGINT NOT NULL
);

CREATE INDEX provider_cache_until ON provider_cache (until);
