//! Statements that both databases take as they are; a test of each prepares all of them.

macro_rules! videos {
    ($which:literal) => {
        concat!(
            "SELECT id, provider, external_id, url, kind, source_url, title, length_ms, live, picture, tags, year, \
             languages, subtitles, listed, described_at, updated_at, gone_at, sources, sort_key FROM videos WHERE ",
            $which
        )
    };
}

macro_rules! insert {
    ($conflict:literal) => {
        concat!(
            "INSERT INTO videos (id, provider, external_id, url, kind, source_url, title, length_ms, live, picture, tags, \
             year, languages, subtitles, listed, described_at, updated_at, gone_at, sort_key, sought, tag_keys, \
             language_keys, sources, fold) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
             $16, $17, $18, $19, $20, $21, $22, $23, $17) \
             ON CONFLICT (id) DO ",
            $conflict
        )
    };
}

pub(crate) const KEEP: &str = insert!(
    "UPDATE SET provider = excluded.provider, external_id = excluded.external_id, url = excluded.url, \
     kind = excluded.kind, source_url = excluded.source_url, title = excluded.title, length_ms = excluded.length_ms, \
     live = excluded.live, picture = excluded.picture, tags = excluded.tags, year = excluded.year, \
     languages = excluded.languages, subtitles = excluded.subtitles, \
     listed = CASE WHEN videos.listed = 1 THEN 1 ELSE excluded.listed END, described_at = excluded.described_at, \
     updated_at = excluded.updated_at, gone_at = excluded.gone_at, sort_key = excluded.sort_key, \
     sought = excluded.sought, tag_keys = excluded.tag_keys, language_keys = excluded.language_keys, fold = excluded.fold, \
     sources = excluded.sources, ask_at = 0, ask_pause_ms = 0"
);

/// How it plays, how long it is and what can be read along stays as it is known.
pub(crate) const LIST: &str = insert!(
    "UPDATE SET provider = excluded.provider, external_id = excluded.external_id, url = excluded.url, \
     title = excluded.title, length_ms = COALESCE(excluded.length_ms, videos.length_ms), live = excluded.live, \
     picture = excluded.picture, tags = excluded.tags, year = excluded.year, languages = excluded.languages, \
     listed = CASE WHEN videos.listed = 1 THEN 1 ELSE excluded.listed END, described_at = excluded.described_at, \
     updated_at = excluded.updated_at, gone_at = excluded.gone_at, sort_key = excluded.sort_key, \
     sought = excluded.sought, tag_keys = excluded.tag_keys, language_keys = excluded.language_keys, fold = excluded.fold, \
     ask_at = 0, ask_pause_ms = 0"
);

/// After an hour, in milliseconds, what nobody could describe is asked for again.
pub(crate) const WANT: &str = insert!(
    "UPDATE SET described_at = NULL, updated_at = excluded.updated_at, ask_at = 0, \
     fold = CASE WHEN videos.fold = videos.updated_at THEN excluded.updated_at ELSE videos.fold END \
     WHERE videos.title = '' AND videos.updated_at + 3600000 <= excluded.updated_at"
);

pub(crate) const VIDEO: &str = videos!("id = $1");

/// Of as many videos as one question asks for.
pub(crate) const PICTURES: &str = "SELECT id, provider, picture FROM videos \
    WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) \
    AND picture IS NOT NULL AND gone_at IS NULL";

/// Likewise; what is gone was as long.
pub(crate) const LENGTHS: &str = "SELECT id, length_ms FROM videos \
    WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) \
    AND length_ms IS NOT NULL";

/// How many videos that is.
pub(crate) const PICTURES_AT_ONCE: usize = 20;

