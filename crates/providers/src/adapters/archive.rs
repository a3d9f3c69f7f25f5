//! The Internet Archive: films whose files are there for everybody.

use async_trait::async_trait;
use serde::Deserialize;
use url::Url;

use crate::date::{clock_length_ms, year};
use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::links::{host, parts};
use crate::listing::{Listing, PAGE_VIDEOS_MAX, Page};
use crate::location::Location;
use crate::provider::{Capabilities, Claim, Provider};
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Subtitles, Video};

const SITE: &str = "https://archive.org";

/// The provider `archive`: archive.org, and for the catalogue a collection that the operator names.
#[derive(Debug)]
pub struct Archive {
    id: ProviderId,
    collection: Option<String>,
}

impl Archive {
    /// Makes the provider, with a collection for the catalogue where one is given.
    pub fn new(id: ProviderId, collection: Option<String>) -> Self {
        Self { id, collection }
    }

    async fn list(&self, fetch: &Fetch, words: &str, page: &Page) -> Result<Listing, ProviderError> {
        let number = page.number().max(1);
        let mut url = Url::parse(SITE)?.join("/advancedsearch.php")?;
        url.query_pairs_mut()
            .append_pair("q", words)
            .extend_pairs(["identifier", "title", "year", "language", "subject"].map(|field| ("fl[]", field)))
            .append_pair("sort[]", "downloads desc")
            .append_pair("rows", &PAGE_VIDEOS_MAX.to_string())
            .append_pair("page", &number.to_string())
            .append_pair("output", "json");
        let listed: Listed = fetch.json(Ask::new(url, Expect::Json)).await?;
        let seen = u64::from(number) * PAGE_VIDEOS_MAX as u64;
        let next = (seen < listed.response.num_found).then(|| Page::after(&(number + 1).to_string())).flatten();
        Ok(Listing::of_videos(listed.response.docs.into_iter().filter_map(|told| told.into_video(&self.id))).then(next))
    }
}

#[async_trait]
impl Provider for Archive {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { expand: false, search: true, browse: self.collection.is_some(), tells_later: true }
    }

    fn claim(&self, url: &Url) -> Claim {
        match parts(url).as_slice() {
            ["details" | "embed", id, ..] if host(url) == "archive.org" && is_identifier(id) => {
                Key::new(&self.id, id).map_or(Claim::No, Claim::Exact)
            }
            _ => Claim::No,
        }
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let url = Url::parse(SITE)?.join(&format!("/metadata/{}", key.external))?;
        let item: Item = fetch.json(Ask::new(url, Expect::Json)).await?;
        // Where there is nothing, the answer is an empty object.
        let mut video = item.metadata.and_then(|told| told.into_video(&self.id)).ok_or(ProviderError::NotFound)?;
        let mut playable: Vec<_> = item.files.iter().filter_map(|file| Some((file.rank()?, file))).collect();
        playable.sort_by_key(|&(rank, file)| (rank, std::cmp::Reverse(file.height())));
        let sources: Vec<Source> = playable.iter().filter_map(|(_, file)| file.source(&key.external)).collect();
        if sources.is_empty() {
            return Err(ProviderError::Unsupported);
        }
        video.sources = sources;
        video.length_ms = playable.iter().find_map(|(_, file)| clock_length_ms(file.length.as_deref()?));
        video.subtitles = item.files.iter().filter_map(|file| file.subtitles(&key.external)).collect();
        Ok(video)
    }

    async fn search(&self, fetch: &Fetch, words: &str, page: &Page) -> Result<Listing, ProviderError> {
        // What has a meaning in their language of searching is no word.
        let words: String = words.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        self.list(fetch, &format!("mediatype:(movies) AND ({words})"), page).await
    }

    async fn browse(&self, fetch: &Fetch, page: &Page) -> Result<Listing, ProviderError> {
        let collection = self.collection.as_deref().filter(|id| is_identifier(id)).ok_or(ProviderError::Unsupported)?;
        self.list(fetch, &format!("mediatype:(movies) AND collection:({collection})"), page).await
    }
}

fn is_identifier(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
}

#[derive(Deserialize)]
struct Listed {
    response: ListedResponse,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedResponse {
    num_found: u64,
    docs: Vec<Told>,
}

#[derive(Deserialize)]
struct Item {
    metadata: Option<Told>,
    #[serde(default)]
    files: Vec<ItemFile>,
}

/// What is told of a film. Where there are several of something it is a list, and a text where there is one.
#[derive(Deserialize)]
struct Told {
    identifier: String,
    title: Option<OneOrMore>,
    year: Option<OneOrMore>,
    date: Option<OneOrMore>,
    language: Option<OneOrMore>,
    subject: Option<OneOrMore>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    Text(String),
    Number(u32),
    More(Vec<String>),
}

impl OneOrMore {
    fn texts(self) -> Vec<String> {
        match self {
            Self::Text(text) => text.split(';').map(str::to_owned).collect(),
            Self::Number(number) => vec![number.to_string()],
            Self::More(texts) => texts,
        }
    }
}

impl Told {
    fn into_video(self, provider: &ProviderId) -> Option<Video> {
        let id = &self.identifier;
        let key = Key::new(provider, id).ok().filter(|_| is_identifier(id))?;
        let url = Location::parse(&format!("{SITE}/details/{id}"))?;
        let picture = Location::parse(&format!("{SITE}/services/img/{id}"));
        let texts = |told: Option<OneOrMore>| told.map(OneOrMore::texts).unwrap_or_default();
        let years = [texts(self.year), texts(self.date)].concat();
        let mut video = Video::new(key, url.clone(), Source::new(SourceKind::Page, url));
        video.title = texts(self.title).first().and_then(|title| PlainText::title(title));
        video.picture = picture;
        video.year = years.iter().find_map(|text| year(text));
        video.languages = PlainText::tags(texts(self.language).iter().map(String::as_str));
        video.tags = PlainText::tags(texts(self.subject).iter().map(String::as_str));
        Some(video)
    }
}

#[derive(Deserialize)]
struct ItemFile {
    name: String,
    #[serde(default)]
    format: String,
    length: Option<String>,
    height: Option<String>,
}

impl ItemFile {
    /// Tells how well browsers play it, the best first; nothing for what they do not.
    fn rank(&self) -> Option<u8> {
        match self.format.to_ascii_lowercase().as_str() {
            "h.264" | "h.264 hd" | "mpeg4" | "512kb mpeg4" | "h.264 ia" => {
                self.name.to_ascii_lowercase().ends_with(".mp4").then_some(0)
            }
            "webm" => Some(1),
            "ogg video" => Some(2),
            _ => None,
        }
    }

    fn height(&self) -> Option<u32> {
        self.height.as_deref()?.parse().ok()
    }

    fn at(&self, item: &str) -> Option<Location> {
        let mut url = Url::parse(SITE).ok()?;
        url.path_segments_mut().ok()?.extend(["download", item]).extend(self.name.split('/'));
        Location::of(&url)
    }

    fn source(&self, item: &str) -> Option<Source> {
        let mut source = Source::new(SourceKind::File, self.at(item)?);
        source.height = self.height();
        Some(source)
    }

    fn subtitles(&self, item: &str) -> Option<Subtitles> {
        let is_text = matches!(self.format.as_str(), "SubRip" | "Web Video Text Tracks");
        let stem = self.name.rsplit_once('.').filter(|_| is_text)?.0;
        let language = stem.rsplit_once('.').map_or("und", |(_, language)| language);
        Some(Subtitles { language: PlainText::tag(language)?, url: self.at(item)? })
    }
}
