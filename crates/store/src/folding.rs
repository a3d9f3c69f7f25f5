//! What is looked through for words, and bringing rows up to date that an older version has written.

use collation::folded;

use crate::catalogue::Keys;
use crate::error::StoreError;
use crate::handshake::Row;
use crate::handshake::tables::{Statement, Tables};
use crate::tables::Kind::{Number, Text};

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

/// A row's mark says what the row was when it was made ready to be found. Who writes it anew changes that, and a version that knows
/// the mark writes both.
pub(crate) const OLD_SESSIONS: &str =
    "SELECT id, title, video_url, head_seq FROM sessions WHERE fold <> head_seq AND id > $1 ORDER BY id LIMIT 500";

/// Nothing where somebody has written it meanwhile.
pub(crate) const FOLD_SESSION: &str = "UPDATE sessions SET fold = $2, sought = $3 WHERE id = $1 AND head_seq = $2";

pub(crate) const OLD_VIDEOS: &str = "SELECT id, title, tags, languages, updated_at FROM videos \
    WHERE fold <> updated_at AND id > $1 ORDER BY id LIMIT 500";

pub(crate) const FOLD_VIDEO: &str = "UPDATE videos SET fold = $2, sort_key = $3, sought = $4, tag_keys = $5, \
    language_keys = $6 WHERE id = $1 AND updated_at = $2";

/// All of them.
#[cfg(test)]
pub(crate) const ALL: &[&str] = &[OLD_SESSIONS, FOLD_SESSION, OLD_VIDEOS, FOLD_VIDEO];

/// Makes some sessions and some videos ready to be found, each in a transaction of its own, and returns how many.
pub(crate) async fn refold_some(tables: &impl Tables) -> Result<u64, StoreError> {
    let mut done = 0;
    for cells in tables.read(Statement::new(OLD_SESSIONS).text(""), &[Text, Text, Text, Number]).await? {
        let mut row = Row::new(cells);
        let (id, sought) = (row.text()?, of_session(&row.text()?, &row.text()?));
        done += tables.write(Statement::new(FOLD_SESSION).text(&id).number(row.signed()?).text(&sought)).await?;
    }
    for cells in tables.read(Statement::new(OLD_VIDEOS).text(""), &[Text, Text, Text, Text, Number]).await? {
        let mut row = Row::new(cells);
        let (id, keys) = (row.text()?, Keys::of_lines(&row.text()?, &row.text()?, &row.text()?));
        let fold = Statement::new(FOLD_VIDEO).text(&id).number(row.signed()?).text(&keys.order).text(&keys.sought);
        done += tables.write(fold.text(&keys.tags).text(&keys.languages)).await?;
    }
    Ok(done)
}

/// Likewise for all there are when a store is opened, some in each transaction.
macro_rules! refold {
    ($connection:ty) => {
        async fn refold(connection: &mut $connection) -> Result<(), sqlx::Error> {
            let mut after = String::new();
            loop {
                let old = sqlx::query_as(folding::OLD_SESSIONS).bind(&after).fetch_all(&mut *connection).await?;
                let old: Vec<(String, String, String, i64)> = old;
                let Some((last, ..)) = old.last() else { break };
                after.clone_from(last);
                let mut turn = connection.begin().await?;
                for (id, title, url, head) in old {
                    let sought = folding::of_session(&title, &url);
                    sqlx::query(folding::FOLD_SESSION).bind(id).bind(head).bind(sought).execute(&mut *turn).await?;
                }
                turn.commit().await?;
            }
            after.clear();
            loop {
                let old = sqlx::query_as(folding::OLD_VIDEOS).bind(&after).fetch_all(&mut *connection).await?;
                let old: Vec<(String, String, String, String, i64)> = old;
                let Some((last, ..)) = old.last() else { return Ok(()) };
                after.clone_from(last);
                let mut turn = connection.begin().await?;
                for (id, title, tags, languages, kept_at) in old {
                    let keys = $crate::catalogue::Keys::of_lines(&title, &tags, &languages);
                    let fold = sqlx::query(folding::FOLD_VIDEO).bind(id).bind(kept_at).bind(keys.order);
                    fold.bind(keys.sought).bind(keys.tags).bind(keys.languages).execute(&mut *turn).await?;
                }
                turn.commit().await?;
            }
        }
    };
}
pub(crate) use refold;
