//! What a chat shows of a link to a session: a few tags in the document, for what everybody may see.

use std::time::Duration;

use axum::http::HeaderMap;
use session::{SessionId, Visibility};
use store::Listed;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::link::base_url;
use crate::picture;
use crate::state::Api;

/// The page does not wait for a preview.
const WITHIN: Duration = Duration::from_millis(500);
const HEAD_END: &str = "</head>";
/// What stands for a session whose video has no picture: its path, its width and its height.
const ICON: (&str, u32, u32) = ("/icon.png", 512, 512);

/// What is told of a session.
struct Preview {
    listed: Listed,
    host: Option<String>,
    picture: Option<String>,
}

/// Returns the app's document with the tags of the session that a path leads to; none where there is nothing to tell, or
/// not everybody may know it.
pub(crate) async fn document(api: &Api, path: &str, headers: &HeaderMap, index: &[u8]) -> Option<String> {
    let index = std::str::from_utf8(index).ok()?;
    let (before, after) = index.split_once(HEAD_END)?;
    let id = SessionId::parse(path.strip_prefix("/s/")?.split('/').next()?).ok()?;
    let preview = timeout(WITHIN, look(api, &id)).await.ok()?.ok()??;
    Some(format!("{before}{}{HEAD_END}{after}", preview.tags(&base_url(api, headers))))
}

/// Looks at a session whose door is open to everybody.
async fn look(api: &Api, id: &SessionId) -> Result<Option<Preview>, Failure> {
    let door = api.door(id).await?;
    if !door.lets_everybody_in() {
        return Ok(None);
    }
    let listed = api.store().summary(id).await?;
    let Some(listed) = listed.filter(|listed| listed.summary.visibility != Visibility::Private) else {
        return Ok(None);
    };
    let host = api.handshakes()?.user(&listed.summary.host).await?.map(|host| host.name.to_string());
    let picture = picture::of(api, std::slice::from_ref(&listed)).await.into_values().next();
    Ok(Some(Preview { listed, host, picture }))
}

impl Preview {
    /// `base` is the address of this server.
    fn tags(&self, base: &str) -> String {
        let summary = &self.listed.summary;
        let what = if summary.ended_at.is_some() { "Watch the replay" } else { "Watch together, on the same frame" };
        let host = self.host.as_ref();
        let description = host.map_or_else(|| format!("{what}."), |host| format!("Started by {host}. {what}."));
        let about = [
            tag("property", "og:site_name", "Sameframe"),
            tag("property", "og:type", "video.other"),
            tag("property", "og:title", summary.title.as_str()),
            tag("property", "og:description", &description),
        ];
        about.concat() + &self.picture_tags(base)
    }

    /// A large picture is of the video; the icon stands beside the text.
    fn picture_tags(&self, base: &str) -> String {
        let image = |address: &str| tag("property", "og:image", address);
        match self.picture.as_deref() {
            Some(path) if path.starts_with('/') => image(&format!("{base}{path}")) + &card("summary_large_image"),
            Some(address) => image(address) + &card("summary_large_image"),
            None => {
                let (path, width, height) = ICON;
                let size = [("og:image:width", width), ("og:image:height", height)]
                    .map(|(name, pixels)| tag("property", name, &pixels.to_string()));
                image(&format!("{base}{path}")) + &size.concat() + &card("summary")
            }
        }
    }
}

fn card(sort: &str) -> String {
    tag("name", "twitter:card", sort)
}

fn tag(by: &str, name: &str, content: &str) -> String {
    format!("<meta {by}=\"{name}\" content=\"{}\">", escaped(content))
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
