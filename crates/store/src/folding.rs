//! What is looked through for words, and bringing rows up to date that an older version has written.

use collation::folded;

/// What is looked through when a session is looked for.
pub(crate) fn of_session(title: &str, url: &str) -> String {
    folded(&format!("{title} {url}"))
}

/// The pattern that finds a text in what is looked through; `\\` takes their meaning from the signs of a pattern.
pub(crate) fn pattern(search: &str) -> String {
    format!("%{}%", literal(&folded(search)))
}

/// A text in a pattern that means nothing but itself.
pub(crate) fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            literal.push('\\');
        }
        literal.push(c);
    }
    literal
}

pub(crate) const OLD_SESSIONS: &str = "SELECT id, title, video_url FROM sessions WHERE fold = 0 LIMIT 500";

pub(crate) const FOLD_SESSION: &str = "UPDATE sessions SET fold = 1, sought = $2 WHERE id = $1";

pub(crate) const OLD_VIDEOS: &str = "SELECT id, title, tags, languages FROM videos WHERE fold = 0 LIMIT 500";

pub(crate) const FOLD_VIDEO: &str =
    "UPDATE videos SET fold = 1, sort_key = $2, sought = $3, tag_keys = $4, language_keys = $5 WHERE id = $1";

/// All of them.
#[cfg(test)]
pub(crate) const ALL: &[&str] = &[OLD_SESSIONS, FOLD_SESSION, OLD_VIDEOS, FOLD_VIDEO];

/// Brings rows up to date, some in each transaction. Those of a node of an older version come in meanwhile, and later too: they
/// are brought up to date at the next opening, and found by their exact letters until then.
macro_rules! refold {
    ($connection:ty) => {
        async fn refold(connection: &mut $connection) -> Result<(), sqlx::Error> {
            loop {
                let old = sqlx::query_as(folding::OLD_SESSIONS).fetch_all(&mut *connection).await?;
                let old: Vec<(String, String, String)> = old;
                if old.is_empty() {
                    break;
                }
                let mut turn = connection.begin().await?;
                for (id, title, url) in old {
                    let sought = folding::of_session(&title, &url);
                    sqlx::query(folding::FOLD_SESSION).bind(id).bind(sought).execute(&mut *turn).await?;
                }
                turn.commit().await?;
            }
            loop {
                let old = sqlx::query_as(folding::OLD_VIDEOS).fetch_all(&mut *connection).await?;
                let old: Vec<(String, String, String, String)> = old;
                if old.is_empty() {
                    return Ok(());
                }
                let mut turn = connection.begin().await?;
                for (id, title, tags, languages) in old {
                    let keys = $crate::catalogue::Keys::of_lines(&title, &tags, &languages);
                    let fold = sqlx::query(folding::FOLD_VIDEO).bind(id).bind(keys.order).bind(keys.sought);
                    fold.bind(keys.tags).bind(keys.languages).execute(&mut *turn).await?;
                }
                turn.commit().await?;
            }
        }
    };
}
pub(crate) use refold;
