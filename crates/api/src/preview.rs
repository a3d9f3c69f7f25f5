//! What a chat shows of a link to a session: a few tags in the document, for what everybody may see.

use std::time::Duration;

use session::SessionId;
use store::{Entry, Listed};
use tokio::time::timeout;

use crate::failure::Failure;
use crate::state::Api;

/// The page does not wait for a preview.
const WITHIN: Duration = Duration::from_millis(500);
const HEAD_END: &str = "</head>";

/// Returns the app's document with the tags of the session that a path leads to; none where there is nothing to tell, or
/// not everybody may know it.
pub(crate) async fn document(api: &Api, path: &str, index: &[u8]) -> Option<String> {
    let index = std::str::from_utf8(index).ok()?;
    let (before, after) = index.split_once(HEAD_END)?;
    let id = SessionId::parse(path.strip_prefix("/s/")?.split('/').next()?).ok()?;
    let (listed, host) = timeout(WITHIN, look(api, &id)).await.ok()?.ok()??;
    Some(format!("{before}{}{HEAD_END}{after}", tags(&listed, host.as_deref())))
}

/// Returns a session whose door is open to everybody, and what its host is called.
async fn look(api: &Api, id: &SessionId) -> Result<Option<(Listed, Option<String>)>, Failure> {
    let door = api.door(id).await?;
    if door.entry != Entry::Open || door.password_hash.is_some() {
        return Ok(None);
    }
    let Some(listed) = api.store().summary(id).await? else { return Ok(None) };
    let host = api.handshakes()?.user(&listed.summary.host).await?;
    Ok(Some((listed, host.map(|host| host.name.to_string()))))
}

fn tags(listed: &Listed, host: Option<&str>) -> String {
    let summary = &listed.summary;
    let what = if summary.ended_at.is_some() { "Watch the replay" } else { "Watch together, on the same frame" };
    let description = host.map_or_else(|| format!("{what}."), |host| format!("Started by {host}. {what}."));
    let tag =
        |property: &str, content: &str| format!("<meta property=\"{property}\" content=\"{}\">", escaped(content));
    [
        tag("og:site_name", "Sameframe"),
        tag("og:type", "video.other"),
        tag("og:title", summary.title.as_str()),
        tag("og:description", &description),
    ]
    .concat()
}

/// Nothing that people write can end the attribute or begin another tag.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_people_write_stays_text() {
        let written = r#""><script>alert('x')</script>&amp;"#;
        let shown = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;";
        assert_eq!(escaped(written), shown);
    }
}
