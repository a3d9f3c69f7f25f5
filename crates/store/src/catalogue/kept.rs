//! The contract, written once for every database that has the two primitives.

use std::collections::BTreeMap;

use async_trait::async_trait;
use collation::folded;
use timeline::Timestamp;

use super::contract::{
    Catalogue, Facets, SOUGHT_WORDS_MAX, StoredPicture, StoredSource, StoredSubtitles, StoredVideo, VideoPlace,
    VideosQuery,
};
use super::facets::facets;
use super::keys::{Keys, one_of};
use super::language::language_key;
use super::sql;
use crate::error::StoreError;
use crate::folding::pattern;
use crate::handshake::Row;
use crate::handshake::tables::{Statement, Tables, Value};
use crate::tables::Kind::{self, Number, Text};

const VIDEO: &[Kind] = &[
    Text, Text, Text, Text, Text, Text, Text, Number, Number, Text, Text, Number, Text, Text, Number, Number, Number,
    Number, Text, Text,
];

#[async_trait]
impl<T: Tables> Catalogue for T {
    async fn keep_video(&self, video: &StoredVideo) -> Result<(), StoreError> {
        self.write(bound(sql::KEEP, video)).await.map(drop)
    }

    async fn list_video(&self, video: &StoredVideo) -> Result<(), StoreError> {
        self.write(bound(sql::LIST, video)).await.map(drop)
    }

    async fn want_video(&self, video: &StoredVideo) -> Result<(), StoreError> {
        self.write(bound(sql::WANT, video)).await.map(drop)
    }

    async fn video(&self, id: &str) -> Result<Option<StoredVideo>, StoreError> {
        Ok(read(self, Statement::new(sql::VIDEO).text(id)).await?.pop())
    }

    async fn pictures(&self, ids: &[&str]) -> Result<Vec<StoredPicture>, StoreError> {
        let mut pictures = Vec::new();
        for ids in ids.chunks(sql::PICTURES_AT_ONCE) {
            let asked = ids.iter().copied().chain(std::iter::repeat("")).take(sql::PICTURES_AT_ONCE);
            let statement = asked.fold(Statement::new(sql::PICTURES), Statement::text);
            for cells in self.read(statement, &[Text, Text, Text]).await? {
                let mut row = Row::new(cells);
                pictures.push(StoredPicture { video: row.text()?, provider: row.text()?, picture: row.text()? });
            }
        }
        Ok(pictures)
    }

    async fn lengths_ms(&self, ids: &[&str]) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut lengths = BTreeMap::new();
        for ids in ids.chunks(sql::PICTURES_AT_ONCE) {
            let asked = ids.iter().copied().chain(std::iter::repeat("")).take(sql::PICTURES_AT_ONCE);
            for cells in self.read(asked.fold(Statement::new(sql::LENGTHS), Statement::text), &[Text, Number]).await? {
                let mut row = Row::new(cells);
                let (id, length_ms) = (row.text()?, row.maybe_number()?);
                lengths.extend(length_ms.and_then(|ms| u64::try_from(ms).ok()).map(|ms| (id, ms)));
            }
        }
        Ok(lengths)
    }

    async fn videos(&self, query: &VideosQuery) -> Result<Vec<(VideoPlace, StoredVideo)>, StoreError> {
        let after = query.after.clone().unwrap_or_default();
        let page = Statement::new(sql::VIDEOS).text(query.provider.as_deref().unwrap_or_default());
        let page = page.text(&after.id).text(&after.key);
        let words = query.words.iter().map(String::as_str).chain(std::iter::repeat("")).take(SOUGHT_WORDS_MAX);
        let page = words.fold(page, |page, word| page.text(&pattern(word)));
        let page = page.text(&one_of(query.tag.as_deref().map(folded)));
        let page = page.text(&one_of(query.language.as_deref().map(language_key)));
        let (first, last) = query.years.as_ref().map_or((0, 0), |years| (*years.start(), *years.end()));
        let (from, to) = query.lengths_ms.as_ref().map_or((0, 0), |lengths| (lengths.start, lengths.end));
        let page = page.number(first).number(last).number(signed(from)).number(signed(to));
        let rows = self.read(page.number(query.limit), VIDEO).await?;
        rows.into_iter().map(|cells| placed(Row::new(cells))).collect()
    }

    async fn listing_providers(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let rows = self.read(Statement::new(sql::LISTING_PROVIDERS), &[Text, Number]).await?;
        let provider = |cells| {
            let mut row = Row::new(cells);
            Ok((row.text()?, row.number()?))
        };
        rows.into_iter().map(provider).collect()
    }

    async fn facets(&self) -> Result<Facets, StoreError> {
        facets(self).await
    }

    async fn wanted_videos(&self, now: Timestamp, limit: u32) -> Result<Vec<StoredVideo>, StoreError> {
        read(self, Statement::new(sql::WANTED).number(now.ms()).number(limit)).await
    }

    async fn put_video_off(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        self.write(Statement::new(sql::PUT_OFF).text(id).number(now.ms())).await.map(drop)
    }

    async fn mark_gone(&self, provider: &str, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        self.write(Statement::new(sql::MARK_GONE).text(provider).number(before.ms()).number(now.ms())).await
    }

    async fn said(&self, name: &str, now: Timestamp) -> Result<Option<String>, StoreError> {
        let said = self.read(Statement::new(sql::SAID).text(name).number(now.ms()), &[Text]).await?;
        said.into_iter().next().map(|cells| Row::new(cells).text()).transpose()
    }

    async fn keep_said(&self, name: &str, said: &str, until: Timestamp) -> Result<(), StoreError> {
        self.write(Statement::new(sql::KEEP_SAID).text(name).text(said).number(until.ms())).await.map(drop)
    }

    async fn sweep_catalogue(&self, now: Timestamp, before: Timestamp) -> Result<u64, StoreError> {
        let said = self.write(Statement::new(sql::SWEEP_SAID).number(now.ms())).await?;
        Ok(said + self.write(Statement::new(sql::SWEEP_VIDEOS).number(before.ms())).await?)
    }
}

