//! From the domain to the wire: every conversion, with exhaustive patterns.

mod chat;
mod crowd;
pub(crate) mod moderation;
pub(crate) mod queue;

pub(crate) use chat::{chat_rules, message, message_report, reaction_counts};
pub(crate) use crowd::Names;
use std::collections::BTreeSet;

use host::{Movement, PresenceChange, Standing, View};
use protocol as wire;
use session::{
    Answer, Asked, Confirmation, ConfirmationPolicy, EndReason, Event, Hold, HoldEnd, HoldReason, LeaveReason,
    LogPosition, Member, MemberId, Name, Origin, PauseReason, Role, Screen, SessionId, StartPolicy, Summary, Verdict,
    Video, VideoKind, Visibility,
};
use store::{StoredEntry, StoredNote, StoredPlayback, StoredUser, Visit};
use timeline::{Status, Timecode, Timestamp};

pub(crate) mod prediction;

/// RFC 3339, to the millisecond.
pub(crate) fn rfc3339(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.ms()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{at:.3}")
}

pub(crate) fn session(id: &SessionId, summary: &Summary, now: Timestamp) -> wire::Session {
    let lasted_ms = summary.ended_at.unwrap_or(now).ms_since(summary.created_at);
    wire::Session {
        id: id.to_string(),
        title: summary.title.to_string(),
        url: summary.video.url.to_string(),
        video: video(&summary.video),
        state: if summary.ended_at.is_some() { wire::State::Ended } else { wire::State::Live },
        visibility: visibility(summary.visibility),
        host: summary.host.to_string(),
        starts_at: summary.starts_at.map(rfc3339),
        created_at: rfc3339(summary.created_at),
        ended_at: summary.ended_at.map(rfc3339),
        duration_s: Timecode::from_us_clamped(lasted_ms.saturating_mul(1000)).seconds(),
        length_s: summary.length.map(Timecode::seconds),
        members: summary.members,
        present: summary.present,
        peak_members: summary.peak,
    }
}

pub(crate) fn session_state(id: &SessionId, view: &View, now: Timestamp) -> wire::SessionState {
    wire::SessionState {
        session: session(id, &view.session.summary(), now),
        timeline: timeline(view.session.screen(), view.session.rev()),
        confirmation: confirmation(view.session.confirmation()),
        asked: view.session.asked().map(asked),
        start: start_policy(view.session.start_policy()),
        hold: view.session.hold().map(hold),
        queue: queue::queue(&view.session),
        settings: moderation::settings(view.session.settings()),
        members: crowd::listed(view),
        online: crowd::count(view.online.len()),
        head: position(view.head),
    }
}

pub(crate) fn position(position: LogPosition) -> wire::LogPosition {
    wire::LogPosition { seq: position.seq, hash: position.hash.to_string() }
}

pub(crate) fn member(id: &MemberId, member: &Member, view: &View) -> wire::Member {
    wire::Member {
        id: id.to_string(),
        name: member.name.to_string(),
        role: role(member.role),
        present: member.joined.is_some(),
        online: view.online.contains_key(id),
        since: member.joined,
        mute: view.session.last_mute(id).map(moderation::mute),
        banned: view.session.is_banned(id),
        erased: view.session.is_erased(id),
        standing: view.online.get(id).copied().flatten().map(standing),
    }
}

pub(crate) fn member_presence(change: &PresenceChange) -> wire::MemberPresence {
    wire::MemberPresence {
        id: change.member.to_string(),
        online: change.online,
        standing: change.standing.map(standing),
    }
}

pub(crate) fn standing(standing: Standing) -> wire::Standing {
    wire::Standing {
        status: match standing.movement {
            Movement::Ready => wire::ReportStatus::Ready,
            Movement::Playing => wire::ReportStatus::Playing,
            Movement::Paused => wire::ReportStatus::Paused,
            Movement::Buffering => wire::ReportStatus::Buffering,
        },
        drift_ms: standing.drift_ms,
        trailing: standing.trailing,
        away: standing.away,
    }
}

