//! What happened, as clients see it.

use serde::{Deserialize, Serialize};

use crate::chat::{ChatRules, MediaMark, ReactionCount};
use crate::crowd::{Arrival, Departure};
use crate::model::{Confirmation, HoldReason, Role, StartPolicy, Video, Visibility};
use crate::moderation::{MuteScope, SettingsChange};
use crate::prediction::{CancelReason, Closes, LockReason, Outcome, Payout, Pick};
use crate::queue::{QueueAnnounceReason, QueueBeginReason, QueueItem, QueuePut, QueueSettings};
use crate::reason::{Answer, EndReason, HoldEnd, LeaveReason, Origin, PauseReason, Verdict};

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Event {
    /// The session began.
    Created {
        /// Its title.
        title: String,
        /// The first video.
        video: Video,
        /// The id of the member who is host.
        host: String,
        /// Who may find it.
        visibility: Visibility,
        /// Whether status changes must be confirmed.
        confirmation: Confirmation,
        /// When a video starts for the first time.
        start: StartPolicy,
        /// When people are expected, where it was planned ahead: server time in milliseconds.
        #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
        starts_at: Option<i64>,
        /// Where it comes from, where it was brought here in a file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        origin: Option<Origin>,
    },
    /// A member became present.
    Joined {
        /// Who.
        member: String,
        /// The name the others see.
        name: String,
        /// What they are to the others.
        role: Role,
        /// 1 the first time, more when they come back.
        visit: u32,
    },
    /// A present member goes by another name.
    Renamed {
        /// Who.
        member: String,
        /// The name the others see now.
        name: String,
    },
    /// A member is no longer present.
    Left {
        /// Who.
        member: String,
        /// The number of the event that made them present.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        joined: u64,
        /// Why.
        reason: LeaveReason,
    },
    /// People are expected at another time.
    Rescheduled {
        /// When: server time in milliseconds; at no particular time where missing.
        #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
        starts_at: Option<i64>,
    },
    /// Another video is on screen.
    Loaded {
        /// Which.
        video: Video,
    },
    /// The length of the video became known.
    LengthSet {
        /// Seconds.
        length: f64,
    },
    /// Playback starts.
    Played {},
    /// Playback stopped.
    Paused {
        /// Why.
        reason: PauseReason,
    },
    /// Playback jumped.
    Seeked {
        /// From which position, in seconds.
        from: f64,
        /// To which position, in seconds.
        to: f64,
    },
    /// The shared rate changed.
    RateSet {
        /// 1.0 is normal speed.
        rate: f64,
    },
    /// An action was undone: what was there before it is back.
    Undone {
        /// The number of its event.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        undid: u64,
        /// The video that is back on screen, where another one was.
        video: Option<Video>,
    },
    /// The group waits: what plays stands still until it is over.
    HoldBegan {
        /// Why.
        reason: HoldReason,
        /// The ids of the members who are waited for; in a crowd, some of them.
        of: Vec<String>,
        /// When it is over at the latest, in server time.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        until: i64,
    },
    /// The group waits no longer; the timeline is how it plays on, unless something else came in between.
    HoldEnded {
        /// The number of the event that began it.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        hold: u64,
        /// How it ended.
        how: HoldEnd,
        /// The ids of members who were still not ready.
        late: Vec<String>,
    },
    /// The others are asked to confirm a status change, which has taken effect already.
    ConfirmationAsked {
        /// The number of the event that changed the status.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        change: u64,
        /// The ids of the members who are asked.
        of: Vec<String>,
        /// When the time is over, in server time.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        until: i64,
    },
    /// A member answered.
    Answered {
        /// The number of the event that changed the status.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        change: u64,
        /// Who.
        member: String,
        /// What they said.
        answer: Answer,
    },
    /// The question is closed; where it was not confirmed, the timeline is what was confirmed last.
    ConfirmationClosed {
        /// The number of the event that changed the status.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        change: u64,
        /// How it ended.
        verdict: Verdict,
    },
    /// The session is over.
    Ended {
        /// Why.
        reason: EndReason,
    },
    /// Somebody asked what will happen.
    PredictionOpened {
        /// The prediction's id.
        prediction: String,
        /// What is asked.
        question: String,
        /// What may happen.
        outcomes: Vec<Outcome>,
        /// When it is locked by itself.
        closes: Closes,
    },
    /// A member picked an outcome, or changed or raised what they had picked.
    PredictionPicked {
        /// The prediction's id.
        prediction: String,
        /// Who.
        member: String,
        /// What, and with how many points.
        pick: Pick,
        /// What they had picked before.
        before: Option<Pick>,
    },
    /// Nobody can pick any more.
    PredictionLocked {
        /// The prediction's id.
        prediction: String,
        /// What was asked.
        question: String,
        /// Why.
        reason: LockReason,
    },
    /// A prediction came out.
    PredictionResolved {
        /// The prediction's id.
        prediction: String,
        /// What was asked.
        question: String,
        /// The id of the outcome that it was.
        outcome: String,
        /// The same in words.
        answer: String,
        /// Whether all stakes went back, because nobody had staked on it.
        refunded: bool,
        /// How many people got a share of the pool.
        winners: u32,
        /// The largest of those shares, at most 20.
        payouts: Vec<Payout>,
    },
    /// A prediction was called off, and all stakes went back.
    PredictionCancelled {
        /// The prediction's id.
        prediction: String,
        /// What was asked.
        question: String,
        /// Why.
        reason: CancelReason,
    },
    /// A video was added to the queue. The number of the event is the item's id.
    QueueAdded {
        /// What it is.
        video: Video,
        /// What it is called, where known.
        title: Option<String>,
        /// The id of the item that it stands in front of; at the end where missing.
        #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
        before: Option<u64>,
        /// Which of those it is that were added at once, from 0.
        index: u32,
        /// How many were added at once.
        of: u32,
    },
    /// An item of the queue was moved.
    QueueMoved {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
        /// The id of the item that it stands in front of; at the end where missing.
        #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
        before: Option<u64>,
    },
    /// Items were taken out of the queue.
    QueueRemoved {
        /// Their ids.
        #[cfg_attr(feature = "typescript", ts(type = "number[]"))]
        items: Vec<u64>,
    },
    /// A member voted for an item of the queue, or took it back.
    QueueVoted {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
        /// Whether it is wanted soon.
        up: bool,
    },
    /// A member voted to leave the item on screen, or took it back.
    QueueSkipVoted {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
        /// Whether it is to be left.
        up: bool,
    },
    /// The queue was mixed.
    QueueShuffled {
        /// The ids of all that wait, in their new order.
        #[cfg_attr(feature = "typescript", ts(type = "number[]"))]
        order: Vec<u64>,
    },
    /// The queue goes otherwise.
    QueueSet {
        /// How.
        settings: QueueSettings,
    },
    /// The length of an item that waits became known.
    QueueMeasured {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
        /// Seconds.
        length: f64,
    },
    /// It became known what an item is, that waits or is on screen.
    QueueDescribed {
        /// Its id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        item: u64,
        /// How it plays.
        video: Video,
        /// What it is called, where known.
        title: Option<String>,
        /// Seconds, where known.
        length: Option<f64>,
    },
    /// The next item begins by itself, unless somebody does something else.
    QueueAnnounced {
        /// When, in server time.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        begins: i64,
        /// Why.
        reason: QueueAnnounceReason,
    },
    /// Nothing begins by itself any more.
    QueueCancelled {
        /// The number of the event that announced it.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        announced: u64,
    },
    /// The video that the event before has put on screen is this item. It waits no longer.
    QueueBegan {
        /// Which.
        item: QueueItem,
        /// Why.
        reason: QueueBeginReason,
        /// The one that was on screen before, where it waits again.
        kept: Option<QueuePut>,
        /// Whether there is one to go back to.
        has_previous: bool,
    },
    /// A change of the queue was undone, as far as that still means something.
    QueueUndone {
        /// The number of its event.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        undid: u64,
        /// The ids of items that wait no longer.
        #[cfg_attr(feature = "typescript", ts(type = "number[]"))]
        gone: Vec<u64>,
        /// Items that wait, each where it says, one after the other.
        put: Vec<QueuePut>,
        /// How the queue goes, where that was undone.
        settings: Option<QueueSettings>,
    },
    /// Somebody was promoted or demoted.
    RoleChanged {
        /// Who.
        member: String,
        /// What they are now.
        role: Role,
    },
    /// Somebody else is the host; who was it is a co-host now.
    HandedOver {
        /// Who was it.
        from: String,
        /// Who is it.
        to: String,
    },
    /// Somebody was removed, and may come back. A `left` follows.
    Kicked {
        /// Who.
        member: String,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody may not come any more, and is no more than a member. A `left` follows where they were present.
    Banned {
        /// Who.
        member: String,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody may come again.
    Unbanned {
        /// Who.
        member: String,
    },
    /// Somebody has a time-out.
    Muted {
        /// Who.
        member: String,
        /// Until when, in server time.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        until: i64,
        /// From what.
        scope: MuteScope,
        /// Why.
        reason: Option<String>,
    },
    /// Somebody's time-out was lifted.
    Unmuted {
        /// Whose.
        member: String,
    },
    /// The session is set otherwise: what is there is new, the rest stays.
    SettingsChanged(Box<SettingsChange>),
    /// Somebody said something. The number of this event is the message's.
    Said {
        /// What.
        text: String,
        /// The number of the message that it answers.
        #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
        reply_to: Option<u64>,
        /// The ids of the members whom it names.
        mentions: Vec<String>,
        /// The place in the video that it belongs to.
        media: Option<MediaMark>,
    },
    /// Somebody changed what they had said.
    MessageEdited {
        /// The number of the message.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        message: u64,
        /// What it says now.
        text: String,
        /// The ids of the members whom it names now.
        mentions: Vec<String>,
    },
    /// A message was taken back.
    MessageDeleted {
        /// The number of the message.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        message: u64,
    },
    /// Somebody reacted to a message, or does no longer.
    ReactedToMessage {
        /// The number of the message.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        message: u64,
        /// With what.
        emoji: String,
        /// Whether they do.
        on: bool,
    },
    /// People reacted to what was on screen, all of them within about a second.
    Reacted {
        /// As in the `reactions` frames that told of it while it happened.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        batch: u64,
        /// How often with what.
        counts: Vec<ReactionCount>,
        /// Where the video stood.
        media: MediaMark,
    },
    /// The chat has other rules.
    ChatRulesSet {
        /// All of them.
        rules: ChatRules,
    },
    /// What stood here was taken back later, and its words are gone.
    Redacted {},
    /// Several members became present together.
    Came {
        /// Who. In a crowd only some of them: the counts are whole.
        people: Vec<Arrival>,
        /// How many.
        count: u32,
        /// How many of them for the first time.
        newcomers: u32,
        /// How many are present now.
        present: u32,
    },
    /// Several members are no longer present.
    Went {
        /// Who. In a crowd only some of them: the counts are whole.
        people: Vec<Departure>,
        /// How many.
        count: u32,
        /// How many are present now.
        present: u32,
    },
    /// Somebody has deleted everything about themselves: what they said, and what they were called, is gone from all events
    /// before this one. It may follow `ended`.
    Erased {
        /// Who.
        member: String,
        /// What they are called from now on.
        name: String,
    },
}
