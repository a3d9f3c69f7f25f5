//! DASH manifests (ISO/IEC 23009-1): whether they are live, and how long they are.

use async_trait::async_trait;
use url::Url;

use crate::date::iso_length_ms;
use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::location::Location;
use crate::provider::{Claim, Provider};
use crate::video::{Source, SourceKind, Video};

/// The provider `dash`: any address of a manifest.
#[derive(Debug)]
pub struct Dash {
    id: ProviderId,
}

impl Dash {
    /// Makes the provider.
    pub fn new(id: ProviderId) -> Self {
        Self { id }
    }
}

#[async_trait]
impl Provider for Dash {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn claim(&self, url: &Url) -> Claim {
        match Key::new(&self.id, url.as_str()) {
            Ok(key) if SourceKind::of_address(url) == SourceKind::Dash => Claim::Exact(key),
            _ => Claim::No,
        }
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let url = Url::parse(&key.external)?;
        let answer = fetch.ask(Ask::new(url.clone(), Expect::Dash)).await?;
        let manifest = String::from_utf8_lossy(&answer.bytes).into_owned();
        let tag = opening_tag(&manifest).ok_or(ProviderError::Malformed)?;
        let at = Location::of(&url).ok_or(ProviderError::Malformed)?;
        let mut video = Video::new(key.clone(), at.clone(), Source::new(SourceKind::Dash, at));
        video.live = attribute(tag, "type") == Some("dynamic");
        video.length_ms = attribute(tag, "mediaPresentationDuration").filter(|_| !video.live).and_then(iso_length_ms);
        Ok(video)
    }
}

/// Returns the attributes of the outermost element, which says all that is looked for.
fn opening_tag(manifest: &str) -> Option<&str> {
    let (_, tag) = manifest.split_once("<MPD")?;
    let tag = tag.split_once('>')?.0;
    tag.starts_with(char::is_whitespace).then_some(tag)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    loop {
        let (before, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, after) = value.split_at(1).1.split_once(quote)?;
        if before.trim() == name {
            return Some(value);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::{attribute, opening_tag};

    #[test]
    fn the_outermost_element_says_how_long_it_is() {
        let manifest = "<?xml version=\"1.0\"?><!-- a=b -->\n<MPD xmlns='urn:mpeg:dash:schema:mpd:2011' type = \"static\"\n \
            mediaPresentationDuration=\"PT1M\"><Period duration='PT9S'/></MPD>";
        let tag = opening_tag(manifest).unwrap();
        assert_eq!(
            (attribute(tag, "type"), attribute(tag, "mediaPresentationDuration")),
            (Some("static"), Some("PT1M"))
        );
        assert_eq!(attribute(tag, "duration"), None);
        for none in ["", "<MPD", "<MPDX a='b'>", "<html>"] {
            assert_eq!(opening_tag(none), None, "{none}");
        }
        for odd in [" a", " a=", " a=b", " a='", " =é'"] {
            assert_eq!(attribute(odd, "a"), None, "{odd}");
        }
    }
}
