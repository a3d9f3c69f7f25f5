//! The queue, from the domain to the wire.

use protocol as wire;
use session::{
    AnnounceReason, BeginReason, Item, ItemCard, MemberId, Put, QueueEvent, QueueOrder, QueueSettings, Repeat, Session,
    Title,
};
use timeline::Timecode;

use super::video;

pub(super) fn queue(session: &Session) -> wire::Queue {
    let queue = session.queue();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    wire::Queue {
        on_screen: item(&queue.on_screen().card()),
        items: queue.waiting().map(Item::card).map(|card| item(&card)).collect(),
        settings: settings(queue.settings()),
        announced: queue.announced().map(|announced| wire::QueueAnnounced {
            seq: announced.seq,
            begins: announced.at.ms(),
            reason: announce_reason(announced.reason),
        }),
        has_previous: queue.previous().is_some(),
        skips: count(queue.skips().len()),
        skips_needed: count(session.skips_needed()),
    }
}

/// What one member has voted for.
pub(crate) fn votes(session: &Session, member: &MemberId) -> wire::QueueVotes {
    let queue = session.queue();
    let items = queue.waiting().filter(|item| item.votes.contains(member)).map(|item| item.id).collect();
    wire::QueueVotes { items, skip: queue.skips().contains(member) }
}

pub(super) fn event(event: &QueueEvent) -> wire::Event {
    match event {
        QueueEvent::Added { video: what, title, before, index, of } => wire::Event::QueueAdded {
            video: video(what),
            title: title.as_ref().map(Title::to_string),
            before: *before,
            index: *index,
            of: *of,
        },
        QueueEvent::Moved { item, before } => wire::Event::QueueMoved { item: *item, before: *before },
        QueueEvent::Removed { items } => wire::Event::QueueRemoved { items: items.clone() },
        QueueEvent::Voted { item, up } => wire::Event::QueueVoted { item: *item, up: *up },
        QueueEvent::SkipVoted { item, up } => wire::Event::QueueSkipVoted { item: *item, up: *up },
        QueueEvent::Shuffled { order } => wire::Event::QueueShuffled { order: order.clone() },
        QueueEvent::Chosen(chosen) => wire::Event::QueueSet { settings: settings(*chosen) },
        QueueEvent::Measured { item, length } => wire::Event::QueueMeasured { item: *item, length: length.seconds() },
        QueueEvent::Described { item, video: what, title, length } => wire::Event::QueueDescribed {
            item: *item,
            video: video(what),
            title: title.as_ref().map(Title::to_string),
            length: length.map(Timecode::seconds),
        },
        QueueEvent::Announced { at, reason } => {
            wire::Event::QueueAnnounced { begins: at.ms(), reason: announce_reason(*reason) }
        }
        QueueEvent::Cancelled { announced } => wire::Event::QueueCancelled { announced: *announced },
        QueueEvent::Began { item: began, reason, kept, has_previous } => wire::Event::QueueBegan {
            item: item(began),
            reason: begin_reason(*reason),
            kept: kept.as_ref().map(put),
            has_previous: *has_previous,
        },
        QueueEvent::Undone { undid, gone, put: places, settings: chosen } => wire::Event::QueueUndone {
            undid: *undid,
            gone: gone.clone(),
            put: places.iter().map(put).collect(),
            settings: chosen.map(settings),
        },
    }
}

fn item(card: &ItemCard) -> wire::QueueItem {
    wire::QueueItem {
        id: card.id,
        video: video(&card.video),
        title: card.title.as_ref().map(Title::to_string),
        length: card.length.map(Timecode::seconds),
        by: card.by.as_ref().map(MemberId::to_string),
        votes: card.votes,
    }
}

fn put(put: &Put) -> wire::QueuePut {
    wire::QueuePut { item: item(&put.item), before: put.before }
}

fn settings(settings: QueueSettings) -> wire::QueueSettings {
    wire::QueueSettings {
        order: match settings.order {
            QueueOrder::ByHand => wire::QueueOrder::ByHand,
            QueueOrder::ByVotes => wire::QueueOrder::ByVotes,
        },
        repeat: match settings.repeat {
            Repeat::Off => wire::QueueRepeat::Off,
            Repeat::One => wire::QueueRepeat::One,
            Repeat::All => wire::QueueRepeat::All,
        },
        gap_s: Timecode::from_us_clamped(settings.gap_ms.saturating_mul(1000)).seconds(),
    }
}

fn announce_reason(reason: AnnounceReason) -> wire::QueueAnnounceReason {
    match reason {
        AnnounceReason::Ended => wire::QueueAnnounceReason::Ended,
        AnnounceReason::Unplayable => wire::QueueAnnounceReason::Unplayable,
    }
}

fn begin_reason(reason: BeginReason) -> wire::QueueBeginReason {
    match reason {
        BeginReason::Ended => wire::QueueBeginReason::Ended,
        BeginReason::Unplayable => wire::QueueBeginReason::Unplayable,
        BeginReason::Chosen => wire::QueueBeginReason::Chosen,
        BeginReason::Next => wire::QueueBeginReason::Next,
        BeginReason::Skipped => wire::QueueBeginReason::Skipped,
        BeginReason::Previous => wire::QueueBeginReason::Previous,
        BeginReason::Undone => wire::QueueBeginReason::Undone,
    }
}