/// Three words are looked for; a missing one is the pattern that finds everything, as are missing tags and languages. `$3` and `$2`
/// are after which key and id, both empty for the first page: no id is; `$9` to `$12` are from and to which year and length, with 0 for whichever.
pub(crate) const VIDEOS: &str = videos!(
    "listed = 1 AND gone_at IS NULL AND ($1 = '' OR provider = $1) \
     AND (sort_key, id) > ($3, $2) \
     AND sought LIKE $4 ESCAPE '\\' AND sought LIKE $5 ESCAPE '\\' AND sought LIKE $6 ESCAPE '\\' \
     AND tag_keys LIKE $7 ESCAPE '\\' AND language_keys LIKE $8 ESCAPE '\\' \
     AND (CAST($9 AS BIGINT) = 0 OR year >= CAST($9 AS BIGINT)) AND (CAST($10 AS BIGINT) = 0 OR year <= CAST($10 AS BIGINT)) \
     AND (CAST($11 AS BIGINT) = 0 OR length_ms >= CAST($11 AS BIGINT)) \
     AND (CAST($12 AS BIGINT) = 0 OR length_ms < CAST($12 AS BIGINT)) \
     ORDER BY sort_key, id LIMIT $13"
);

pub(crate) const COUNT_YEARS: &str = "SELECT year, count(*) FROM videos \
    WHERE listed = 1 AND gone_at IS NULL AND year IS NOT NULL GROUP BY year ORDER BY year DESC LIMIT 1000";

pub(crate) const COUNT_LANGUAGES: &str = "SELECT language_keys, count(*) FROM videos \
    WHERE listed = 1 AND gone_at IS NULL AND language_keys <> '' GROUP BY language_keys ORDER BY 2 DESC, 1 LIMIT 1000";

/// So many combinations, the most frequent, are enough to find the most frequent tags.
pub(crate) const COUNT_TAGS: &str = "SELECT tags, count(*) FROM videos \
    WHERE listed = 1 AND gone_at IS NULL AND tags <> '' GROUP BY tags ORDER BY 2 DESC, 1 LIMIT 20000";

pub(crate) const LISTING_PROVIDERS: &str = "SELECT provider, count(*) FROM videos WHERE listed = 1 AND gone_at IS NULL \
    GROUP BY provider ORDER BY provider";

/// What is put off for longer than the longest pause was put off by a clock that was wrong.
pub(crate) const WANTED: &str = videos!(
    "described_at IS NULL AND (ask_at <= $1 OR ask_at > $1 + 86400000) ORDER BY ask_at, updated_at, id LIMIT $2"
);

macro_rules! longer_pause_ms {
    () => {
        "CASE WHEN ask_pause_ms = 0 THEN 60000 WHEN ask_pause_ms > 43200000 THEN 86400000 ELSE ask_pause_ms * 2 END"
    };
}

/// For a minute, then for twice as long each time, and at the most for a day.
pub(crate) const PUT_OFF: &str = concat!(
    "UPDATE videos SET ask_at = $2 + ",
    longer_pause_ms!(),
    ", ask_pause_ms = ",
    longer_pause_ms!(),
    " WHERE id = $1"
);

pub(crate) const MARK_GONE: &str =
    "UPDATE videos SET gone_at = $3 WHERE provider = $1 AND updated_at < $2 AND listed = 1 AND gone_at IS NULL";

pub(crate) const SAID: &str = "SELECT said FROM provider_cache WHERE name = $1 AND until > $2";

pub(crate) const KEEP_SAID: &str = "INSERT INTO provider_cache (name, said, until) VALUES ($1, $2, $3) \
    ON CONFLICT (name) DO UPDATE SET said = excluded.said, until = excluded.until";

pub(crate) const SWEEP_SAID: &str = "DELETE FROM provider_cache WHERE until <= $1";

pub(crate) const SWEEP_VIDEOS: &str =
    "DELETE FROM videos WHERE updated_at < $1 AND (listed = 0 OR gone_at IS NOT NULL)";

/// All of them.
#[cfg(test)]
pub(crate) const ALL: &[&str] = &[
    KEEP,
    LIST,
    WANT,
    VIDEO,
    PICTURES,
    LENGTHS,
    VIDEOS,
    LISTING_PROVIDERS,
    COUNT_YEARS,
    COUNT_LANGUAGES,
    COUNT_TAGS,
    WANTED,
    PUT_OFF,
    MARK_GONE,
    SAID,
    KEEP_SAID,
    SWEEP_SAID,
    SWEEP_VIDEOS,
];