pub(crate) fn viewer(stored: &StoredPlayback, view: &View) -> wire::Viewer {
    let known = view.session.member(&stored.member);
    let on_screen = view.session.screen().video == stored.video;
    let standing_now = view.online.get(&stored.member).copied().flatten().filter(|_| on_screen);
    wire::Viewer {
        member: stored.member.to_string(),
        name: known.map(|member| member.name.to_string()),
        video: stored.video.to_string(),
        position: stored.position.seconds(),
        watched: stored.watched.stretches().iter().map(|(from, to)| [from.seconds(), to.seconds()]).collect(),
        watched_s: stored.watched.total().seconds(),
        standing: standing_now.map(standing),
        updated_at: rfc3339(stored.updated_at),
    }
}

/// `others` are known to this server.
pub(crate) fn visit(visit: &Visit, others: &[StoredUser], barred: &BTreeSet<SessionId>, now: Timestamp) -> wire::Visit {
    let watched = |stored: &StoredPlayback| wire::Watched {
        video: stored.video.to_string(),
        position: stored.position.seconds(),
        watched_s: stored.watched.total().seconds(),
        updated_at: rfc3339(stored.updated_at),
    };
    let companion = |id: &MemberId| {
        let user = others.iter().find(|user| user.id == *id)?;
        Some(wire::Companion { id: user.id.to_string(), name: user.name.to_string() })
    };
    wire::Visit {
        session: session(&visit.session.id, &visit.session.summary, now),
        watched: visit.watched.iter().map(watched).collect(),
        with: visit.others.iter().filter_map(companion).collect(),
        at: rfc3339(visit.at()),
        banned: barred.contains(&visit.session.id),
    }
}

pub(crate) fn timeline(screen: &Screen, rev: u64) -> wire::Timeline {
    let timeline = &screen.timeline;
    wire::Timeline {
        video: screen.video.to_string(),
        status: match timeline.status {
            Status::Playing => wire::Status::Playing,
            Status::Paused => wire::Status::Paused,
        },
        position: timeline.position.seconds(),
        rate: timeline.rate.factor(),
        at: timeline.at.ms(),
        length: timeline.length.map(Timecode::seconds),
        rev,
    }
}

pub(crate) fn event_frame(stored: &StoredEntry, by_name: Option<&Name>, names: Names) -> wire::EventFrame {
    let entry = &stored.entry;
    wire::EventFrame {
        seq: entry.seq,
        hash: stored.position.hash.to_string(),
        at: entry.at.ms(),
        by: entry.by.as_ref().map(MemberId::to_string),
        by_name: by_name.map(Name::to_string),
        event: event(&entry.event, names),
        timeline: entry.screen.as_ref().map(|screen| timeline(screen, entry.seq)),
    }
}

pub(crate) fn log_event(stored: &StoredEntry, names: Names) -> wire::LogEvent {
    let wire::EventFrame { seq, hash, at: _, by, by_name: _, event, timeline } = event_frame(stored, None, names);
    wire::LogEvent { seq, hash, at: rfc3339(stored.entry.at), by, event, timeline }
}

pub(crate) fn user(user: &StoredUser) -> wire::User {
    wire::User { id: user.id.to_string(), name: user.name.to_string(), created_at: rfc3339(user.created_at) }
}

pub(crate) fn note(note: &StoredNote) -> wire::Note {
    let StoredNote { id, at, author, name, text, written_at } = note;
    wire::Note {
        id: id.to_string(),
        at: rfc3339(*at),
        author: author.to_string(),
        name: name.to_string(),
        text: text.to_string(),
        written_at: rfc3339(*written_at),
    }
}