async fn read(tables: &impl Tables, statement: Statement) -> Result<Vec<StoredVideo>, StoreError> {
    tables.read(statement, VIDEO).await?.into_iter().map(|cells| Ok(placed(Row::new(cells))?.1)).collect()
}

fn bound(sql: &'static str, video: &StoredVideo) -> Statement {
    let subtitles: Vec<_> = video.subtitles.iter().map(|track| format!("{} {}", track.language, track.url)).collect();
    let sources: Vec<_> = video.sources.iter().map(source_line).collect();
    let time = |at: Option<Timestamp>| Value::Number(at.map(Timestamp::ms));
    let keys = Keys::of(video);
    Statement::new(sql)
        .text(&video.id)
        .text(&video.provider)
        .text(&video.external_id)
        .text(&video.url)
        .text(&video.kind)
        .text(&video.source_url)
        .text(&video.title)
        .with(Value::Number(video.length_ms.and_then(|length_ms| i64::try_from(length_ms).ok())))
        .number(i64::from(video.live))
        .with(Value::Text(video.picture.clone()))
        .text(&video.tags.join("\n"))
        .with(Value::Number(video.year.map(i64::from)))
        .text(&video.languages.join("\n"))
        .text(&subtitles.join("\n"))
        .number(i64::from(video.listed))
        .with(time(video.described_at))
        .number(video.updated_at.ms())
        .with(time(video.gone_at))
        .text(&keys.order)
        .text(&keys.sought)
        .text(&keys.tags)
        .text(&keys.languages)
        .text(&sources.join("\n"))
}

fn placed(mut row: Row) -> Result<(VideoPlace, StoredVideo), StoreError> {
    let mut video = StoredVideo {
        id: row.text()?,
        provider: row.text()?,
        external_id: row.text()?,
        url: row.text()?,
        kind: row.text()?,
        source_url: row.text()?,
        title: row.text()?,
        length_ms: row.maybe_number()?.and_then(|length_ms| u64::try_from(length_ms).ok()),
        live: row.number()? == 1,
        picture: row.maybe_text()?,
        tags: lines(&row.text()?),
        year: row.maybe_number()?.and_then(|year| u32::try_from(year).ok()),
        languages: lines(&row.text()?),
        subtitles: lines(&row.text()?).iter().filter_map(|line| subtitles(line)).collect(),
        listed: row.number()? == 1,
        described_at: row.maybe_time()?,
        updated_at: row.time()?,
        gone_at: row.maybe_time()?,
        sources: lines(&row.text()?).iter().filter_map(|line| source(line)).collect(),
    };
    // An older server knows of one, and leaves the others as they were.
    if !video.sources.iter().any(|source| source.url == video.source_url) {
        video.sources.clear();
    }
    Ok((VideoPlace { key: row.text()?, id: video.id.clone() }, video))
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn subtitles(line: &str) -> Option<StoredSubtitles> {
    let (language, url) = line.rsplit_once(' ')?;
    Some(StoredSubtitles { language: language.to_owned(), url: url.to_owned() })
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// `file 1080 https://example.org/a.mp4 Full HD`; what is not known is a hyphen, or missing at the end.
fn source_line(StoredSource { kind, url, height, name }: &StoredSource) -> String {
    let height = height.map_or_else(|| "-".to_owned(), |height| height.to_string());
    let name = name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
    format!("{kind} {height} {url}{name}")
}

fn source(line: &str) -> Option<StoredSource> {
    let mut parts = line.splitn(4, ' ');
    let (kind, height, url) = (parts.next()?, parts.next()?, parts.next()?);
    let name = parts.next().map(str::to_owned);
    Some(StoredSource { kind: kind.to_owned(), url: url.to_owned(), height: height.parse().ok(), name })
}
