//! A list as it is kept: JSON in one column.

use serde::{Deserialize, Serialize};
use session::VideoId;

use super::contract::{StoredReason, StoredRecommendation};

/// A reason that a newer version has written is left out by an older one.
#[derive(Serialize, Deserialize)]
struct Item {
    video: String,
    score: f32,
    #[serde(default)]
    reasons: Vec<Reason>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
enum Reason {
    BecauseOf {
        video: String,
    },
    NextAfter {
        video: String,
    },
    SimilarTo {
        video: String,
    },
    Hot,
    Fits,
    #[serde(other, skip_serializing)]
    Newer,
}

pub(super) fn write(items: &[StoredRecommendation]) -> String {
    let items = items.iter().map(|item| Item {
        video: item.video.to_string(),
        score: item.score,
        reasons: item.reasons.iter().map(of_domain).collect(),
    });
    items.map(|item| serde_json::json!(item)).collect::<serde_json::Value>().to_string()
}

/// Returns none where it cannot be read.
pub(super) fn read(text: &str) -> Option<Vec<StoredRecommendation>> {
    let items: Vec<Item> = serde_json::from_str(text).ok()?;
    let item = |item: Item| {
        let reasons = item.reasons.into_iter().filter_map(to_domain).collect();
        Some(StoredRecommendation { video: VideoId::parse(&item.video).ok()?, score: item.score, reasons })
    };
    items.into_iter().map(item).collect()
}

fn of_domain(reason: &StoredReason) -> Reason {
    match reason {
        StoredReason::BecauseOf(video) => Reason::BecauseOf { video: video.to_string() },
        StoredReason::NextAfter(video) => Reason::NextAfter { video: video.to_string() },
        StoredReason::SimilarTo(video) => Reason::SimilarTo { video: video.to_string() },
        StoredReason::Hot => Reason::Hot,
        StoredReason::Fits => Reason::Fits,
    }
}

fn to_domain(reason: Reason) -> Option<StoredReason> {
    match reason {
        Reason::BecauseOf { video } => Some(StoredReason::BecauseOf(VideoId::parse(&video).ok()?)),
        Reason::NextAfter { video } => Some(StoredReason::NextAfter(VideoId::parse(&video).ok()?)),
        Reason::SimilarTo { video } => Some(StoredReason::SimilarTo(VideoId::parse(&video).ok()?)),
        Reason::Hot => Some(StoredReason::Hot),
        Reason::Fits => Some(StoredReason::Fits),
        Reason::Newer => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{StoredReason, read, write};

    #[test]
    fn what_a_newer_version_wrote_is_read_without_what_is_new() {
        let text = r#"[{"video":"v1","score":1.5,"reasons":[{"code":"newer","x":1},{"code":"because_of","video":"v2"}],"y":2},
            {"video":"v3","score":-1.0}]"#;
        let items = read(text).unwrap();
        assert!(matches!(items[0].reasons[..], [StoredReason::BecauseOf(_)]) && items[1].reasons.is_empty());
        assert_eq!(read(&write(&items)).unwrap(), items);
        assert_eq!(read("no list"), None);
    }
}