fn event(event: &Event, names: Names) -> wire::Event {
    match event {
        Event::Created {
            title,
            video: first,
            host,
            visibility: who,
            confirmation: how,
            start,
            starts_at,
            origin: from,
        } => wire::Event::Created {
            title: title.to_string(),
            video: video(first),
            host: host.to_string(),
            visibility: visibility(*who),
            confirmation: confirmation(*how),
            start: start_policy(*start),
            starts_at: starts_at.map(Timestamp::ms),
            origin: from.as_ref().map(origin),
        },
        Event::Joined { member, name, role: what, visit } => {
            wire::Event::Joined { member: member.to_string(), name: name.to_string(), role: role(*what), visit: *visit }
        }
        Event::Renamed { member, name } => wire::Event::Renamed { member: member.to_string(), name: name.to_string() },
        Event::Left { member, joined, reason } => {
            wire::Event::Left { member: member.to_string(), joined: *joined, reason: leave_reason(*reason) }
        }
        Event::Came { people, present } => crowd::came(people, *present, names),
        Event::Went { people, present } => crowd::went(people, *present, names),
        Event::Rescheduled { starts_at } => wire::Event::Rescheduled { starts_at: starts_at.map(Timestamp::ms) },
        Event::Loaded { video: next } => wire::Event::Loaded { video: video(next) },
        Event::LengthSet { length } => wire::Event::LengthSet { length: length.seconds() },
        Event::Played => wire::Event::Played {},
        Event::Paused { reason } => wire::Event::Paused { reason: pause_reason(*reason) },
        Event::Seeked { from, to } => wire::Event::Seeked { from: from.seconds(), to: to.seconds() },
        Event::RateSet { rate } => wire::Event::RateSet { rate: rate.factor() },
        Event::Undone { undid, video: back } => wire::Event::Undone { undid: *undid, video: back.as_ref().map(video) },
        Event::HoldBegan { reason, of, until } => {
            wire::Event::HoldBegan { reason: hold_reason(*reason), of: ids(of), until: until.ms() }
        }
        Event::HoldEnded { hold, how, late } => {
            wire::Event::HoldEnded { hold: *hold, how: hold_end(*how), late: ids(late) }
        }
        Event::ConfirmationAsked { change, of, until, restores: _ } => {
            wire::Event::ConfirmationAsked { change: *change, of: ids(of), until: until.ms() }
        }
        Event::Answered { change, member, answer } => {
            wire::Event::Answered { change: *change, member: member.to_string(), answer: self::answer(*answer) }
        }
        Event::ConfirmationClosed { change, verdict } => {
            wire::Event::ConfirmationClosed { change: *change, verdict: self::verdict(*verdict) }
        }
        Event::Queue(what) => queue::event(what),
        Event::Moderation(event) => moderation::event(event),
        Event::SettingsChanged { change } => {
            wire::Event::SettingsChanged(Box::new(moderation::settings_change(change)))
        }
        Event::Ended { reason } => wire::Event::Ended { reason: end_reason(*reason) },
        Event::Prediction(event) => prediction::event(event),
        Event::Chat(event) => chat::event(event),
        Event::Erased { member } => {
            wire::Event::Erased { member: member.to_string(), name: Name::erased().to_string() }
        }
    }
}

fn leave_reason(reason: LeaveReason) -> wire::LeaveReason {
    match reason {
        LeaveReason::Asked => wire::LeaveReason::Asked,
        LeaveReason::Gone => wire::LeaveReason::Gone,
        LeaveReason::Removed => wire::LeaveReason::Removed,
    }
}

fn pause_reason(reason: PauseReason) -> wire::PauseReason {
    match reason {
        PauseReason::Asked => wire::PauseReason::Asked,
        PauseReason::EndOfVideo => wire::PauseReason::EndOfVideo,
        PauseReason::NobodyHere => wire::PauseReason::NobodyHere,
    }
}

fn end_reason(reason: EndReason) -> wire::EndReason {
    match reason {
        EndReason::Asked => wire::EndReason::Asked,
        EndReason::Abandoned => wire::EndReason::Abandoned,
        EndReason::Cut => wire::EndReason::Cut,
    }
}

fn answer(answer: Answer) -> wire::Answer {
    match answer {
        Answer::Confirm => wire::Answer::Confirm,
        Answer::Reject => wire::Answer::Reject,
    }
}

