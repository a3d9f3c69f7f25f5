//! The stored form of what happened to the queue.

use serde::{Deserialize, Serialize};
use session::{
    AnnounceReason, BeginReason, ItemCard, Put, QueueEvent, QueueOrder, QueueSettings, Repeat, Title, Video,
};
use timeline::{Timecode, Timestamp};

use super::values::{VideoRecord, bad, member, stored_enum, timecode};

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub(super) enum QueueRecord {
    #[serde(rename = "queue_added")]
    Added {
        video: VideoRecord,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<u64>,
        index: u32,
        of: u32,
    },
    #[serde(rename = "queue_moved")]
    Moved {
        item: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<u64>,
    },
    #[serde(rename = "queue_removed")]
    Removed { items: Vec<u64> },
    #[serde(rename = "queue_voted")]
    Voted { item: u64, up: bool },
    #[serde(rename = "queue_skip_voted")]
    SkipVoted { item: u64, up: bool },
    #[serde(rename = "queue_shuffled")]
    Shuffled { order: Vec<u64> },
    #[serde(rename = "queue_chosen")]
    Chosen { settings: SettingsRecord },
    #[serde(rename = "queue_measured")]
    Measured { item: u64, length_us: i64 },
    #[serde(rename = "queue_described")]
    Described {
        item: u64,
        video: VideoRecord,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        length_us: Option<i64>,
    },
    #[serde(rename = "queue_announced")]
    Announced { at_ms: i64, reason: AnnounceRecord },
    #[serde(rename = "queue_cancelled")]
    Cancelled { announced: u64 },
    #[serde(rename = "queue_began")]
    Began {
        item: ItemRecord,
        reason: BeginRecord,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<PutRecord>,
        has_previous: bool,
    },
    #[serde(rename = "queue_undone")]
    Undone {
        undid: u64,
        gone: Vec<u64>,
        put: Vec<PutRecord>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        settings: Option<SettingsRecord>,
    },
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ItemRecord {
    id: u64,
    video: VideoRecord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length_us: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default)]
    votes: u32,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PutRecord {
    item: ItemRecord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<u64>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SettingsRecord {
    order: OrderRecord,
    repeat: RepeatRecord,
    gap_ms: i64,
}

stored_enum!(OrderRecord is QueueOrder { ByHand, ByVotes });
stored_enum!(RepeatRecord is Repeat { Off, One, All });
stored_enum!(AnnounceRecord is AnnounceReason { Ended, Unplayable });
stored_enum!(BeginRecord is BeginReason { Ended, Unplayable, Chosen, Next, Skipped, Previous, Undone });

impl From<&QueueEvent> for QueueRecord {
    fn from(event: &QueueEvent) -> Self {
        match event {
            QueueEvent::Added { video, title, before, index, of } => Self::Added {
                video: video.into(),
                title: title.as_ref().map(Title::to_string),
                before: *before,
                index: *index,
                of: *of,
            },
            QueueEvent::Moved { item, before } => Self::Moved { item: *item, before: *before },
            QueueEvent::Removed { items } => Self::Removed { items: items.clone() },
            QueueEvent::Voted { item, up } => Self::Voted { item: *item, up: *up },
            QueueEvent::SkipVoted { item, up } => Self::SkipVoted { item: *item, up: *up },
            QueueEvent::Shuffled { order } => Self::Shuffled { order: order.clone() },
            QueueEvent::Chosen(settings) => Self::Chosen { settings: (*settings).into() },
            QueueEvent::Measured { item, length } => Self::Measured { item: *item, length_us: length.us() },
            QueueEvent::Described { item, video, title, length } => Self::Described {
                item: *item,
                video: video.into(),
                title: title.as_ref().map(Title::to_string),
                length_us: length.map(Timecode::us),
            },
            QueueEvent::Announced { at, reason } => Self::Announced { at_ms: at.ms(), reason: (*reason).into() },
            QueueEvent::Cancelled { announced } => Self::Cancelled { announced: *announced },
            QueueEvent::Began { item, reason, kept, has_previous } => Self::Began {
                item: item.into(),
                reason: (*reason).into(),
                kept: kept.as_ref().map(PutRecord::from),
                has_previous: *has_previous,
            },
            QueueEvent::Undone { undid, gone, put, settings } => Self::Undone {
                undid: *undid,
                gone: gone.clone(),
                put: put.iter().map(PutRecord::from).collect(),
                settings: settings.map(SettingsRecord::from),
            },
        }
    }
}

impl TryFrom<QueueRecord> for QueueEvent {
    type Error = String;

    fn try_from(record: QueueRecord) -> Result<Self, String> {
        Ok(match record {
            QueueRecord::Added { video, title: text, before, index, of } => Self::Added {
                video: video.try_into()?,
                title: text.as_deref().map(title).transpose()?,
                before,
                index,
                of,
            },
            QueueRecord::Moved { item, before } => Self::Moved { item, before },
            QueueRecord::Removed { items } => Self::Removed { items },
            QueueRecord::Voted { item, up } => Self::Voted { item, up },
            QueueRecord::SkipVoted { item, up } => Self::SkipVoted { item, up },
            QueueRecord::Shuffled { order } => Self::Shuffled { order },
            QueueRecord::Chosen { settings } => Self::Chosen(settings.into()),
            QueueRecord::Measured { item, length_us } => Self::Measured { item, length: timecode(length_us)? },
            QueueRecord::Described { item, video, title: text, length_us } => Self::Described {
                item,
                video: video.try_into()?,
                title: text.as_deref().map(title).transpose()?,
                length: length_us.map(timecode).transpose()?,
            },
            QueueRecord::Announced { at_ms, reason } => {
                Self::Announced { at: Timestamp::from_ms(at_ms), reason: reason.into() }
            }
            QueueRecord::Cancelled { announced } => Self::Cancelled { announced },
            QueueRecord::Began { item, reason, kept, has_previous } => Self::Began {
                item: item.try_into()?,
                reason: reason.into(),
                kept: kept.map(Put::try_from).transpose()?,
                has_previous,
            },
            QueueRecord::Undone { undid, gone, put, settings } => {
                let put = put.into_iter().map(Put::try_from).collect::<Result<_, _>>()?;
                Self::Undone { undid, gone, put, settings: settings.map(QueueSettings::from) }
            }
        })
    }
}

impl From<&ItemCard> for ItemRecord {
    fn from(card: &ItemCard) -> Self {
        Self {
            id: card.id,
            video: (&card.video).into(),
            title: card.title.as_ref().map(Title::to_string),
            length_us: card.length.map(Timecode::us),
            by: card.by.as_ref().map(ToString::to_string),
            votes: card.votes,
        }
    }
}

impl TryFrom<ItemRecord> for ItemCard {
    type Error = String;

    fn try_from(record: ItemRecord) -> Result<Self, String> {
        Ok(Self {
            id: record.id,
            video: Video::try_from(record.video)?,
            title: record.title.as_deref().map(title).transpose()?,
            length: record.length_us.map(timecode).transpose()?,
            by: record.by.as_deref().map(member).transpose()?,
            votes: record.votes,
        })
    }
}

impl From<&Put> for PutRecord {
    fn from(put: &Put) -> Self {
        Self { item: (&put.item).into(), before: put.before }
    }
}

impl TryFrom<PutRecord> for Put {
    type Error = String;

    fn try_from(record: PutRecord) -> Result<Self, String> {
        Ok(Self { item: record.item.try_into()?, before: record.before })
    }
}

impl From<QueueSettings> for SettingsRecord {
    fn from(settings: QueueSettings) -> Self {
        let QueueSettings { order, repeat, gap_ms } = settings;
        Self { order: order.into(), repeat: repeat.into(), gap_ms }
    }
}

impl From<SettingsRecord> for QueueSettings {
    fn from(record: SettingsRecord) -> Self {
        let SettingsRecord { order, repeat, gap_ms } = record;
        Self { order: order.into(), repeat: repeat.into(), gap_ms }
    }
}

fn title(text: &str) -> Result<Title, String> {
    Title::kept(text).map_err(|_| bad("title", text))
}