fn confirmation(confirmation: Confirmation) -> wire::Confirmation {
    wire::Confirmation {
        policy: match confirmation.policy {
            ConfirmationPolicy::Off => wire::ConfirmationPolicy::Off,
            ConfirmationPolicy::Everyone => wire::ConfirmationPolicy::Everyone,
            ConfirmationPolicy::Majority => wire::ConfirmationPolicy::Majority,
        },
        within_s: Timecode::from_us_clamped(confirmation.within_ms.saturating_mul(1000)).seconds(),
    }
}

fn origin(origin: &Origin) -> wire::Origin {
    wire::Origin {
        by: origin.by.as_ref().map(MemberId::to_string),
        name: origin.name.as_ref().map(Name::to_string),
        at: rfc3339(origin.at),
        session: origin.session.to_string(),
    }
}

fn start_policy(policy: StartPolicy) -> wire::StartPolicy {
    match policy {
        StartPolicy::AtOnce => wire::StartPolicy::AtOnce,
        StartPolicy::WhenReady => wire::StartPolicy::WhenReady,
    }
}

fn hold(hold: &Hold) -> wire::Hold {
    let Hold { began, reason, of, until, .. } = hold;
    wire::Hold { began: *began, reason: hold_reason(*reason), of: ids(of), until: until.ms() }
}

fn hold_reason(reason: HoldReason) -> wire::HoldReason {
    match reason {
        HoldReason::Buffering => wire::HoldReason::Buffering,
        HoldReason::Seek => wire::HoldReason::Seek,
        HoldReason::FirstStart => wire::HoldReason::FirstStart,
        HoldReason::NextVideo => wire::HoldReason::NextVideo,
    }
}

fn hold_end(how: HoldEnd) -> wire::HoldEnd {
    match how {
        HoldEnd::Ready => wire::HoldEnd::Ready,
        HoldEnd::Deadline => wire::HoldEnd::Deadline,
        HoldEnd::Anyway => wire::HoldEnd::Anyway,
        HoldEnd::Superseded => wire::HoldEnd::Superseded,
    }
}

fn verdict(verdict: Verdict) -> wire::Verdict {
    match verdict {
        Verdict::Confirmed => wire::Verdict::Confirmed,
        Verdict::Rejected => wire::Verdict::Rejected,
        Verdict::Expired => wire::Verdict::Expired,
        Verdict::Superseded => wire::Verdict::Superseded,
    }
}

fn ids(members: &[MemberId]) -> Vec<String> {
    members.iter().map(MemberId::to_string).collect()
}

fn asked(asked: &Asked) -> wire::Asked {
    wire::Asked {
        change: asked.change,
        by: asked.by.to_string(),
        waiting: asked.waiting.iter().map(MemberId::to_string).collect(),
        until: asked.until.ms(),
    }
}

pub(crate) fn video(video: &Video) -> wire::Video {
    wire::Video {
        id: video.id.to_string(),
        url: video.url.to_string(),
        kind: match video.kind {
            VideoKind::File => wire::VideoKind::File,
            VideoKind::Hls => wire::VideoKind::Hls,
            VideoKind::Dash => wire::VideoKind::Dash,
            VideoKind::Youtube => wire::VideoKind::Youtube,
            VideoKind::Vimeo => wire::VideoKind::Vimeo,
            VideoKind::Dailymotion => wire::VideoKind::Dailymotion,
            VideoKind::Twitch => wire::VideoKind::Twitch,
        },
    }
}

fn role(role: Role) -> wire::Role {
    match role {
        Role::Host => wire::Role::Host,
        Role::CoHost => wire::Role::CoHost,
        Role::Member => wire::Role::Member,
        Role::Viewer => wire::Role::Viewer,
    }
}

pub(crate) fn visibility(visibility: Visibility) -> wire::Visibility {
    match visibility {
        Visibility::Public => wire::Visibility::Public,
        Visibility::Unlisted => wire::Visibility::Unlisted,
        Visibility::Private => wire::Visibility::Private,
    }
}

#[cfg(test)]
mod tests {
    use timeline::Timestamp;

    #[test]
    fn times_are_rfc_3339_to_the_millisecond() {
        assert_eq!(super::rfc3339(Timestamp::from_ms(1_795_000_000_007)), "2026-11-18T11:06:40.007Z");
    }
}
